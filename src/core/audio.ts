/** Linear PCM as it travels inside Undertone: signed 16-bit, mono. */
export type Samples = Int16Array;

export type RateHz = 8000 | 16000 | 24000 | 48000;

export function durationMs(sampleCount: number, rateHz: number): number {
  return (sampleCount * 1000) / rateHz;
}

export function sampleCount(durationInMs: number, rateHz: number): number {
  return Math.round((durationInMs * rateHz) / 1000);
}

/** The pieces as one, copied. */
export function joinedSamples(pieces: readonly Samples[]): Samples {
  const whole = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Root mean square of `samples` in dB relative to full scale; -Infinity for digital silence. */
export function levelDbfs(samples: Samples): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / samples.length / (32768 * 32768));
}
