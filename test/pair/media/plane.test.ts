import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { levelDbfs } from '#src/core/audio.js';
import { systemClock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import type { MediaEvent, MediaPlane, MediaStream } from '#src/media/media.js';
import { startMediaPlane } from '#src/media/plane.js';

const address = '127.0.0.1';

function tone(ms: number, rateHz: number, hz = 400, amplitude = 8000): Int16Array {
  return Int16Array.from(
    { length: (ms * rateHz) / 1000 },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz),
  );
}

async function until<T>(found: () => T | undefined, ms = 5000): Promise<T> {
  const end = systemClock.nowMs() + ms;
  for (;;) {
    const value = found();
    if (value !== undefined) return value;
    if (systemClock.nowMs() > end) throw new Error('nothing came in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('two streams on one plane', () => {
  let plane: MediaPlane;
  beforeAll(async () => {
    plane = await startMediaPlane({ clock: systemClock, log: silentLog });
  });
  afterAll(() => plane.close());

  async function pair(): Promise<{ a: MediaStream; b: MediaStream; aEvents: MediaEvent[]; bEvents: MediaEvent[] }> {
    const aEvents: MediaEvent[] = [];
    const bEvents: MediaEvent[] = [];
    const a = await plane.open({
      callId: 'a',
      address,
      audioRateHz: 8000,
      audioWhen: 'always',
      ears: true,
      onEvent: (e) => aEvents.push(e),
    });
    const b = await plane.open({
      callId: 'b',
      address,
      audioRateHz: 16000,
      audioWhen: 'always',
      ears: false,
      tap: true,
      onEvent: (e) => bEvents.push(e),
    });
    a.accept(b.answer(a.offer()));
    return { a, b, aEvents, bEvents };
  }

  it('carries audio from one end to the other and says when it began and ended', async () => {
    const { a, b, aEvents, bEvents } = await pair();
    a.play(7, tone(200, 24000), 24000);
    a.endPlay(7);
    const ended = await until(() => aEvents.find((event) => event.type === 'play-ended'));
    expect(ended).toMatchObject({ playId: 7, cut: false, playedMs: 200 });
    await until(() => bEvents.find((event) => event.type === 'audio' && levelDbfs(event.samples) > -20));
    const stats = await a.close();
    expect(stats.packetsSent).toBeGreaterThan(8);
    expect((await b.close()).packetsReceived).toBeGreaterThan(8);
  });

  it('carries DTMF once a press', async () => {
    const { a, b, bEvents } = await pair();
    a.sendDtmf('15#');
    await until(() => bEvents.filter((event) => event.type === 'dtmf').length === 3 || undefined);
    expect(bEvents.filter((event) => event.type === 'dtmf')).toMatchObject([
      { digit: '1', durationMs: 100 },
      { digit: '5' },
      { digit: '#' },
    ]);
    await a.close();
    await b.close();
  });
});
