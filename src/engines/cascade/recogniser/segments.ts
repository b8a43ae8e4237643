import * as z from 'zod';

const number = z.number().nullish().catch(undefined);

/** A segment of `verbose_json` (OpenAI API reference, "The transcription object (Verbose JSON)"). */
export const segmentSchema = z.object({
  text: z.string().max(20_000).catch(''),
  /** Seconds. */
  start: number,
  end: number,
  /** Mean natural logarithm of the probabilities of its tokens. */
  avg_logprob: number,
  no_speech_prob: number,
});
export type Segment = z.output<typeof segmentSchema>;

/** Whisper's own thresholds, which not every server applies (openai/whisper `transcribe.py`). */
const noSpeechThreshold = 0.6;
const logprobThreshold = -1;

/** Whisper's rule: likely no speech, and the words are not likely either. Then it makes words up. */
export function isSilent({ no_speech_prob: noSpeech, avg_logprob: logprob }: Segment): boolean {
  return noSpeech != null && noSpeech > noSpeechThreshold && (logprob == null || logprob < logprobThreshold);
}

/** 0 to 1: the likelihood of a token, over all segments by their length; undefined where no segment tells. */
export function textConfidence(segments: readonly Segment[]): number | undefined {
  let sum = 0;
  let length = 0;
  for (const { avg_logprob: logprob, start, end } of segments) {
    if (logprob == null) continue;
    const seconds = start != null && end != null && end > start ? end - start : 1;
    sum += seconds * Math.min(0, logprob);
    length += seconds;
  }
  return length === 0 ? undefined : Math.exp(sum / length);
}
