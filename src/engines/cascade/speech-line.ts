import type { SpeakingStyle, SpokenChunk, Voice } from '../../agent/voice.js';
import type { Cancel, Clock } from '../../core/clock.js';
import type { Language } from '../../core/language.js';
import type { ReplyAudio } from '../wire/reply-audio.js';

/** The sentence that is being told and the one after it. */
const sentencesAtATime = 2;
/** Audio ahead of what can have been played: more would be made for nothing when the caller interrupts. */
const maxLeadMs = 12_000;

export interface SpeechLineOptions {
  readonly clock: Clock;
  readonly voice: Voice;
  readonly language: Language;
  readonly style: SpeakingStyle;
  /** Where what is spoken goes. */
  readonly audio: ReplyAudio;
  readonly signal: AbortSignal;
}

/** Speaks sentences in order; the next one is made while the first is being spoken. */
export class SpeechLine {
  readonly #options: SpeechLineOptions;
  readonly #waiting: string[] = [];
  readonly #prepared: PreparedSpeech[] = [];
  readonly #spoken: Promise<void>;
  #firstAudioMs: number | undefined;
  #cancelPause: Cancel = () => {};
  #ended = false;
  #wake: () => void = () => {};

  constructor(options: SpeechLineOptions) {
    this.#options = options;
    this.#spoken = this.#speak();
    // Whoever waits for the end is told; until then it is not unhandled.
    this.#spoken.catch(() => {});
  }

  /** Rejects with what the voice threw as soon as it did. */
  get spoken(): Promise<void> {
    return this.#spoken;
  }

  say(sentence: string): void {
    this.#waiting.push(sentence);
    this.#prepare();
  }

  /** No more sentences: `spoken` resolves when the last is. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  #prepare(): void {
    const { clock, voice, language, style, signal } = this.#options;
    while (this.#prepared.length < sentencesAtATime && !signal.aborted) {
      const aheadMs = this.#leadMs - maxLeadMs;
      if (aheadMs > 0) {
        this.#cancelPause();
        this.#cancelPause = clock.setTimer(aheadMs, () => this.#prepare(), { background: true });
        break;
      }
      const sentence = this.#waiting.shift();
      if (sentence === undefined) break;
      this.#prepared.push(new PreparedSpeech(voice.speak(sentence, language, style, signal)));
    }
    this.#wake();
  }

  /** As if it had been played since the first of it was there; what is a guess still has not been, and is less ahead. */
  get #leadMs(): number {
    const { audio, clock } = this.#options;
    return this.#firstAudioMs === undefined ? 0 : audio.lengthMs - (clock.nowMs() - this.#firstAudioMs);
  }

  async #speak(): Promise<void> {
    const { audio, voice, signal, clock } = this.#options;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      const speech = this.#prepared[0];
      if (speech !== undefined) {
        for (let chunk = await speech.next(); chunk !== undefined; chunk = await speech.next()) {
          if (signal.aborted) return;
          this.#firstAudioMs ??= clock.nowMs();
          if (chunk.text !== undefined) audio.text(chunk.text);
          audio.audio(chunk.samples, voice.rateHz);
        }
        this.#prepared.shift();
        this.#prepare();
      } else if (this.#ended && this.#waiting.length === 0) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** A sentence that is being made, whether somebody takes it already or not. A voice bounds how much that can be. */
class PreparedSpeech {
  readonly #chunks: SpokenChunk[] = [];
  #isOver = false;
  #error: unknown;
  #wake: () => void = () => {};

  constructor(speech: AsyncIterable<SpokenChunk>) {
    void this.#fill(speech);
  }

  /** Undefined at the end. @throws what the voice threw, after what it said before */
  async next(): Promise<SpokenChunk | undefined> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) return chunk;
      if (this.#error !== undefined) throw this.#error;
      if (this.#isOver) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async #fill(speech: AsyncIterable<SpokenChunk>): Promise<void> {
    try {
      for await (const chunk of speech) {
        this.#chunks.push(chunk);
        this.#wake();
      }
    } catch (thrown) {
      this.#error = thrown;
    }
    this.#isOver = true;
    this.#wake();
  }
}
