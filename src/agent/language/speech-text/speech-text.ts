import type { Language } from '../../../core/language.js';
import { speechRules, symbolNames } from './rules.js';

/** Longer texts are cut: nobody listens to ten minutes, and the rules stay linear in practice. */
const longestText = 10_000;
/** Full-width forms of what the rules look for (U+FF01 to U+FF5E, and currencies from U+FFE0), without the punctuation that Chinese needs. */
const fullWidth = /[！-～￠-￦]/gu;
const chinesePunctuation = '，！？：；（）';
const emphasis = /\*\*|__|`+|(?:^|\n)\s*(?:#{1,6}|[-*•])\s+/gu;
/** Anything a synthesiser may stumble over: numbers of any script and symbols. 〇 is the Chinese zero. */
const unspeakable = /[\p{N}\p{S}\p{C}]/gu;
const otherNumber = /\p{N}/gu;

/** `text` as it is spoken: no digit and no symbol is left for the synthesiser to guess at. */
export function speechText(text: string, language: Language): string {
  let spoken = plain(text.slice(0, longestText));
  for (const rule of speechRules) {
    spoken = spoken.replace(rule.pattern, (...found) => {
      const { match, after } = matchOf(found);
      return language === 'en' ? rule.en(match, after) : rule.zh(match, after, language);
    });
  }
  return spoken
    .replace(/[&+=@#*%/]/gu, (symbol) => symbolNames[symbol]![language])
    .replace(/\s*\n\s*/gu, ' ')
    .replace(unspeakable, ' ')
    .replace(/[ \t\u00a0]+/gu, ' ')
    .trim();
}

/** ASCII digits and symbols, no mark-up, no numbers of other scripts. */
function plain(text: string): string {
  return text
    .replace(fullWidth, (character) =>
      chinesePunctuation.includes(character) ? character : character.normalize('NFKC'),
    )
    .replace(emphasis, (mark) => (mark.startsWith('\n') ? '\n' : ''))
    .replaceAll('〇', '零')
    .replace(/(?<=\d)[\u00a0\u2009\u202f](?=\d)/gu, '')
    .replace(/[−–](?=\d)/gu, '-')
    .replace(otherNumber, asciiNumber);
}

/** ② is 2, digits of other scripts are read as digits, ½ is not read. */
function asciiNumber(character: string): string {
  const normal = character.normalize('NFKC');
  if (/^[0-9]+$/.test(normal)) return normal;
  return /^\p{Nd}$/u.test(normal) ? String(decimalValue(normal)) : ' ';
}

/** Every script's decimal digits are ten code points in a row (Unicode standard 4.6), with another sign before them. */
function decimalValue(digit: string): number {
  const codePoint = digit.codePointAt(0)!;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(codePoint - value - 1))) value += 1;
  return value;
}

/** Arguments of a replace callback: the groups, then offset and whole string. */
function matchOf(found: readonly unknown[]): { match: (string | undefined)[]; after: string } {
  const offsetIndex = found.findIndex((part) => typeof part === 'number');
  const match = found.slice(0, offsetIndex) as (string | undefined)[];
  const end = (found[offsetIndex] as number) + match[0]!.length;
  return { match, after: (found[offsetIndex + 1] as string).slice(end, end + 8) };
}
