/**
 * A caller who asks for another language in words: "speak English please", "講廣東話", "说普通话". Deterministic, over final
 * transcripts, in all three languages, whichever of them the recogniser wrote the name down in.
 */
import type { Language } from '../../core/language.js';

/** What a caller may ask for; "Chinese" is the kind of Chinese that the bot speaks. */
type Wanted = Language | 'chinese';

const names: readonly (readonly [Wanted, string])[] = [
  ['en', 'english|英文|英語|英语'],
  ['yue', 'cantonese|廣東話|广东话|廣州話|广州话|粵語|粤语|白話|白话'],
  ['cmn', 'mandarin|putonghua|普通話|普通话|國語|国语|華語|华语'],
  ['chinese', 'chinese|中文|漢語|汉语'],
];
const anyName = names.map(([, name]) => name).join('|');

/** Verbs that have a language as their object when somebody asks for it. */
const spoken =
  '(?:speak|talk|switch|change|continue|go on|carry on|answer|reply|service|explain|say it|say that)(?: to me| with me| it| over| back)*(?: to| in| into)?(?: the)?';
const chineseVerb =
  '(?:[講讲說说]|[轉转換换改][返成做到為为用]?|切[換换][到成為为]?|[轉转][講讲]|用)(?:[返番回]|[下吓]|[個个])?';
const requests: readonly RegExp[] = [
  new RegExp(`\\b${spoken} (?<name>${anyName})\\b`, 'iu'),
  new RegExp(`\\bin (?<name>${anyName})(?: please| now| instead)\\b`, 'iu'),
  new RegExp(`\\b(?<name>${anyName}) (?:please|service|speaker)\\b`, 'iu'),
  new RegExp(`\\b(?:i want|i need|i prefer|i'd like|i would like|can i have|give me) (?<name>${anyName})\\b`, 'iu'),
  new RegExp(`${chineseVerb}\\s*(?<name>${anyName})`, 'iu'),
  new RegExp(`(?<name>${anyName})\\s*(?:服務|服务|唔該|得唔得|可以[嗎吗]|可唔可以|好[嗎吗]|行[嗎吗]|吧)`, 'iu'),
];

/** 用英文寫, 用中文填: a language that something is written in. */
const writing =
  /^\s*(?:[寫写填列印印]|字|信|版|名|地址|[賬账帳][單单]|[電电][郵邮]|email|website|bill|name|letter|statement)/iu;
/** What makes the opposite of it, right before. */
const refusals =
  /(?:\bnot|n't|\bnever|\bcannot|\bstop|\bno|\bwithout|唔識|唔会|唔會|唔係|唔好|唔想|唔使|唔要|[不別别]|不会|不會|不要|不想|不用|沒|没)(?:[^\p{P}]{0,14})$/iu;
/** Somebody else speaks it. */
const somebodyElse =
  /(?:[佢他她]|[仔女妻爸媽妈婆公]|同事|客[戶户]|朋友|\b(?:he|she|they|wife|husband|son|daughter|mother|father|friend|staff)\b)[^\p{P}]{0,8}$/iu;

/** Said around a bare name: "English, please", "唔該，廣東話". */
const politeness =
  /\b(?:please|thanks|thank you|hi|hello|hey|um|uh|er|okay|ok|sorry|in)\b|唔該|麻煩|麻烦|你|您|請|请|好|喂|啊|呀|吧|啦|嘅|的|得|可以|我要|我想要|我想|要/giu;

/**
 * The language that a caller asks for. "Chinese" is what is spoken already where that is Chinese, else the first kind of
 * Chinese of the bot.
 * @param languages of the bot, in its order
 */
export function languageRequest(text: string, current: Language, languages: readonly Language[]): Language | undefined {
  const wanted = bareName(text) ?? requests.map((request) => askedBy(request, text)).find((name) => name !== undefined);
  if (wanted !== 'chinese') return wanted;
  return current === 'en' ? languages.find((language) => language !== 'en') : current;
}

function askedBy(request: RegExp, text: string): Wanted | undefined {
  const match = request.exec(text);
  const name = match?.groups?.name;
  if (match === null || name === undefined) return undefined;
  const before = text.slice(0, match.index);
  if (refusals.test(before) || somebodyElse.test(before)) return undefined;
  if (writing.test(text.slice(match.index + match[0].length))) return undefined;
  return wantedBy(name);
}

/** An utterance that is the name of a language and no more than politeness. */
function bareName(text: string): Wanted | undefined {
  return wantedBy(text.replace(politeness, '').replace(/[\p{P}\p{S}\s]+/gu, ''));
}

function wantedBy(name: string): Wanted | undefined {
  return names.find(([, pattern]) => new RegExp(`^(?:${pattern})$`, 'iu').test(name))?.[0];
}
