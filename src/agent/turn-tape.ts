import { durationMs, type Samples } from '../core/audio.js';

/** Long enough for what people say in one go; a turn that is longer keeps its end. */
const defaultLengthMs = 15_000;

/** The caller's turn as the engine got it, kept until it is answered, so that somebody else can hear it too. */
export class TurnTape {
  #frames: Samples[] = [];
  #heldMs = 0;
  #state: 'empty' | 'recording' | 'over' = 'empty';

  constructor(
    private readonly rateHz: number,
    private readonly lengthMs = defaultLengthMs,
  ) {}

  begin(): void {
    this.clear();
    this.#state = 'recording';
  }

  push(samples: Samples): void {
    if (this.#state !== 'recording') return;
    this.#frames.push(samples);
    this.#heldMs += durationMs(samples.length, this.rateHz);
    while (this.#heldMs > this.lengthMs) this.#heldMs -= durationMs(this.#frames.shift()!.length, this.rateHz);
  }

  /** The turn is over; what comes now belongs to no turn. */
  end(): void {
    if (this.#state === 'recording') this.#state = 'over';
  }

  clear(): void {
    this.#frames = [];
    this.#heldMs = 0;
    this.#state = 'empty';
  }

  /** Of the turn that waits for its answer; undefined when there is none. */
  get frames(): readonly Samples[] | undefined {
    return this.#state === 'empty' ? undefined : this.#frames;
  }
}
