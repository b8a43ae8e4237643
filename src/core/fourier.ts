/**
 * Discrete Fourier transform of any length with small prime factors, by Stockham's algorithm (decimation in
 * frequency): no bit reversal, and nothing allocated per transform.
 */
interface Stage {
  readonly radix: number;
  /** Transforms already done side by side. */
  readonly stride: number;
  /** Length of each part that is left. */
  readonly part: number;
  /** Twiddle times butterfly, at [(p * radix + t) * radix + i]. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const radices = [4, 5, 3, 2, 7];

export class Fourier {
  readonly #stages: readonly Stage[];
  #re: Float64Array;
  #im: Float64Array;
  #toRe: Float64Array;
  #toIm: Float64Array;

  /** @throws RangeError for a length with a prime factor above 7 */
  constructor(readonly length: number) {
    this.#stages = stagesOf(length);
    this.#re = new Float64Array(length);
    this.#im = new Float64Array(length);
    this.#toRe = new Float64Array(length);
    this.#toIm = new Float64Array(length);
  }

  /** Real and imaginary part: fill them, transform, read them. Other arrays after each transform. */
  get re(): Float64Array {
    return this.#re;
  }

  get im(): Float64Array {
    return this.#im;
  }

  transform(): void {
    for (const stage of this.#stages) {
      this.#pass(stage);
      [this.#re, this.#toRe] = [this.#toRe, this.#re];
      [this.#im, this.#toIm] = [this.#toIm, this.#im];
    }
  }

  #pass({ radix, stride, part, re, im }: Stage): void {
    const [fromRe, fromIm, toRe, toIm] = [this.#re, this.#im, this.#toRe, this.#toIm];
    for (let p = 0; p < part; p++) {
      for (let t = 0; t < radix; t++) {
        const twiddle = (p * radix + t) * radix;
        const to = stride * (radix * p + t);
        for (let q = 0; q < stride; q++) {
          let sumRe = 0;
          let sumIm = 0;
          for (let i = 0; i < radix; i++) {
            const from = q + stride * (p + part * i);
            const a = fromRe[from]!;
            const b = fromIm[from]!;
            const c = re[twiddle + i]!;
            const d = im[twiddle + i]!;
            sumRe += a * c - b * d;
            sumIm += a * d + b * c;
          }
          toRe[to + q] = sumRe;
          toIm[to + q] = sumIm;
        }
      }
    }
  }
}

function stagesOf(length: number): Stage[] {
  const stages: Stage[] = [];
  let stride = 1;
  for (let left = length; left > 1; ) {
    const radix = radices.find((candidate) => left % candidate === 0);
    if (radix === undefined) throw new RangeError(`no Fourier transform of length ${length}`);
    stages.push(stageOf(radix, stride, left));
    left /= radix;
    stride *= radix;
  }
  return stages;
}

function stageOf(radix: number, stride: number, left: number): Stage {
  const part = left / radix;
  const re = new Float64Array(left * radix);
  const im = new Float64Array(left * radix);
  for (let p = 0; p < part; p++) {
    for (let t = 0; t < radix; t++) {
      for (let i = 0; i < radix; i++) {
        const angle = -2 * Math.PI * ((p * t) / left + (i * t) / radix);
        re[(p * radix + t) * radix + i] = Math.cos(angle);
        im[(p * radix + t) * radix + i] = Math.sin(angle);
      }
    }
  }
  return { radix, stride, part, re, im };
}
