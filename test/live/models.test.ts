/**
 * A recognition model of somebody's own on the suites of exchanges: `npm run test:live -- --models DIR`. What callers say is
 * synthesised (eSpeak NG), goes through G.711, is heard by the model in its process, and answered by the shipped dialogue.
 * Synthetic voices are harder for a model than people, or easier: the shares compare models, and are no promise.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock as clock } from '#src/core/clock.js';
import type { Language } from '#src/core/language.js';
import { grammarOf } from '#src/engines/local/dialogue/grammar.js';
import { startCtc } from '#src/engines/local/recogniser/ctc/start-ctc.js';
import type { Heard } from '#src/engines/local/recogniser/recogniser.js';
import { recogniserModelIn } from '#src/engines/local/recogniser/recogniser-model.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { carrierDialogue } from '../support/carrier-dialogue.js';
import { DialogueCaller } from '../support/dialogue-caller.js';
import { type Exchange, exchangesIn } from '../support/exchanges.js';
import { spoken } from '../support/spoken.js';
import { overTheLine } from '../support/telephone.js';
import { silence } from '../support/tone.js';

/** Of a suite: orders understood, and orders taken for another. */
const leastUnderstood = Number(process.env.UNDERTONE_LIVE_UNDERSTOOD ?? 0.5);
const mostWrong = 0.05;

const { UNDERTONE_LIVE_MODELS: folder } = process.env;
if (folder === undefined) throw new Error('npm run test:live -- --models DIR, where DIR has the model');

const model = recogniserModelIn(folder);
if (model.kind === 'vosk') throw new Error(`${folder} has a Vosk model, which hears the phrases of a dialogue alone`);
const languages: readonly Language[] = ['yue', 'cmn', 'en'];
const voices = await startLocalVoice({ clock });
const started = await startCtc({ ...model, clock, languages });
afterAll(() => Promise.all([voices.close(), started.close()]));

async function hear(text: string, language: Language, caller: DialogueCaller): Promise<Heard> {
  const line = overTheLine(await spoken(voices.voice, text, language), voices.voice.rateHz);
  const turn = started.recogniser!.startTurn({ language, phrases: grammarOf(carrierDialogue, caller.state) });
  for (let at = 0; at < line.length; at += 160) turn.push(line.slice(at, at + 160));
  turn.push(silence(200));
  const heard = await turn.hear();
  turn.end();
  return heard;
}

/** What an exchange came to. */
async function play({ after, caller: words, intent }: Exchange, language: Language) {
  const caller = new DialogueCaller(language);
  for (const input of after) caller.hears(input);
  const heard = await hear(words, language, caller);
  caller.hearsSpeech(heard);
  const taken = caller.state.misses > 0 ? undefined : caller.state.request?.intent;
  return {
    words,
    heard,
    outcome: taken === intent ? 'understood' : taken === undefined ? 'refused' : 'wrong',
  } as const;
}

test('the model is loaded in its process', () => {
  expect(started.missing).toEqual([]);
  expect(started.recogniser).toBeDefined();
});

describe.each([
  ['yue', 'cantonese-exchanges.yaml'],
  ['cmn', 'mandarin-exchanges.yaml'],
] as const)('exchanges in %s', (language, file) => {
  test(`of ${file} are understood`, async () => {
    const { development, held_out: heldOut } = exchangesIn(file);
    const played: Awaited<ReturnType<typeof play>>[] = [];
    for (const exchange of [...development, ...heldOut]) played.push(await play(exchange, language));
    const share = (outcome: string): number => played.filter((each) => each.outcome === outcome).length / played.length;
    const tagged = played.filter(({ heard }) => heard.language?.value === language).length / played.length;
    const lines = played
      .filter(({ outcome }) => outcome !== 'understood')
      .map(({ words, heard, outcome }) => `  ${outcome}: ${words} was heard as "${heard.text}"`);
    const figures = `${language}: understood ${share('understood').toFixed(3)}, wrong ${share('wrong').toFixed(3)}, language right ${tagged.toFixed(3)}`;
    process.stdout.write(`${[figures, ...lines].join('\n')}\n`);
    expect(share('understood')).toBeGreaterThanOrEqual(leastUnderstood);
    expect(share('wrong')).toBeLessThanOrEqual(mostWrong);
  });
});
