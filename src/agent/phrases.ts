import type { Language } from '../core/language.js';
import type { SpeakingStyle } from './voice.js';

/** What the bot says of its own accord, without an engine, and when. */
export const phraseMeanings = {
  'still-there': 'nobody has said anything for a while',
  goodbye: 'the conversation is over',
  'goodbye-idle': 'nobody has answered "are you still there?": the bot hangs up',
  apology: 'the engine broke or was late: the caller is asked again',
  'apology-final': 'the engine broke for good and nobody can take the call: the bot hangs up',
  'apology-transfer': 'the engine broke for good: the call is transferred',
  'transfer-failed': 'nobody took the transferred call: the bot is back',
  'call-limit': 'the call has lasted too long: the bot hangs up',
  bridge: 'the engine broke in the middle of its words: another one goes on',
  'look-up': 'a tool that reads is at work',
  'carry-out': 'a tool that changes something is at work',
  'one-moment': 'the engine is slow',
  'still-working': 'the silence after a filler goes on',
  acknowledge: 'the caller should know that the bot is listening',
  'language-chosen': 'the caller has chosen this language by key',
  hold: 'the caller has asked for a moment',
  'hold-check': 'the moment that the caller asked for has become long',
  'slow-down': 'the caller speaks very fast or is upset: the bot slows down',
  'apology-upset': 'the caller is upset, before the reply',
  'offer-human': 'the caller stays upset, after the reply: a yes transfers the call',
  'transfer-upset': 'the caller is upset and wants a human, or is not asked: the call is transferred',
  'leave-message': 'a voicemail has answered and its tone is over: the bot hangs up after it',
  'goodbye-later': 'nobody has come back to the line, or a machine is at the other end: the bot hangs up',
} as const;
export type PhraseName = keyof typeof phraseMeanings;
export const phraseNames = Object.keys(phraseMeanings) as readonly PhraseName[];

/** One way to say a phrase. Without a mood it fits every mood. */
export interface PhraseVariant {
  readonly text: string;
  readonly mood?: SpeakingStyle['mood'] | undefined;
}

/** Every way to say every phrase; each list has at least one. */
export type Phrases = Readonly<Record<PhraseName, Readonly<Record<Language, readonly PhraseVariant[]>>>>;
