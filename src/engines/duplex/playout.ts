import { durationMs, levelDbfs, type Samples, sampleCount } from '../../core/audio.js';
import { UndertoneError } from '../../core/errors.js';

export interface PlayoutOptions {
  readonly rateHz: number;
  /**
   * `live`: the engine speaks in real time; a backlog is a delay that never goes away, so pauses are left out of it.
   * `burst`: it sends what it will say as fast as it is made; the backlog is what is still to be said.
   */
  readonly flow: 'live' | 'burst';
}

/** Ahead of what is being heard: enough for the jitter of an event loop, and lost when the engine yields. */
const leadMs = 80;
/** Steps in which audio is let go. */
const stepMs = 40;
/** Delay of a live engine from which on its pauses are left out, and from which on its words are. */
const pausesUntilMs = 100;
const wordsUntilMs = 1_500;
/** Longest that a burst may say in one go. */
const maxBurstMs = 120_000;
const quietDbfs = -45;
/** Pieces of text that wait for their audio. */
const maxTexts = 2_000;

type Item = { readonly type: 'audio'; readonly samples: Samples } | { readonly type: 'text'; readonly text: string };

/**
 * What the engine has said, let go at the speed of hearing, so that what was not heard yet can be taken back when the
 * engine yields to the caller, and a late burst is no delay for the rest of the call. Pure: it is told the time.
 */
export class Playout {
  readonly #options: PlayoutOptions;
  #waiting: Item[] = [];
  #waitingSamples = 0;
  #waitingTexts = 0;
  /** When all that was let go will have been heard. */
  #heardAtMs = 0;
  #droppedSamples = 0;

  constructor(options: PlayoutOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Audio that came too late to be of use. */
  get droppedMs(): number {
    return durationMs(this.#droppedSamples, this.#options.rateHz);
  }

  /** @throws UndertoneError ENGINE_PROTOCOL when a burst does not end */
  audio(samples: Samples): void {
    const step = sampleCount(stepMs, this.#options.rateHz);
    for (let at = 0; at < samples.length; at += step) {
      const part = samples.subarray(at, at + step);
      this.#waiting.push({ type: 'audio', samples: part });
      this.#waitingSamples += part.length;
    }
    if (this.#options.flow === 'live') this.#catchUp();
    else if (this.#waitingMs > maxBurstMs) {
      throw new UndertoneError('ENGINE_PROTOCOL', `the engine says more than ${maxBurstMs} ms at once`);
    }
  }

  /** Text that is spoken from here on. */
  text(text: string): void {
    if (text === '') return;
    if (this.#waitingTexts >= maxTexts) throw new UndertoneError('ENGINE_PROTOCOL', 'text without audio');
    this.#waiting.push({ type: 'text', text });
    this.#waitingTexts += 1;
  }

  /** What may be heard by `leadMs` after now, in order. */
  take(nowMs: number): Item[] {
    this.#heardAtMs = Math.max(this.#heardAtMs, nowMs);
    const items: Item[] = [];
    while (this.#heardAtMs < nowMs + leadMs) {
      const item = this.#shift();
      if (item === undefined) break;
      items.push(item);
      if (item.type === 'audio') this.#heardAtMs += durationMs(item.samples.length, this.#options.rateHz);
    }
    return items;
  }

  /** Takes back what was not let go. */
  flush(): void {
    this.#waiting = [];
    this.#waitingSamples = 0;
    this.#waitingTexts = 0;
  }

  get #waitingMs(): number {
    return durationMs(this.#waitingSamples, this.#options.rateHz);
  }

  #catchUp(): void {
    if (this.#waitingMs <= pausesUntilMs) return;
    this.#dropWhile(pausesUntilMs, (samples) => levelDbfs(samples) < quietDbfs);
    this.#dropWhile(wordsUntilMs, () => true);
  }

  #dropWhile(untilMs: number, mayGo: (samples: Samples) => boolean): void {
    this.#waiting = this.#waiting.filter((item) => {
      if (item.type === 'text' || this.#waitingMs <= untilMs || !mayGo(item.samples)) return true;
      this.#waitingSamples -= item.samples.length;
      this.#droppedSamples += item.samples.length;
      return false;
    });
  }

  #shift(): Item | undefined {
    const item = this.#waiting.shift();
    if (item?.type === 'audio') this.#waitingSamples -= item.samples.length;
    else if (item?.type === 'text') this.#waitingTexts -= 1;
    return item;
  }
}
