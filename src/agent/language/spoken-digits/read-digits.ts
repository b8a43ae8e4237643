import type { Language } from '../../../core/language.js';
import type { Chinese } from '../speech-text/chinese.js';
import {
  ambiguous as ambiguousInChinese,
  aroundNumbers,
  noNumbers,
  repairInChinese,
  simplified,
  soundsLike,
  withDigits,
} from './chinese-words.js';
import { englishNumber } from './english-number.js';
import * as english from './english-words.js';

/** Digits in what somebody said who may be dictating a number. */
export interface DigitReading {
  /** In the order in which they were said: "one double two" is 122. */
  readonly digits: string;
  /** Words, or characters in Chinese, that are neither digits nor what people say around a number. */
  readonly strangers: number;
  /** Of these, what came before the first digit, and after the last one. */
  readonly strangersBefore: number;
  readonly strangersAfter: number;
  /** It begins by taking back what was said before: "no, …". */
  readonly takesBack: boolean;
}

export interface ReadingOptions {
  /** How many digits would make sense, the likeliest first; decides what may be a word or a digit. */
  readonly lengths?: readonly number[];
  /** The context leaves nothing but digits: words that only sound like them count. */
  readonly trusting?: boolean;
}

/** Longer texts are cut: nobody dictates that much in a turn. */
const longestText = 400;
/** A marker of "no, I mean" in the text; no letter, digit or Han character. */
const repairMark = '\u21ba';

type Kind = 'certain' | 'homophone' | 'ambiguous';
type Item = { readonly kind: Kind; readonly digits: string } | { readonly kind: 'repair' | 'stranger' };
const isDigits = (item: Item): item is { readonly kind: Kind; readonly digits: string } => 'digits' in item;

/** Chinese in either script, English and ASCII digits may be mixed; `language` decides what sounds like what. */
export function readDigits(text: string, language: Language, options: ReadingOptions = {}): DigitReading {
  const items = withoutWordsThatSoundAlike(itemsOf(text.slice(0, longestText), language), options);
  return {
    digits: repaired(items, options.lengths ?? []),
    strangers: strangersIn(items),
    strangersBefore: strangersIn(items.slice(0, Math.max(0, items.findIndex(isDigits)))),
    strangersAfter: strangersIn(items.slice(items.findLastIndex(isDigits) + 1)),
    takesBack: items[0]?.kind === 'repair',
  };
}

const strangersIn = (items: readonly Item[]): number => items.filter(({ kind }) => kind === 'stranger').length;

/** What sounds like a digit is one where there is nothing but digits, and most of them certain. */
function withoutWordsThatSoundAlike(
  items: readonly Item[],
  { lengths = [], trusting = false }: ReadingOptions,
): Item[] {
  const count = (kind: Kind): number =>
    items.reduce((sum, item) => sum + (isDigits(item) && item.kind === kind ? item.digits.length : 0), 0);
  const certain = count('certain');
  const alike = count('homophone');
  const isDictation = !items.some(({ kind }) => kind === 'stranger') && alike <= Math.max(certain, 1) && certain > 0;
  if (!trusting && !isDictation) {
    return items.flatMap((item) => {
      if (item.kind === 'homophone') return [{ kind: 'stranger' } as const];
      return item.kind === 'ambiguous' ? [] : [item];
    });
  }
  return chosenByLength(items, certain + alike, lengths);
}

/** Of the words that may be a digit, those between digits are; others where a length wants them. */
function chosenByLength(items: readonly Item[], certain: number, lengths: readonly number[]): Item[] {
  const doubtful = items.flatMap((item, index) => (item.kind === 'ambiguous' ? [index] : []));
  const isInside = (index: number): boolean => {
    const around = [items[index - 1], items[index + 1]];
    return around.every((item) => item !== undefined && isDigits(item));
  };
  const inside = doubtful.filter(isInside);
  const byLikelihood = [...inside, ...doubtful.filter((index) => !isInside(index))];
  const fitting = lengths.find((length) => length >= certain && length - certain <= doubtful.length);
  const kept = new Set(byLikelihood.slice(0, fitting === undefined ? inside.length : fitting - certain));
  return items.filter((item, index) => item.kind !== 'ambiguous' || kept.has(index));
}

/** "one two three no four five": what follows a "no" replaces as much as there was too much, or one digit. */
function repaired(items: readonly Item[], lengths: readonly number[]): string {
  const parts: string[] = [''];
  for (const item of items) {
    if (item.kind === 'repair') parts.push('');
    else if (isDigits(item)) parts.push(parts.pop()! + item.digits);
  }
  return parts.reduce((before, after) => {
    if (before === '' || after === '') return before + after;
    const length = lengths.find((candidate) => {
      const tooMany = before.length + after.length - candidate;
      return tooMany > 0 && tooMany <= Math.min(before.length, after.length);
    });
    const dropped = length === undefined ? 1 : before.length + after.length - length;
    return before.slice(0, before.length - dropped) + after;
  });
}

