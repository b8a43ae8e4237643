/** What speaks for anger in one turn, each source by itself. Pure. */
import type { Evidence } from '../../core/mood.js';
import type { Emotion, ParalinguisticReading } from '../../core/paralinguistics.js';
import type { VoiceReading } from '../../core/voice-reading.js';
import { angerWords } from './anger-words.js';

/** No source decides alone: two turns of one, or two sources in a turn, do. */
export const mostPerSource = 0.8;
const leastPerSource = -0.2;
/** Evidence for each step of the score's logit beyond the model's threshold. */
const perLogit = 0.25;
/** Of an engine that is sure of what it names. */
const byEmotion: Readonly<Partial<Record<Emotion, number>>> = {
  angry: 0.8,
  disgusted: 0.4,
  happy: -0.2,
  neutral: 0,
};

const within = (value: number): number => Math.max(leastPerSource, Math.min(mostPerSource, value));

/** The anger model's score against its threshold. */
export function voiceEvidence({ anger, angerThreshold }: VoiceReading): Evidence | undefined {
  if (anger === undefined || angerThreshold === undefined) return undefined;
  const beyond = logit(anger) - logit(angerThreshold);
  return { source: 'voice', anger: within(0.5 + perLogit * beyond), detail: `score ${anger.toFixed(2)}` };
}

/** What an engine made of the voice; `confidence` 1 where it does not say. */
export function engineEvidence({ emotion }: ParalinguisticReading): Evidence | undefined {
  if (emotion === undefined) return undefined;
  const anger = byEmotion[emotion.value];
  return anger === undefined
    ? undefined
    : { source: 'engine', anger: within(anger * (emotion.confidence ?? 1)), detail: emotion.value };
}

/** Swearing, threats to leave or to complain, complaints; by their kind, as often as they come. */
export function wordEvidence(text: string): Evidence | undefined {
  const kinds = angerWords(text);
  if (kinds.length === 0) return undefined;
  const anger = kinds.reduce((sum, { anger: each }) => sum + each, 0);
  return { source: 'words', anger: within(anger), detail: [...new Set(kinds.map(({ kind }) => kind))].join(', ') };
}

function logit(share: number): number {
  const inside = Math.max(1e-4, Math.min(1 - 1e-4, share));
  return Math.log(inside / (1 - inside));
}
