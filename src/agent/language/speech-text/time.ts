import type { Language } from '../../../core/language.js';
import { chineseCardinal, chineseNumber } from './chinese.js';
import { englishCardinal } from './english.js';

/** Hour of the day at which each part begins; before 6 it is night. */
const partsOfDay = {
  yue: [
    [18, '夜晚'],
    [13, '下晝'],
    [12, '中午'],
    [6, '朝早'],
    [0, '凌晨'],
  ],
  cmn: [
    [18, '晚上'],
    [13, '下午'],
    [12, '中午'],
    [6, '上午'],
    [0, '凌晨'],
  ],
} as const;

/** `half` is "a" or "p" of a twelve-hour time, any case; without it the hour is of 24. */
export function sayTime(hour: number, minute: number, half: string | undefined, language: Language): string {
  const hourOfDay = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return language === 'en' ? english(hourOfDay, minute) : chinese(hourOfDay, minute, language);
}

function english(hourOfDay: number, minute: number): string {
  const hour = englishCardinal(hourOfDay % 12 === 0 ? 12 : hourOfDay % 12);
  const minutes = minute === 0 ? '' : minute < 10 ? ` oh ${englishCardinal(minute)}` : ` ${englishCardinal(minute)}`;
  return `${hour}${minutes} ${hourOfDay < 12 ? 'A M' : 'P M'}`;
}

function chinese(hourOfDay: number, minute: number, language: 'yue' | 'cmn'): string {
  const [, part] = partsOfDay[language].find(([from]) => hourOfDay >= from)!;
  const [hourMark, minuteMark] = language === 'yue' ? ['點', '分'] : ['点', '分'];
  const hour = chineseNumber(String(hourOfDay > 12 ? hourOfDay - 12 : hourOfDay), hourMark!, language);
  if (minute === 0) return `${part}${hour}${hourMark}${language === 'yue' ? '正' : ''}`;
  if (minute === 30) return `${part}${hour}${hourMark}半`;
  return `${part}${hour}${hourMark}${minute < 10 ? '零' : ''}${chineseCardinal(minute, language)}${minuteMark}`;
}
