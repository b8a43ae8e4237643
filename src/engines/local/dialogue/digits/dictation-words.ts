/** What callers say about a number that they dictate, besides its digits. */
import { simplified } from '../../../../agent/language/spoken-digits/chinese-words.js';
import type { Language } from '../../../../core/language.js';

const plain = (text: string): string => simplified(text.normalize('NFKC').toLowerCase().replace(/['’]/gu, ''));

const startAgain: Readonly<Record<'en' | 'zh', RegExp>> = {
  en: /\b(?:let me )?(?:start (?:again|over|from (?:the )?(?:start|beginning))|from the (?:start|beginning|top)|begin again|(?:do|try) (?:it|that) (?:all )?(?:again|over))\b/u,
  zh: /由头(?:再)?(?:嚟|来|讲|开始)(?:过)?|从头(?:再)?(?:来|讲|说|开始)(?:过)?|重新(?:来过?|嚟过?|讲过?|说|开始|输入)?|再嚟过|嚟过|来过|讲过(?:晒)?|再来一次|再来一遍|重来|清咗佢/u,
};
const thatIsAll: Readonly<Record<'en' | 'zh', RegExp>> = {
  en: /\b(?:thats (?:all|it|everything|the number)|that is (?:all|it|everything)|done|finished|nothing else|no more)\b/u,
  zh: /系咁多|就咁多|就这些|就是这些|冇喇|冇嘞|冇啦|没了|没有了|讲完|说完|完了|完毕|系咁大把/u,
};
const agreement: Readonly<Record<'en' | 'zh', RegExp>> = {
  en: /^(?:(?:yes|yeah|yep|yup|right|correct|ok|okay|sure|thats|that is|exactly|uh huh|mhm)\b)/u,
  zh: /^(?:系|啱|对|好|是|嗯|冇错|没错|正确|ok)/u,
};

const patternOf = (patterns: Readonly<Record<'en' | 'zh', RegExp>>, language: Language): RegExp =>
  patterns[language === 'en' ? 'en' : 'zh'];

export const asksToStartAgain = Object.assign(
  (text: string, language: Language): boolean => patternOf(startAgain, language).test(plain(text)),
  {
    /** The digits that follow it may be the number. */
    without: (text: string): string => plain(text).replace(startAgain.zh, ' ').replace(startAgain.en, ' '),
  },
);
export const saysThatIsAll = (text: string, language: Language): boolean =>
  patternOf(thatIsAll, language).test(plain(text));
export const isAgreement = (text: string, language: Language): boolean =>
  patternOf(agreement, language).test(plain(text).trim());
