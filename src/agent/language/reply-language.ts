/** Whether a reply keeps to its language, told as early as its text allows. docs/adr/0124-reply-language.md. Pure. */
import type { Language } from '../../core/language.js';
import { driftOf, type WrittenLanguage, writtenLanguage } from './drift.js';

/** The end of a clause in either script. */
const clauseEnd = /[，。！？、；：,.!?;:\n…]/u;
const sentenceEnd = /[。！？!?\n…]|\.(?:\s|$)/u;
/** Words that a language shows in, when no clause ends before. */
const enoughHan = 8;
/** After a Latin name a Chinese sentence may come; an English one needs no more than shows that it is one. */
const enoughLatin: Readonly<Record<Language, number>> = { en: 3, yue: 8, cmn: 8 };

/**
 * What the beginning of a reply says of its language: `undefined` while that is too little, which the name of a plan in front
 * of a Cantonese sentence is, and a 好 is.
 */
export function beginningOf(
  text: string,
  wanted: Language,
): { readonly drift: WrittenLanguage | undefined } | undefined {
  return isEnough(text, wanted) ? { drift: driftOf(text, wanted) } : undefined;
}

function isEnough(text: string, wanted: Language): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  if (han >= enoughHan) return true;
  if (han > 0) return clauseEnd.test(text) && writtenLanguage(text) !== 'any';
  const latin = text.match(/[A-Za-z'’-]+(?=[^A-Za-z'’-])/gu)?.length ?? 0;
  return latin >= enoughLatin[wanted] || (sentenceEnd.test(text) && writtenLanguage(text) === 'en');
}

const languageNames: Readonly<Record<WrittenLanguage, string>> = {
  yue: 'Cantonese',
  cmn: 'Mandarin',
  en: 'English',
  mixed: 'a mixture of languages',
  any: 'another language',
};

const sayAgainIn: Readonly<Record<Language, string>> = {
  yue: 'Say that again in Hong Kong Cantonese as people speak it (係, 唔, 嘅, 喺, 咗), in Traditional characters',
  cmn: 'Say that again in Mandarin as people speak it, in Simplified characters',
  en: 'Say that again in English',
};

/** What a model is told that answered in another language, or whose caller has just asked for this one. */
export function rephraseInstruction(wanted: Language, written: WrittenLanguage | undefined): string {
  if (written === undefined || written === wanted) return `${sayAgainIn[wanted]}.`;
  return `${sayAgainIn[wanted]}; not in ${languageNames[written]}.`;
}
