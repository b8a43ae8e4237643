/** Times of day, and spans of them. */

import type { SpeechRule } from './rule.js';
import { sayTime } from './time.js';

export const timeRules: readonly SpeechRule[] = [
  {
    name: 'span of time',
    pattern: /(?<=:[0-5]\d(?:\s?[ap]\.?m\.?)?|\d\s?[ap]\.?m\.?)\s?[-–~]\s?(?=\d{1,2}(?::[0-5]\d|\s?[ap]\.?m))/giu,
    en: () => ' to ',
    zh: () => '至',
  },
  {
    name: 'time of day',
    pattern: /(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?:\s?([ap])\.?m\b\.?)?(?![\d:])/giu,
    en: ([, hour, minute, half]) => sayTime(Number(hour), Number(minute), half, 'en'),
    zh: ([, hour, minute, half], _after, language) => sayTime(Number(hour), Number(minute), half, language),
  },
  {
    name: 'full hour',
    pattern: /(?<![\d:.])(1[0-2]|[1-9])\s?([ap])\.?m\b\.?/giu,
    en: ([, hour, half]) => sayTime(Number(hour), 0, half, 'en'),
    zh: ([, hour, half], _after, language) => sayTime(Number(hour), 0, half, language),
  },
  {
    name: 'round the clock',
    pattern: /(?<!\d)24\s?\/\s?7(?!\d)/gu,
    en: () => 'twenty-four hours a day, seven days a week',
    zh: (_match, _after, language) => (language === 'yue' ? '全日廿四小時' : '全天二十四小时'),
  },
];
