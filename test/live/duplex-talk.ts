/** What can be asked of any real engine that listens and speaks at the same time. */
import { expect, test } from 'vitest';
import { type EngineSubject, pause, Side } from '../contract/engine-side.js';
import { until } from '../support/until.js';

const frameMs = 20;

export function describeDuplexTalk(subject: () => EngineSubject): void {
  test('tells how it is without being asked to do anything', async () => {
    await expect(subject().engine.probe(AbortSignal.timeout(10_000))).resolves.toMatchObject({ up: true });
  });

  test('hears a question at the speed of speech, speaks, and is silent once it is closed', async () => {
    const side = await Side.open(subject());
    const id = side.reply({ kind: 'open' });
    await speak(side);
    await until(() => side.audioMs(id) > 1_000, subject().answerMs);
    expect(side.events.filter(({ type }) => type === 'failed' || type === 'lost' || type === 'done')).toEqual([]);
    await side.session.close();
    const before = side.events.length;
    await pause(300);
    expect(side.events).toHaveLength(before);
  });
}

async function speak({ session, subject }: Side): Promise<void> {
  const { plain, engine } = subject;
  const samples = (plain.kind === 'speech' && plain.samples) || new Int16Array();
  const step = (engine.capabilities.inputRateHz * frameMs) / 1000;
  for (let at = 0; at < samples.length; at += step) {
    session.pushAudio(samples.subarray(at, at + step));
    await pause(frameMs);
  }
}
