import { decodeWav } from '#src/caller/wav.js';

/** A "word" of these tests is a tone: what a recogniser makes of each. */
const words: readonly (readonly [hz: number, text: string])[] = [
  [300, 'hello'],
  [600, 'my bill please'],
  [900, 'change my plan'],
];

/** Text of a turn's audio: the word whose tone it is, "" for silence. */
export function heardIn(wav: Uint8Array): string {
  const { samples, rateHz } = decodeWav(wav);
  const loud = samples.filter((sample) => Math.abs(sample) > 500).length;
  if (loud < samples.length / 10) return '';
  let crossings = 0;
  for (let at = 1; at < samples.length; at += 1) if (samples[at - 1]! < 0 && samples[at]! >= 0) crossings += 1;
  const hz = (crossings * rateHz) / samples.length;
  return words.find(([wanted]) => Math.abs(wanted - hz) < 60)?.[1] ?? `tone of ${Math.round(hz)} Hz`;
}
