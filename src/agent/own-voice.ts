import { asUndertoneError, type UndertoneError } from '../core/errors.js';
import type { Language } from '../core/language.js';
import type { CallAudio } from './call-audio.js';
import type { OwnWords } from './effect.js';
import type { Phrases } from './phrases.js';
import { choosePhrase, nothingSaid } from './system1/phrase-book.js';
import { Utterance } from './utterance.js';
import type { SpeakingStyle, Voice } from './voice.js';

export interface SpokenText {
  readonly language: Language;
  readonly text: string;
}

export interface OwnVoiceOptions {
  readonly voice: Voice;
  readonly audio: CallAudio;
  readonly greeting: readonly SpokenText[];
  readonly phrases: Phrases;
  /** Words of an utterance begin there in its audio. */
  readonly onWords: (id: number, atMs: number) => void;
  /** `silent`: nothing of it will be heard; else what was made before is said to its end. */
  readonly onFailed: (id: number, error: UndertoneError, silent: boolean) => void;
}

/** What the bot says of its own accord: words chosen, synthesised and sent to the caller as they come. */
export class OwnVoice {
  readonly #options: OwnVoiceOptions;
  readonly #speaking = new Map<number, { readonly abort: AbortController; readonly utterance: Utterance }>();
  #said = nothingSaid();

  constructor(options: OwnVoiceOptions) {
    this.#options = options;
  }

  /** Begins to say `words`; the utterance grows as they are synthesised. */
  say(id: number, words: OwnWords, language: Language, style: SpeakingStyle): Utterance {
    const utterance = new Utterance();
    const abort = new AbortController();
    this.#speaking.set(id, { abort, utterance });
    void this.#speak(id, this.#textsOf(words, language, style), style, utterance, abort.signal);
    return utterance;
  }

  /** True for utterances of its own that were not forgotten. */
  has(id: number): boolean {
    return this.#speaking.has(id);
  }

  forget(id: number): void {
    this.#speaking.delete(id);
  }

  stop(): void {
    for (const { abort } of this.#speaking.values()) abort.abort();
  }

  /** Leaves unsaid what has no sound yet, and names it: what it was to be said before is there. */
  dropUnbegun(): readonly number[] {
    const unbegun = [...this.#speaking].filter(([, { utterance }]) => utterance.audioMs === 0);
    for (const [, { abort }] of unbegun) abort.abort();
    return unbegun.map(([id]) => id);
  }

  async #speak(
    id: number,
    texts: readonly SpokenText[],
    style: SpeakingStyle,
    utterance: Utterance,
    signal: AbortSignal,
  ): Promise<void> {
    const { audio, voice, onFailed } = this.#options;
    try {
      for (const { text, language } of texts) {
        for await (const chunk of voice.speak(text, language, style, signal)) {
          if (signal.aborted) return;
          if (chunk.text !== undefined) this.#addWords(id, chunk.text, utterance);
          utterance.addAudio(chunk.samples.length, voice.rateHz);
          audio.play(id, chunk.samples, voice.rateHz);
        }
      }
      audio.endPlay(id);
    } catch (thrown) {
      if (signal.aborted) return;
      const silent = utterance.audioMs === 0;
      if (!silent) audio.endPlay(id);
      onFailed(id, asUndertoneError(thrown), silent);
    }
  }

  #addWords(id: number, text: string, utterance: Utterance): void {
    this.#options.onWords(id, utterance.audioMs);
    utterance.addText(text);
  }

  #textsOf(words: OwnWords, language: Language, style: SpeakingStyle): readonly SpokenText[] {
    const { greeting, phrases } = this.#options;
    if ('greeting' in words) return greeting;
    const { text, said } = choosePhrase(phrases, words.phrase, language, style, this.#said);
    this.#said = said;
    return [{ language, text }];
  }
}
