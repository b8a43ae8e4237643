/**
 * Brings a caller's voice to the level the model was trained at. It looks 200 ms ahead, so that the first word is not
 * left quiet: measured on isolated words through G.711 that is worth 5 of 100 words (docs/adr/0040).
 */
const frameSamples = 160;
const lookAheadFrames = 10;
const fullScale = 32768;
const amplitude = (dbfs: number): number => fullScale * 10 ** (dbfs / 20);
/** The loudest recent frame is brought here. */
const target = amplitude(-14);
/** Below this a frame is noise and is not amplified further. */
const quietest = amplitude(-45);
const expected = amplitude(-35);
/** A frame: half the level is forgotten in 14 s. */
const decay = 0.999;

export class GainControl {
  #envelope = expected;
  #gain: number | undefined;
  #frames: { readonly samples: Int16Array; readonly level: number }[] = [];
  #rest = new Int16Array(0);

  /** Samples at 8 kHz; gives back those that are 200 ms old. */
  push(samples: Int16Array): Int16Array {
    const all = new Int16Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    let at = 0;
    for (; at + frameSamples <= all.length; at += frameSamples) this.#add(all.slice(at, at + frameSamples));
    this.#rest = all.slice(at);
    return this.#release(lookAheadFrames);
  }

  /** The end: everything that was held back. */
  flush(): Int16Array {
    if (this.#rest.length > 0) this.#add(this.#rest);
    this.#rest = new Int16Array(0);
    return this.#release(0);
  }

  #add(samples: Int16Array): void {
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    this.#frames.push({ samples, level: Math.sqrt(sum / samples.length) });
  }

  #release(keepFrames: number): Int16Array {
    const count = Math.max(0, this.#frames.length - keepFrames);
    const out = new Int16Array(this.#frames.slice(0, count).reduce((sum, { samples }) => sum + samples.length, 0));
    let at = 0;
    for (let released = 0; released < count; released += 1) {
      const ahead = this.#frames.slice(0, lookAheadFrames + 1);
      this.#envelope = Math.max(quietest, this.#envelope * decay, ...ahead.map(({ level }) => level));
      const { samples } = this.#frames.shift()!;
      this.#amplify(samples, out.subarray(at));
      at += samples.length;
    }
    return out;
  }

  /** The gain changes evenly over the frame: a step would be a click. */
  #amplify(samples: Int16Array, out: Int16Array): void {
    const to = target / this.#envelope;
    const from = this.#gain ?? to;
    for (const [index, sample] of samples.entries()) {
      const gain = from + ((to - from) * (index + 1)) / samples.length;
      out[index] = Math.max(-fullScale, Math.min(fullScale - 1, Math.round(sample * gain)));
    }
    this.#gain = to;
  }
}

/**
 * 8 to 16 kHz by saying each sample twice. The images above 4 kHz that a proper filter would remove are what this
 * wideband model wants to see: clean upsampling makes it deaf (docs/adr/0040).
 */
export function repeated(samples: Int16Array): Int16Array {
  const out = new Int16Array(samples.length * 2);
  for (const [index, sample] of samples.entries()) {
    out[index * 2] = sample;
    out[index * 2 + 1] = sample;
  }
  return out;
}
