/** What SenseVoice says of an utterance in its first three rows: language, emotion and sound event (FunAudioLLM, arXiv:2407.04051). */
import type { Language } from '../../../../core/language.js';
import type { Emotion, Impression, ParalinguisticReading, voiceEvents } from '../../../../core/paralinguistics.js';
import type { TokenTable } from './token-table.js';

type VoiceEvent = (typeof voiceEvents)[number];

export interface SpeechTags {
  /** Shares of the probability, of the languages that Undertone speaks; they need not add up to 1. */
  readonly languages: Readonly<Record<Language, number>>;
  /** That nothing was said. */
  readonly nothing: number;
  readonly reading: ParalinguisticReading;
  /** That the sound is music, applause or the like, and not somebody who speaks. */
  readonly noise: number;
}

const languageTokens: Readonly<Record<Language, string>> = { yue: '<|yue|>', cmn: '<|zh|>', en: '<|en|>' };
/** Languages that the model may take an utterance for besides. */
const otherLanguages = ['<|ja|>', '<|ko|>'];
const nothingToken = '<|nospeech|>';
const emotionTokens: readonly (readonly [string, Emotion | undefined])[] = [
  ['<|HAPPY|>', 'happy'],
  ['<|SAD|>', 'sad'],
  ['<|ANGRY|>', 'angry'],
  ['<|NEUTRAL|>', 'neutral'],
  ['<|FEARFUL|>', 'anxious'],
  ['<|DISGUSTED|>', 'disgusted'],
  ['<|SURPRISED|>', 'surprised'],
  ['<|EMO_UNKNOWN|>', undefined],
];
const eventTokens: readonly (readonly [string, VoiceEvent | 'speech' | undefined])[] = [
  ['<|Speech|>', 'speech'],
  ['<|Laughter|>', 'laughter'],
  ['<|Cry|>', 'crying'],
  ['<|Cough|>', 'cough'],
  ['<|Sneeze|>', undefined],
  ['<|Breath|>', undefined],
  ['<|Applause|>', undefined],
  ['<|BGM|>', undefined],
];
/** What is less likely is not told. */
const leastTold = 0.3;

/** @param rows at least three rows of scores */
export function speechTags(scores: Float32Array, table: TokenTable): SpeechTags {
  const row = (index: number): Float32Array => scores.subarray(index * table.size, (index + 1) * table.size);
  const spoken = Object.values(languageTokens);
  const language = shares(row(0), [...spoken, ...otherLanguages, nothingToken], table);
  const emotion = shares(
    row(1),
    emotionTokens.map(([token]) => token),
    table,
  );
  const event = shares(
    row(2),
    eventTokens.map(([token]) => token),
    table,
  );
  const languages = Object.fromEntries(
    Object.entries(languageTokens).map(([name, token]) => [name, language.get(token) ?? 0]),
  ) as Record<Language, number>;
  const events = eventTokens.flatMap(([token, value]): Impression<VoiceEvent>[] => {
    const confidence = event.get(token) ?? 0;
    return value === undefined || value === 'speech' || confidence < leastTold ? [] : [{ value, confidence }];
  });
  return {
    languages,
    nothing: language.get(nothingToken) ?? 0,
    reading: { ...emotionOf(emotion), ...(events.length > 0 && { events }) },
    noise: (event.get('<|BGM|>') ?? 0) + (event.get('<|Applause|>') ?? 0),
  };
}

function emotionOf(emotion: ReadonlyMap<string, number>): Pick<ParalinguisticReading, 'emotion'> {
  const [best] = [...emotionTokens].sort(([a], [b]) => (emotion.get(b) ?? 0) - (emotion.get(a) ?? 0));
  const [token, value] = best!;
  const confidence = emotion.get(token) ?? 0;
  return value === undefined || confidence < leastTold ? {} : { emotion: { value, confidence } };
}

/** Of the probability that a row gives to these tokens, the share of each; tokens that the model lacks have none. */
function shares(row: Float32Array, tokens: readonly string[], table: TokenTable): ReadonlyMap<string, number> {
  const known = tokens.flatMap((token) => {
    const id = table.idOf(token);
    return id === undefined ? [] : [{ token, score: row[id]! }];
  });
  const highest = known.reduce((most, { score }) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const weights = known.map(({ score }) => Math.exp(score - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return new Map(known.map(({ token }, index) => [token, weights[index]! / sum]));
}