function itemsOf(text: string, language: Language): Item[] {
  const words = simplified(text.normalize('NFKC').toLowerCase().replace(/['’]/gu, ''))
    .replace(repairInChinese, ` ${repairMark} `)
    .replace(/[双孖](?=\s*[\p{Script=Han}\d])/gu, ' double ')
    .replace(noNumbers, ' ');
  const plain = withDigits(words)
    // 三個八 is 888.
    .replace(/(?<![第前后头尾])([234])个(?=\d)/gu, (_whole, times: '2' | '3' | '4') => ` ${timesWord[times]} `)
    // Cantonese runs 十 together to a 呀: 三呀五 is 35.
    .replace(/([廿卅卌\d])[呀啊阿吖也](?=\d)/gu, '$1')
    .replace(aroundNumbers, ' ');
  const tokens = plain.match(/[a-z]+|\p{Script=Han}|\d|\u21ba|\s+/gu) ?? [];
  return itemsIn(tokens, language === 'en' ? 'cmn' : language);
}

const timesWord = { 2: 'double', 3: 'triple', 4: 'quadruple' } as const;

function itemsIn(tokens: readonly string[], language: Chinese): Item[] {
  const found: Item[] = [];
  let times = 1;
  const add = (digits: string, kind: Kind = 'certain'): void => {
    found.push({ kind, digits: digits.slice(0, 1).repeat(times) + digits.slice(1) });
    times = 1;
  };
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at]!;
    const number = /[a-z]/u.test(token) ? englishNumber(tokens, at) : chineseNumber(tokens, at);
    if (number !== undefined) {
      add(number.digits);
      at = number.next;
      continue;
    }
    at += 1;
    if (/^\s/u.test(token)) continue;
    const repeat = english.repeats.get(token);
    if (repeat !== undefined) times = repeat;
    else if (token === repairMark || english.repairs.has(token)) found.push({ kind: 'repair' });
    else if (!english.around.has(token)) addWord(token);
  }
  return found;

  function addWord(token: string): void {
    const isEnglish = /[a-z]/u.test(token);
    const alike = isEnglish ? english.homophones.get(token) : soundsLike(token, language);
    if (alike === undefined) found.push({ kind: 'stranger' });
    else add(alike, (isEnglish ? english.ambiguous : ambiguousInChinese).has(token) ? 'ambiguous' : 'homophone');
  }
}

interface NumberRead {
  readonly digits: string;
  /** Index of the token behind it. */
  readonly next: number;
}

const tensOf: Readonly<Record<string, string>> = { 廿: '2', 卅: '3', 卌: '4' };
/** 三百五十, 八千, 一千二百三十四; the last digit is part of it where no other follows. */
const cardinal = /^(?:(\d)千(零|0)?)?(?:(\d)百(零|0)?)?(?:(\d?)十([1-9](?![十百千]))?|(\d(?![\d十百千]))?)/u;

/** A digit, or a number of tens, hundreds or thousands. */
function chineseNumber(tokens: readonly string[], at: number): NumberRead | undefined {
  const run = tokens.slice(at, at + 12).join('');
  const text = run.slice(0, run.search(/[^\d十百千廿卅卌]|$/u));
  if (text === '') return undefined;
  const tensDigit = tensOf[text[0]!];
  if (tensDigit !== undefined) {
    const unit = /^.([1-9])(?!十)/u.exec(text)?.[1];
    return { digits: tensDigit + (unit ?? '0'), next: at + (unit === undefined ? 1 : 2) };
  }
  const large = /^\d[千百]/u.test(text) ? largeNumber(text) : undefined;
  if (large !== undefined) return { digits: large.digits, next: at + large.length };
  // 四十五十 is 40 50 and 十二三十四 is 12 34: a digit before 十 belongs to that one, unless another follows it.
  const ten = /^(\d?)十(?:([1-9])(?!十(?!\d)))?/u.exec(text);
  if (ten !== null) {
    return { digits: `${ten[1] === '' ? '1' : ten[1]}${ten[2] ?? '0'}`, next: at + ten[0].length };
  }
  return /^\d/u.test(text) ? { digits: text[0]!, next: at + 1 } : undefined;
}

function largeNumber(text: string): { readonly digits: string; readonly length: number } | undefined {
  const found = cardinal.exec(text);
  if (found === null) return undefined;
  const [whole, thousands, afterThousands, hundreds, afterHundreds, tens, ofTens, alone] = found;
  const unit = ofTens ?? alone;
  let value = Number(thousands ?? 0) * 1000 + Number(hundreds ?? 0) * 100;
  if (tens !== undefined) value += Number(tens === '' ? 1 : tens) * 10;
  if (unit !== undefined) {
    const zero = hundreds === undefined ? afterThousands : afterHundreds;
    // 三百五 is 350, 三百零五 is 305.
    const place = tens !== undefined || zero !== undefined ? 1 : hundreds === undefined ? 100 : 10;
    value += Number(unit) * place;
  }
  return { digits: String(value), length: whole.length };
}
