/**
 * `npm run bench -- recognition`: the embedded recogniser on telephone audio (G.711, A-law). Recordings are of people
 * saying single words; phrases of the carrier dialogue are synthesised, which is easier than people; the coffee orders
 * are of people and none of them is a request of the dialogue.
 */
import { fileURLToPath } from 'node:url';
import { meaningOf } from '#src/agent/interruption/meaning.js';
import { readWav } from '#src/caller/wav.js';
import { loadYaml } from '#src/config/yaml.js';
import { sleep, systemClock } from '#src/core/clock.js';
import { dialogueSchema } from '#src/engines/local/dialogue/dialogue-schema.js';
import { grammarOf, isBeginning } from '#src/engines/local/dialogue/grammar.js';
import { likelyIntent } from '#src/engines/local/dialogue/match.js';
import { initialState } from '#src/engines/local/dialogue/state.js';
import type { Heard, Recogniser } from '#src/engines/local/recogniser/recogniser.js';
import { startVosk } from '#src/engines/local/recogniser/vosk/start-vosk.js';
import { openResampler } from '#src/engines/local/voice/resample.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { type Bench, percentile, type Row } from './row.js';
import { type Clip, sharedClips } from './shared-data.js';
import { throughG711 } from './vad-run.js';

type Emit = (row: Row) => void;

const dialogue = loadYaml(
  dialogueSchema,
  fileURLToPath(new URL('../../config/dialogues/carrier.yaml', import.meta.url)),
);
const requestGrammar = grammarOf(dialogue, initialState('en'));
const digitWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
/** Pieces of 100 ms come ten times as fast as on a call, so that the decoder keeps up as it does there. */
const pieceSamples = 800;
const pieceMs = 10;
const silenceSamples = 1600;

export const bench: Bench = async (emit) => {
  const local = await startVosk({ clock: systemClock });
  if (local.recogniser === undefined) throw new Error(local.missing[0]?.reason);
  await words(local.recogniser, 'speech/commands/', (clip) => clip.label, emit);
  await words(local.recogniser, 'speech/digits/', (clip) => digitWords[Number(clip.label)]!, emit);
  await phrases(local.recogniser, emit);
  await strangers(local.recogniser, emit);
  for (const set of ['speech/short/', 'noise/esc10/']) await soundsOverTheBot(local.recogniser, set, emit);
  await local.close();
};

async function words(recogniser: Recogniser, set: string, wordOf: (clip: Clip) => string, emit: Emit): Promise<void> {
  const clips = sharedClips(set);
  if (clips.length === 0) return;
  const grammar = [...new Set(clips.map(wordOf))];
  let correct = 0;
  let wrong = 0;
  for (const clip of clips) {
    const { samples } = await readWav(clip.file);
    const { heard } = await hear(recogniser, grammar, samples);
    if (heard.text === wordOf(clip)) correct += 1;
    else if (heard.text !== '') wrong += 1;
  }
  const where = { set, clips: clips.length, grammar: grammar.length };
  emit({ name: 'recognition.words_correct_pct', value: (100 * correct) / clips.length, unit: '%', ...where });
  emit({ name: 'recognition.words_wrong_pct', value: (100 * wrong) / clips.length, unit: '%', ...where });
}

async function phrases(recogniser: Recogniser, emit: Emit): Promise<void> {
  const [{ voice, close }, resample] = [await startLocalVoice({ clock: systemClock }), await openResampler()];
  const asked = Object.entries(dialogue.intents).flatMap(
    ([
      intent,
      {
        phrases: { en = [] },
      },
    ]) => en.map((phrase) => ({ intent, phrase })),
  );
  const results: { correct: boolean; wrong: boolean; latencyMs: number }[] = [];
  for (const { intent, phrase } of asked) {
    const parts: number[] = [];
    for await (const { samples } of voice.speak(phrase, 'en', {}, new AbortController().signal)) parts.push(...samples);
    const line = resample(Int16Array.from(parts), voice.rateHz, 8000);
    const { heard, latencyMs } = await hear(recogniser, requestGrammar, line);
    const understood = intentOf(heard);
    const correct = understood === intent;
    results.push({ correct, wrong: understood !== undefined && !correct, latencyMs });
  }
  await close();
  const where = { set: 'carrier phrases, synthesised', clips: asked.length, grammar: requestGrammar.length };
  const share = (of: 'correct' | 'wrong'): number =>
    (100 * results.filter((result) => result[of]).length) / asked.length;
  emit({ name: 'recognition.intents_correct_pct', value: share('correct'), unit: '%', ...where });
  emit({ name: 'recognition.intents_wrong_pct', value: share('wrong'), unit: '%', ...where });
  latencyRows(
    results.map(({ latencyMs }) => latencyMs),
    where,
    emit,
  );
}

