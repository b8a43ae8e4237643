import type { Language } from '../core/language.js';
import type { CallAudio } from './call-audio.js';
import type { OwnWords } from './effect.js';
import { OwnVoice, type OwnVoiceOptions } from './own-voice.js';
import { type ReplyScreening, ReplyStream } from './reply-stream.js';
import type { Utterance } from './utterance.js';
import type { SpeakingStyle } from './voice.js';

/** Everything of a conversation that may still be heard: the engine's replies, and the bot's own words. */
export class Utterances {
  /** That were asked for and are not cancelled. */
  readonly replies = new Map<number, ReplyStream>();
  readonly #audio: CallAudio;
  readonly #ownVoice: OwnVoice;
  /** Text against audio; of a cancelled reply too, until it is known what was heard of it. */
  readonly #utterances = new Map<number, Utterance>();

  constructor(options: OwnVoiceOptions) {
    this.#audio = options.audio;
    this.#ownVoice = new OwnVoice(options);
  }

  beginReply(id: number, screening: ReplyScreening | undefined): void {
    const stream = new ReplyStream(id, this.#audio, screening);
    this.replies.set(id, stream);
    this.#utterances.set(id, stream.utterance);
  }

  cancelReply(id: number): void {
    this.replies.get(id)?.close();
    this.replies.delete(id);
  }

  say(id: number, words: OwnWords, language: Language, style: SpeakingStyle): void {
    this.#utterances.set(id, this.#ownVoice.say(id, words, language, style));
  }

  /** Silences the bot's own words; what was made of them may still be played. */
  stopSaying(): void {
    this.#ownVoice.stop();
  }

  get(id: number): Utterance | undefined {
    return this.#utterances.get(id);
  }

  /** True for the bot's own words. */
  isOwn(id: number): boolean {
    return this.#ownVoice.has(id);
  }

  forget(id: number): void {
    this.#utterances.delete(id);
    this.#ownVoice.forget(id);
    this.cancelReply(id);
  }

  /** Leaves unsaid which of the bot's own words have no sound yet, and names them. */
  dropUnbegun(): readonly number[] {
    const dropped = this.#ownVoice.dropUnbegun();
    for (const id of dropped) this.forget(id);
    return dropped;
  }
}
