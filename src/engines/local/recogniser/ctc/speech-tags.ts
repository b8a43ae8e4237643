/** What SenseVoice says of an utterance in its first three rows: language, emotion and sound event (FunAudioLLM, arXiv:2407.04051). */
import type { Language } from '../../../../core/language.js';
import type { Impression, ParalinguisticReading, VoiceEvent } from '../../../../core/paralinguistics.js';
import { noSpeech, plainTags, tagEmotions, tagEvents, tagLanguages } from '../../../speech-tags/vocabulary.js';
import type { TokenTable } from './token-table.js';

export interface SpeechTags {
  /** Shares of the probability, of the languages that Undertone speaks; they need not add up to 1. */
  readonly languages: Readonly<Record<Language, number>>;
  /** That nothing was said. */
  readonly nothing: number;
  readonly reading: ParalinguisticReading;
  /** That the sound is music, applause or the like, and not somebody who speaks. */
  readonly noise: number;
}

/** Languages that the model may take an utterance for besides ours. */
const otherLanguages = ['ja', 'ko'];
/** Events that nobody makes with the voice. */
const noises: readonly VoiceEvent[] = ['music', 'applause'];
/** What is less likely is not told. */
const leastTold = 0.3;

/** @param rows at least three rows of scores */
export function speechTags(scores: Float32Array, table: TokenTable): SpeechTags {
  const row = (index: number): Float32Array => scores.subarray(index * table.size, (index + 1) * table.size);
  const language = shares(row(0), [...tagLanguages.keys(), ...otherLanguages, noSpeech], table);
  const emotion = shares(row(1), [...tagEmotions.keys(), ...plainTags], table);
  const event = shares(row(2), [...tagEvents.keys(), ...plainTags], table);
  const languages: Record<Language, number> = { yue: 0, cmn: 0, en: 0 };
  for (const [name, value] of tagLanguages) languages[value] += language.get(name) ?? 0;
  const events = totals(event, tagEvents);
  const told = [...events].flatMap(([value, confidence]): Impression<VoiceEvent>[] =>
    confidence < leastTold ? [] : [{ value, confidence }],
  );
  return {
    languages,
    nothing: language.get(noSpeech) ?? 0,
    reading: { ...emotionOf(emotion), ...(told.length > 0 && { events: told }) },
    noise: noises.reduce((sum, noise) => sum + (events.get(noise) ?? 0), 0),
  };
}

function emotionOf(emotion: ReadonlyMap<string, number>): Pick<ParalinguisticReading, 'emotion'> {
  const [best] = [...emotion].sort(([, a], [, b]) => b - a);
  const value = best && tagEmotions.get(best[0]);
  return value === undefined || best![1] < leastTold ? {} : { emotion: { value, confidence: best![1] } };
}

function totals<T>(byName: ReadonlyMap<string, number>, values: ReadonlyMap<string, T>): ReadonlyMap<T, number> {
  const sums = new Map<T, number>();
  for (const [name, value] of values) sums.set(value, (sums.get(value) ?? 0) + (byName.get(name) ?? 0));
  return sums;
}

/** Of the probability that a row gives to these tags, the share of each; tags that the model lacks have none. */
function shares(row: Float32Array, names: readonly string[], table: TokenTable): ReadonlyMap<string, number> {
  const known = names.flatMap((name) => {
    const id = table.tags.get(name);
    return id === undefined ? [] : [{ name, score: row[id]! }];
  });
  const highest = known.reduce((most, { score }) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const weights = known.map(({ score }) => Math.exp(score - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return new Map(known.map(({ name }, index) => [name, weights[index]! / sum]));
}