/** People who say something that the dialogue does not have: how often is it taken for a request? */
async function strangers(recogniser: Recogniser, emit: Emit): Promise<void> {
  const clips = sharedClips('speech/orders/');
  if (clips.length === 0) return;
  let accepted = 0;
  let audioMs = 0;
  let decodedMs = 0;
  const latencies: number[] = [];
  for (const clip of clips) {
    const { samples } = await readWav(clip.file);
    const { heard, latencyMs } = await hear(recogniser, requestGrammar, samples);
    if (intentOf(heard) !== undefined) accepted += 1;
    latencies.push(latencyMs);
    audioMs += (samples.length + 2 * silenceSamples) / 8;
    decodedMs += await decodeAtOnce(recogniser, samples);
  }
  const where = { set: 'speech/orders/', clips: clips.length, grammar: requestGrammar.length };
  emit({ name: 'recognition.strangers_accepted_pct', value: (100 * accepted) / clips.length, unit: '%', ...where });
  emit({ name: 'recognition.real_time_factor', value: decodedMs / audioMs, unit: '', ...where });
  latencyRows(latencies, where, emit);
}

/** Sounds that are no request: how often do the words so far, as the engine tells them, look like an interruption? */
async function soundsOverTheBot(recogniser: Recogniser, set: string, emit: Emit): Promise<void> {
  const clips = sharedClips(set);
  if (clips.length === 0) return;
  let any = 0;
  let told = 0;
  for (const clip of clips) {
    const { samples } = await readWav(clip.file);
    const interrupting: string[] = [];
    await hear(recogniser, requestGrammar, samples, (text) => {
      if (meaningOf(text, 'en') === 'interruption') interrupting.push(text);
    });
    if (interrupting.length > 0) any += 1;
    if (interrupting.some((text) => isBeginning(text, requestGrammar, 'en'))) told += 1;
  }
  const where = { set, clips: clips.length, grammar: requestGrammar.length };
  const share = (count: number) => ({ value: (100 * count) / clips.length, unit: '%', ...where });
  emit({ name: 'recognition.so_far_interrupting_pct', ...share(any), told: false });
  emit({ name: 'recognition.so_far_interrupting_pct', ...share(told), told: true });
}

function latencyRows(latencies: readonly number[], where: object, emit: Emit): void {
  emit({ name: 'recognition.text_ms.p50', value: percentile(latencies, 0.5), unit: 'ms', ...where });
  emit({ name: 'recognition.text_ms.p95', value: percentile(latencies, 0.95), unit: 'ms', ...where });
}

const intentOf = ({ text, unknownWords }: Heard): string | undefined =>
  likelyIntent(text, { language: 'en', synonyms: dialogue.synonyms ?? {}, unknownWords }, dialogue.intents);

async function hear(
  recogniser: Recogniser,
  grammar: readonly string[],
  samples: Int16Array,
  onPartial?: (text: string) => void,
) {
  const turn = recogniser.startTurn({ language: 'en', phrases: grammar, onPartial });
  const line = onALine(samples);
  for (let at = 0; at < line.length; at += pieceSamples) {
    turn.push(line.slice(at, at + pieceSamples));
    await sleep(systemClock, pieceMs);
  }
  const beforeMs = systemClock.nowMs();
  const heard = await turn.hear();
  const latencyMs = systemClock.nowMs() - beforeMs;
  turn.end();
  return { heard, latencyMs };
}

async function decodeAtOnce(recogniser: Recogniser, samples: Int16Array): Promise<number> {
  const turn = recogniser.startTurn({ language: 'en', phrases: requestGrammar });
  const beforeMs = systemClock.nowMs();
  turn.push(onALine(samples));
  await turn.hear();
  turn.end();
  return systemClock.nowMs() - beforeMs;
}

/** What the Controller sends: a little of the line before the speech and the pause after it. */
function onALine(samples: Int16Array): Int16Array {
  const line = new Int16Array(samples.length + 2 * silenceSamples);
  line.set(samples, silenceSamples);
  return throughG711(line);
}
