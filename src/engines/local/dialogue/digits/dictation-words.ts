/** What callers say about a number that they dictate, besides its digits. */
import { simplified } from '../../../../agent/language/spoken-digits/chinese-words.js';
import { readDigits } from '../../../../agent/language/spoken-digits/read-digits.js';
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

export const asksToStartAgain = (text: string, language: Language): boolean =>
  patternOf(startAgain, language).test(plain(text));
/** The digits that follow it may be the number. */
export const withoutStartAgain = (text: string): string =>
  plain(text).replace(startAgain.zh, ' ').replace(startAgain.en, ' ');
export const saysThatIsAll = (text: string, language: Language): boolean =>
  patternOf(thatIsAll, language).test(plain(text));
export const isAgreement = (text: string, language: Language): boolean =>
  patternOf(agreement, language).test(plain(text).trim());

/** Words that agree wherever they are, and 係, which agrees where a sentence begins and links its parts elsewhere. */
const agreesInChinese = /啱|对|好|冇错|没错|正确|确认|可以|得|冇问题|没问题|ok|yes/u;
const beginsWithYes = /^[嗯呀啊哦呃,，\s]*(?:系|是)/u;

/**
 * Whether an answer to a read-back can be a yes. One that has lost words on the way, such as 邊係六 of 第三個係六, is like a yes to
 * whoever compares words; it has a digit, or its 係 links something.
 */
export function mayAgree(text: string, language: Language): boolean {
  const hasDigits = readDigits(text, language).digits !== '';
  if (language === 'en') return !hasDigits || isAgreement(text, language);
  const words = plain(text).trim();
  if (agreesInChinese.test(words) || !/系|是/u.test(words)) return !hasDigits || agreesInChinese.test(words);
  return !hasDigits && beginsWithYes.test(words);
}
