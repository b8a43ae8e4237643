import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock as clock } from '#src/core/clock.js';
import type { RecogniserTurn } from '#src/engines/local/recogniser/recogniser.js';
import { startVosk } from '#src/engines/local/recogniser/vosk/start-vosk.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { canListChildren, childrenRunning } from '../../support/child-processes.js';
import { optional } from '../../support/optional.js';
import { spoken } from '../../support/spoken.js';
import { overTheLine } from '../../support/telephone.js';
import { silence } from '../../support/tone.js';

const local = await startVosk({ clock });
const voices = await startLocalVoice({ clock });
afterAll(() => Promise.all([local.close(), voices.close()]));
const recogniser = local.recogniser!;

const grammar = ['why is my bill so high this month', 'what promotions do you have', 'talk to a person', 'goodbye'];

async function said(text: string): Promise<Int16Array> {
  return overTheLine(await spoken(voices.voice, text, 'en'), voices.voice.rateHz);
}

function pushed(turn: RecogniserTurn, samples: Int16Array): RecogniserTurn {
  for (let at = 0; at < samples.length; at += 160) turn.push(samples.slice(at, at + 160));
  turn.push(silence(200));
  return turn;
}

const english = optional('the recogniser', local.recogniser !== undefined);

describe.skipIf(english.missing)(`the recogniser${english.note}`, () => {
  test('hears English of the grammar over a telephone line', async () => {
    const turn = pushed(
      recogniser.startTurn({ language: 'en', phrases: grammar }),
      await said('What promotions do you have?'),
    );
    expect((await turn.hear()).text).toBe('what promotions do you have');
    turn.end();
  });

  test('answers for a guess, and again when the caller went on', async () => {
    const turn = pushed(recogniser.startTurn({ language: 'en', phrases: grammar }), await said('What promotions'));
    expect((await turn.hear()).text).toBe('what promotions');
    pushed(turn, await said('do you have'));
    const heard = await turn.hear();
    expect(heard.text).toBe('what promotions do you have');
    expect(await turn.hear()).toEqual(heard);
    turn.end();
  });

  test('tells the words as they come, as often as they change, and none after the end of the turn', async () => {
    const partials: string[] = [];
    const turn = recogniser.startTurn({ language: 'en', phrases: grammar, onPartial: (text) => partials.push(text) });
    pushed(turn, await said('What promotions'));
    pushed(turn, silence(300));
    await expect.poll(() => partials.at(-1), { timeout: 5000 }).toMatch(/^what promotions/);
    expect(partials.at(-1)).not.toContain('have');
    pushed(turn, await said('do you have'));
    expect((await turn.hear()).text).toMatch(/^what promotions .*have$/);
    for (const [index, text] of partials.entries()) expect(text).not.toBe(partials[index - 1]);
    const told = partials.length;
    pushed(turn, await said('Goodbye.'));
    turn.end();
    await recogniser.startTurn({ language: 'en', phrases: grammar }).hear();
    expect(partials).toHaveLength(told);
  });

  test('after an answer tells only what is more than that', async () => {
    const partials: string[] = [];
    const turn = recogniser.startTurn({ language: 'en', phrases: grammar, onPartial: (text) => partials.push(text) });
    pushed(turn, await said('What promotions do you have?'));
    const { text } = await turn.hear();
    const told = partials.length;
    pushed(turn, silence(1000));
    await turn.hear();
    expect(partials.slice(told).filter((partial) => text.startsWith(partial))).toEqual([]);
    turn.end();
  });

  test('hears nothing in silence and in nothing', async () => {
    expect(await recogniser.startTurn({ language: 'en', phrases: grammar }).hear()).toEqual({
      text: '',
      confidence: 0,
      unknownWords: 0,
    });
    expect((await pushed(recogniser.startTurn({ language: 'en', phrases: grammar }), silence(500)).hear()).text).toBe(
      '',
    );
  });

  test('says what it was asked although the turn ends at once', async () => {
    const turn = pushed(recogniser.startTurn({ language: 'en', phrases: grammar }), await said('Goodbye.'));
    const heard = turn.hear();
    turn.end();
    expect((await heard).text).toBe('goodbye');
  });

  test('names the words it can never hear', async () => {
    expect(await recogniser.unknownWords(['goodbye', 'xyzzyplugh', 'bill'])).toEqual(['xyzzyplugh']);
  });

  test('a grammar without a known word is an error of that turn and of no other', async () => {
    await expect(recogniser.startTurn({ language: 'en', phrases: ['xyzzyplugh'] }).hear()).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
    });
    await expect(recogniser.startTurn({ language: 'en', phrases: [] }).hear()).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
    });
    const turn = pushed(recogniser.startTurn({ language: 'en', phrases: grammar }), await said('Goodbye.'));
    expect((await turn.hear()).text).toBe('goodbye');
  });

  test('hears several callers at the same time', async () => {
    const texts = ['goodbye', 'talk to a person', 'what promotions do you have'];
    const samples = await Promise.all(texts.map(said));
    const turns = samples.map((speech) => pushed(recogniser.startTurn({ language: 'en', phrases: grammar }), speech));
    const heard = await Promise.all(turns.map((turn) => turn.hear()));
    expect(heard[0]?.text).toBe('goodbye');
    expect(heard[2]?.text).toBe('what promotions do you have');
    for (const turn of turns) turn.end();
  });

  test.skipIf(!canListChildren)('after a crash the turn fails and the next one is heard', async () => {
    const turn = pushed(recogniser.startTurn({ language: 'en', phrases: grammar }), silence(100));
    const [pid] = childrenRunning('vosk-child');
    process.kill(pid!, 'SIGKILL');
    await expect(turn.hear()).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
    const speech = await said('Goodbye.');
    await expect
      .poll(
        async () => {
          const next = pushed(recogniser.startTurn({ language: 'en', phrases: grammar }), speech);
          return next.hear().then(
            ({ text }) => text,
            () => '',
          );
        },
        { timeout: 10_000, interval: 200 },
      )
      .toBe('goodbye');
  });
});

test('a folder that is no model is said at the start, and nothing crashes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-model-'));
  const { recogniser: none, missing } = await startVosk({ clock, modelDirectory: folder });
  expect(none).toBeUndefined();
  expect(missing).toHaveLength(1);
  expect(missing[0]?.languages).toEqual(['en']);
  expect(missing[0]?.reason).toContain('am/final.mdl is not there');
});

test('a library that is not there is said at the start', async () => {
  const { recogniser: none, missing } = await startVosk({ clock, libraryPath: '/nonexistent/libvosk.so' });
  expect(none).toBeUndefined();
  expect(missing[0]?.part).toBe('recogniser');
});
