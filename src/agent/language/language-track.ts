/** Which language a conversation goes on in: what the bot is allowed, what the caller asks for, and what is heard. Pure. */
import type { Language } from '../../core/language.js';
import { writtenLanguage } from './drift.js';
import { languageRequest } from './language-request.js';

/** `follow`: as the caller speaks or asks; `asked`: as the caller asks, in words or by key; `fixed`: as the call began. */
export const languagePolicies = ['follow', 'asked', 'fixed'] as const;
export type LanguagePolicy = (typeof languagePolicies)[number];

export interface LanguageRules {
  readonly policy: LanguagePolicy;
  /** Spoken by the bot; no other is changed to. */
  readonly languages: readonly Language[];
  /** Keys of a menu that the bot says with its greeting; empty where the engine has its own, or none is said. */
  readonly keys: { readonly [L in Language]?: string | undefined };
}

/** Turns in a row that the engine heard in another language. */
export interface LanguageTrack {
  readonly language: Language | undefined;
  readonly turns: number;
}

export const noOtherLanguage: LanguageTrack = { language: undefined, turns: 0 };

/** A turn of the caller, as the engine heard it. */
export interface HeardTurn {
  readonly text: string;
  /** What the engine takes it for, where it tells. */
  readonly language: Language | undefined;
  /** Of that, 0 to 1; undefined where it does not tell. */
  readonly confidence: number | undefined;
}

/** Recognisers take one turn for another language now and then, and seldom two. */
const turnsInARow = 2;
/** At once when the engine is this sure, of a turn with more in it than a word or two. */
const sure = 0.9;
/** Below this it knows nothing. */
const unsure = 0.5;

export function languageAfter(
  track: LanguageTrack,
  current: Language,
  heard: HeardTurn,
  { policy, languages }: LanguageRules,
): { readonly language: Language; readonly track: LanguageTrack } {
  if (policy === 'fixed') return { language: current, track };
  const asked = languageRequest(heard.text, current, languages);
  if (asked !== undefined && languages.includes(asked)) return { language: asked, track: noOtherLanguage };
  if (policy === 'asked') return { language: current, track };
  const { language, confidence = unsure } = heard;
  const length = lengthOf(heard.text);
  // A greeting, an "okay" or a name is no choice of language.
  if (language === undefined || length === 'word' || confidence < unsure) return { language: current, track };
  if (language === current || !languages.includes(language) || contradicts(heard.text, language)) {
    return { language: current, track: noOtherLanguage };
  }
  const turns = track.language === language ? track.turns + 1 : 1;
  // Nobody speaks English in Chinese characters: that ear is believed at once.
  const isPlain = current === 'en' && !/\p{Script=Latin}/u.test(heard.text);
  if (turns >= turnsInARow || isPlain || (confidence >= sure && length === 'sentence')) {
    return { language, track: noOtherLanguage };
  }
  return { language: current, track: { language, turns } };
}

/**
 * The words are of another language than the engine says: 我想 upgrade 個 plan is Cantonese, whatever a recogniser makes of its
 * English words; so is a sentence with Cantonese words that was taken for Mandarin. Cantonese that a recogniser writes as
 * Mandarin, which many do, is not told apart by its words, and the engine's ear is believed.
 */
function contradicts(text: string, language: Language): boolean {
  const hasHan = /\p{Script=Han}/u.test(text);
  if (language === 'en') return hasHan;
  return !hasHan || (language === 'cmn' && writtenLanguage(text) === 'yue');
}

function lengthOf(text: string): 'word' | 'words' | 'sentence' {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/[A-Za-z'’-]+/gu)?.length ?? 0;
  // An English word is as much as two characters.
  const size = han + 2 * latin;
  if (size < 5) return 'word';
  return size < 8 ? 'words' : 'sentence';
}
