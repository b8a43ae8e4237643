/** Audio that a test can recognise. */

/** A sine of `levelDbfs` (RMS). */
export function tone(durationMs: number, options: { hz?: number; levelDbfs?: number; rateHz?: number } = {}) {
  const { hz = 440, levelDbfs = -18, rateHz = 8000 } = options;
  const amplitude = 32768 * Math.SQRT2 * 10 ** (levelDbfs / 20);
  const samples = new Int16Array(Math.round((durationMs * rateHz) / 1000));
  for (let at = 0; at < samples.length; at += 1) {
    samples[at] = Math.round(amplitude * Math.sin((2 * Math.PI * hz * at) / rateHz));
  }
  return samples;
}

export function silence(durationMs: number, rateHz = 8000) {
  return new Int16Array(Math.round((durationMs * rateHz) / 1000));
}

/** Uniform noise of `levelDbfs` (RMS) that is the same in every run. */
export function noise(durationMs: number, levelDbfs: number, rateHz = 8000) {
  const peak = 32768 * 10 ** (levelDbfs / 20) * Math.sqrt(3);
  let state = 12345;
  return Int16Array.from({ length: Math.round((durationMs * rateHz) / 1000) }, () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.round(peak * ((2 * state) / 0x7fffffff - 1));
  });
}

export function concat(...pieces: readonly Int16Array[]) {
  const whole = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
