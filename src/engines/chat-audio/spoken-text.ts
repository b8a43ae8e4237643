import { syllables } from '../../agent/system1/syllables.js';
import type { ReplyAudio } from '../wire/reply-audio.js';

/**
 * Models write faster than they speak: Step-Audio 2 has a text token every 160 ms of audio, about 9 Chinese characters a
 * second, of which 5 are spoken. A text told where it was written would count as heard long before it was.
 */
const msPerSyllable = 200;

interface Waiting {
  readonly text: string;
  /** Where its audio begins, as far as can be known. */
  readonly atMs: number;
}

/** Puts a reply's text where it is spoken: at the pace of speech, never beyond the audio there is. */
export class SpokenText {
  readonly #audio: ReplyAudio;
  #waiting: Waiting[] = [];
  #nextMs = 0;
  #toldMs = 0;

  constructor(audio: ReplyAudio) {
    this.#audio = audio;
  }

  /** @param fromMs where its audio begins at the earliest */
  add(text: string, fromMs: number): void {
    const atMs = Math.max(this.#nextMs, fromMs);
    this.#nextMs = atMs + syllables(text) * msPerSyllable;
    this.#waiting.push({ text, atMs });
  }

  /** Tells the texts whose audio is there. */
  advance(): void {
    while (this.#waiting.length > 0 && this.#waiting[0]!.atMs <= this.#audio.lengthMs) {
      const { text, atMs } = this.#waiting.shift()!;
      this.#tell(text, atMs);
    }
  }

  /** The audio is complete: what is left was spoken faster than thought, over what is left of it. */
  end(): void {
    this.advance();
    const [first] = this.#waiting;
    if (first === undefined) return;
    const leftMs = this.#nextMs - first.atMs;
    const fromMs = Math.max(this.#toldMs, this.#audio.lengthMs - leftMs);
    for (const { text, atMs } of this.#waiting.splice(0)) {
      const share = leftMs === 0 ? 0 : (atMs - first.atMs) / leftMs;
      this.#tell(text, fromMs + share * (this.#audio.lengthMs - fromMs));
    }
    this.#nextMs = this.#audio.lengthMs;
  }

  #tell(text: string, atMs: number): void {
    this.#toldMs = atMs;
    this.#audio.text(text, atMs);
  }
}
