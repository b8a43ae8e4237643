import type { Language } from '../../core/language.js';
import { cantoneseMarkers, type Marker, mandarinMarkers, simplifiedOnly } from './han-words.js';

/** What a text is written in, as far as its words tell. */
export type WrittenLanguage =
  | Language
  /** Latin words where they are more than loan words. */
  | 'mixed'
  /** Too little to tell, or words that both kinds of Chinese share. */
  | 'any';

/** A reply that was not in the language it should have been in. */
export interface LanguageDrift {
  readonly wanted: Language;
  readonly written: WrittenLanguage;
  /** The engine was asked for it once more before anybody heard it, or the caller has heard it. */
  readonly outcome: 'asked-again' | 'spoken';
}

const han = /\p{Script=Han}/gu;
const latinWord = /[A-Za-z][A-Za-z'’-]*/gu;
/** A name, an "OK", a "SIM" is no English sentence. */
const mostLoanWords = 2;

/** Deterministic, by words and script alone; what it cannot tell it says so. */
export function writtenLanguage(text: string): WrittenLanguage {
  const hanSigns = text.match(han)?.length ?? 0;
  const latinWords = text.match(latinWord)?.length ?? 0;
  if (hanSigns === 0) return latinWords > mostLoanWords ? 'en' : 'any';
  if (latinWords > mostLoanWords && latinWords > hanSigns) return 'mixed';
  const cantonese = score(text, cantoneseMarkers);
  const mandarin = score(text, mandarinMarkers);
  if (mandarin > 0 && mandarin >= cantonese) return 'cmn';
  return cantonese > 0 ? 'yue' : 'any';
}

/** A sentence of this many characters without a word of spoken Cantonese is formal Chinese, which is Mandarin read aloud. */
const longWithoutCantonese = 8;

/** What a reply is in instead of `wanted`; undefined when it keeps to it. */
export function driftOf(text: string, wanted: Language): WrittenLanguage | undefined {
  const written = writtenLanguage(text);
  const hanSigns = text.match(han)?.length ?? 0;
  if (wanted === 'yue' && [...text].some((sign) => simplifiedOnly.has(sign))) return 'cmn';
  if (wanted === 'yue' && written === 'any' && hanSigns >= longWithoutCantonese) return 'cmn';
  if (wanted === 'en' && hanSigns > 0 && written === 'any') return 'mixed';
  return written === 'any' || written === wanted ? undefined : written;
}

function score(text: string, markers: readonly Marker[]): number {
  return markers.reduce((sum, each) => sum + each.weight * occurrences(text, each), 0);
}

function occurrences(text: string, { sign, except }: Marker): number {
  let count = 0;
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + sign.length)) {
    if (!except.some((word) => isAround(text, at, sign, word))) count += 1;
  }
  return count;
}

/** `word` stands in `text` so that its `sign` is the one at `at`. */
function isAround(text: string, at: number, sign: string, word: string): boolean {
  for (let offset = word.indexOf(sign); offset >= 0; offset = word.indexOf(sign, offset + 1)) {
    if (text.startsWith(word, at - offset)) return true;
  }
  return false;
}
