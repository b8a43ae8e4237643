import { speechText } from '../../../../agent/language/speech-text/speech-text.js';
import type { Language } from '../../../../core/language.js';
import { readingsOf, simplifiedCharacter } from './dictionaries.js';
import { soundTable } from './sound.js';

/** What utterances and phrases are made of: a Chinese character, an English word, or a number. */
export interface Unit {
  /** A simplified character, a stem, or `#` and a number. */
  readonly text: string;
  readonly kind: 'character' | 'word' | 'number';
  /** Numbers in the language's sound table; none for words and numbers. */
  readonly sounds: readonly number[];
}

/** Half a minute of speech; what is longer is cut, so that no text takes long. */
const mostUnits = 120;
const mostCharacters = 600;

/** Politeness, hesitation and particles. They are taken out as words, and characters only where nothing was made of them. */
const fillers: Readonly<Record<Language, RegExp>> = {
  en: /\b(?:u+h*m+|u+h+|e+r+m*|a+h+|hello|hi|hey|good (?:morning|afternoon|evening)|please|kindly|you know|i mean|thank you(?: very much)?|thanks|just)\b/gu,
  yue: /一定|肯定|當然|当然|唔該晒?|唔该晒?|即係|即系|其實|其实|想問[下吓]?|想问[下吓]?|咁樣|咁样|唔好意思|麻煩你?|麻烦你?|你好|哈囉|喂+|\b(?:hello|hi|please|um+|uh+|er+)\b/gu,
  cmn: /一定|肯定|当然|當然|麻烦[您你]?|麻煩[您你]?|请问一?下?|請問一?下?|我?想问一?下?|[您你]好|其实|就是说|那个那个|嗯+|呃+|喂+|不好意思|\b(?:hello|hi|please|um+|uh+|er+)\b/gu,
};
const particles = new Set('呀啊嘅咧呢吖喇啦囉喎嗎吗吧的了哦喔㗎嘛嘞啫咋请麻烦呐哎诶嗯呃额咯噶唉嗱哈欸'.split(''));

export const isParticle = ({ text }: Unit): boolean => particles.has(text);

/** The units of a text; all of it when it is nothing but fillers. */
export function unitsOf(text: string, language: Language): readonly Unit[] {
  // 吓 and 下 are one word.
  const plain = text
    .slice(0, mostCharacters)
    .normalize('NFKC')
    .toLowerCase()
    .slice(0, mostCharacters)
    .replaceAll('吓', '下');
  const said = /\d/.test(plain) ? speechText(plain, language).toLowerCase() : plain;
  const meaning = read(said.replaceAll(fillers[language], ' '), language);
  return meaning.length === 0 ? read(said, language) : meaning;
}

/** A run of numerals that has a power of ten, a run of Chinese, or an English word. */
const pieces =
  /[零一二兩两三四五六七八九十百千廿卅]*[十百千廿卅][零一二兩两三四五六七八九十百千廿卅]*|\p{Script=Han}|[a-z]+(?:['’][a-z]+)*/gu;

function read(text: string, language: Language): Unit[] {
  const units: Unit[] = [];
  for (const [run] of text.matchAll(/\p{Script=Han}+|[a-z'’]+/gu)) {
    if (units.length >= mostUnits) break;
    if (/^[a-z'’]/u.test(run)) addWord(units, run);
    else addRun(units, run, language);
  }
  return units.slice(0, mostUnits);
}

function addWord(units: Unit[], run: string): void {
  const word = run.replaceAll(/['’]/g, '');
  if (word !== '') units.push({ text: stem(word), kind: 'word', sounds: [] });
}

function addRun(units: Unit[], run: string, language: Language): void {
  const readings = language === 'en' ? [] : readingsOf(run, language);
  let at = 0;
  for (const [piece] of run.matchAll(pieces)) {
    const value = [...piece].some((character) => '十百千廿卅'.includes(character)) ? chineseNumber(piece) : undefined;
    if (value !== undefined) units.push({ text: `#${value}`, kind: 'number', sounds: [] });
    else
      for (const [index, character] of [...piece].entries())
        units.push(characterUnit(character, readings[at + index], language));
    at += [...piece].length;
  }
}

function characterUnit(character: string, readings: readonly string[] = [], language: Language): Unit {
  const table = soundTable(language);
  const sounds = readings.map((reading) => table.numberOf(reading)).filter((sound) => sound !== undefined);
  return { text: simplifiedCharacter(character), kind: 'character', sounds };
}

const numerals = '零一二三四五六七八九';
const powers: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** 廿五 is 25, 八千 is 8000, 一千二 is 1200. */
export function chineseNumber(text: string): number {
  let total = 0;
  let digit: number | undefined;
  let lastPower = 1;
  for (const character of text) {
    const power = powers[character];
    if (power !== undefined) {
      total += (digit ?? 1) * power;
      [digit, lastPower] = [undefined, power];
    } else if (character === '廿' || character === '卅') {
      total += character === '廿' ? 20 : 30;
      [digit, lastPower] = [undefined, 10];
    } else {
      digit = '兩两'.includes(character) ? 2 : numerals.indexOf(character);
      if (digit === 0) lastPower = 10;
    }
  }
  return total + (digit ?? 0) * (digit !== undefined && lastPower > 10 ? lastPower / 10 : 1);
}

/** Plurals, -ing, -ed and a last e go: "charges", "charged" and "charging" are one word. */
export function stem(word: string): string {
  let stemmed = word;
  if (stemmed.length > 3 && stemmed.endsWith('s') && !stemmed.endsWith('ss')) stemmed = stemmed.slice(0, -1);
  if (stemmed.length > 5 && stemmed.endsWith('ing')) stemmed = stemmed.slice(0, -3);
  else if (stemmed.length > 4 && stemmed.endsWith('ed')) stemmed = stemmed.slice(0, -2);
  if (stemmed.length > 3 && stemmed.endsWith('e')) stemmed = stemmed.slice(0, -1);
  return /([bdgmnprt])\1$/.test(stemmed) ? stemmed.slice(0, -1) : stemmed;
}
