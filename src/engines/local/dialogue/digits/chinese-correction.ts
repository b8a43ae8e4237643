import { simplified, soundsLike, withDigits } from '../../../../agent/language/spoken-digits/chinese-words.js';
import type { Language } from '../../../../core/language.js';
import { type CorrectionGrammar, type Place, type PlacePattern, plain } from './correction-grammar.js';

/** Positions up to nineteen. */
const numeral = '(十\\d|十|\\d)';
const numberOf = (text: string | undefined): number =>
  Number((text ?? '').replace(/^十(?=\d)/u, '1').replace('十', '10'));
/** A measure word, or what is counted. */
const measure = '(?:个数字|个字|个号码|个号|位数字|位数|位|个|只|码|字|数字|数)';
const that = '(?:嗰|那|这|呢)?';
/** A count without a measure word, before what tells about it. */
const beforeCopula = '(?=系|是|应|都|啱|对|错|冇|没|唔|不|,|$)';

const edge = (names: string, at: 'head' | 'tail' | 'middle'): PlacePattern => ({
  pattern: new RegExp(
    `(?:最)?(?:${names})${that}(?:(?:${numeral}${measure})|(${measure})|${numeral}${beforeCopula})?`,
    'gu',
  ),
  place: ([, counted, one, loose]): Place => {
    if (counted !== undefined) return { edge: at, count: numberOf(counted) };
    if (one !== undefined)
      return { edge: at, count: one.includes('数') && at === 'tail' && one === '数' ? undefined : 1 };
    return loose === undefined ? { edge: at } : { edge: at, count: numberOf(loose), loose: true };
  },
});

const places: readonly PlacePattern[] = [
  {
    pattern: new RegExp(`(?:倒数|倒转|由尾数起|从后数|从尾数|尾)第${numeral}${measure}?`, 'gu'),
    place: ([, position]) => ({ positions: [-numberOf(position)] }),
  },
  {
    pattern: new RegExp(
      `第${numeral}(?:组|段|部分|截|份|半|part)|(前|头|上)(?:1)?(?:半|组|段|截)(?:段|截|部分|组)?|(?:最)?(?:后|尾|下)(?:面)?(?:1)?(?:半|组|段|截)(?:段|截|部分|组)?`,
      'gu',
    ),
    place: ([, number, front]) => ({ group: number !== undefined ? numberOf(number) : front !== undefined ? 1 : -1 }),
  },
  {
    pattern: new RegExp(`第${numeral}${measure}?(至|到|、|和|同埋|同|与|及|,)?第?${numeral}${measure}`, 'gu'),
    place: ([whole, from, link, to]) => {
      if (link === undefined && !/第.*第/u.test(whole) && !new RegExp(`^第\\d\\d${measure}$`, 'u').test(whole))
        return undefined;
      return { positions: positionsBetween(numberOf(from), numberOf(to), link) };
    },
  },
  {
    pattern: new RegExp(`第${numeral}${measure}?(至|到|、|和|同埋|同|与|及)第?${numeral}`, 'gu'),
    place: ([, from, link, to]) => ({ positions: positionsBetween(numberOf(from), numberOf(to), link) }),
  },
  {
    pattern: new RegExp(`第${numeral}${measure}?`, 'gu'),
    place: ([, position]) => ({ positions: [numberOf(position)] }),
  },
  // 尾二嗰個 is the last but one; 尾兩個 are the last two.
  {
    pattern: new RegExp(`(?:尾|后)([2-9])(?:嗰|那)${measure}`, 'gu'),
    place: ([, position]) => ({ positions: [-numberOf(position)] }),
  },
  edge('中间|中央', 'middle'),
  edge('前面|前边|头先|头|前|开头|起头|首|开始', 'head'),
  edge('后面|后边|后尾|收尾|结尾|末尾|最尾|尾数|尾号|尾|后|末', 'tail'),
];

function positionsBetween(from: number, to: number, link: string | undefined): number[] {
  if ((link === '至' || link === '到') && to > from) {
    return Array.from({ length: to - from + 1 }, (_each, index) => from + index);
  }
  return [from, to];
}

const swaps: readonly { readonly pattern: RegExp; readonly was: number; readonly now: number }[] = [
  { pattern: /(\d+),?(?:先啱|先对)?,?而?(?:唔系|不是|唔应该系)(\d+)/u, was: 2, now: 1 },
  {
    pattern: /(?:唔系|不是|唔应该系|不应该是|冇|没有)个?(\d+),?(?:而系|而是|应该系|应该是|系|是|应该|,)+个?(\d+)/u,
    was: 1,
    now: 2,
  },
  {
    pattern:
      /(\d+)(?:个|嗰个|那个)?(?:数字|字|号)?,?(?:应该|应|要|需要)?(?:改返做|改做|改为|改成|改返|改番|改|换成|换做|换|变成|变|系|是)+(?:返|番)?个?(\d+)/u,
    was: 1,
    now: 2,
  },
  { pattern: /(\d+)(?:个)?(?:系|是)?(?:错咗?|错了?|唔啱|不对),?(?:应该|系|是|个|的|嘅|,)*(\d+)?/u, was: 1, now: 2 },
];

export const chineseGrammar: CorrectionGrammar = {
  canonical,
  denial: /唔系|唔啱|唔对|唔正确|不是|不对|不正确|不,|^不$|^唔$|错(?!过)|冇啱|弄错|搞错|\bno\b|wrong/u,
  right: /啱|对|冇错|没错|正确|冇问题|没问题|ok/u,
  everything: /全部|成个|全都|都错|都唔啱|都不对|整个|所有|由头|从头|重新/u,
  places,
  swap: (words) => {
    for (const { pattern, was, now } of swaps) {
      const found = pattern.exec(words);
      if (found !== null) return { was: plain(found[was]), now: plain(found[now]) };
    }
    return undefined;
  },
  withoutDenied: (words) => words.replace(/(?:唔系|不是|唔应该系|不应该是)\d+/gu, ' '),
  value: (words) =>
    words.replace(/^(?:个|嗰个|那个)?(?:应该|应|要|需要|先)?(?:系|是|为|:|改做|改成|改为)*(?:返|番)?/u, ''),
};

/** What is said before the point, and 頭先, which is "just now" and no place. */
const besides =
  /头先(?=你|讲|话|我)|唔该晒?|唔好意思|不好意思|然后|之后|跟住|麻烦|请|后悔|以后|背后|开头过|[呀啊吖喎嘅的啦喇咧呢哦喔哎嗯呃㗎架]/gu;
const alike = (run: string, language: 'yue' | 'cmn'): string =>
  [...run].map((character) => soundsLike(character, language) ?? character).join('');

/** Simplified, digits as 0 to 9; characters that sound like a digit count behind 係 and in 第…個. */
function canonical(text: string, language: Language): string {
  const chinese = language === 'cmn' ? 'cmn' : 'yue';
  const words = simplified(text.normalize('NFKC').toLowerCase())
    .replace(besides, '')
    .replace(/[，,。；;、.]+/gu, ',')
    .replace(/\s+/gu, ' ')
    .replace(/没错|冇错|无错/gu, '正确');
  return withDigits(words)
    .replace(/(?<=[\p{Script=Han}\d]) (?=[\p{Script=Han}\d])/gu, '')
    .replace(/(?<=第)\p{Script=Han}(?=个|位|只)/gu, (character) =>
      character === '十' ? character : alike(character, chinese),
    )
    .replace(/(?<=系|是|做|成|为)(?!是|应|要|就)\p{Script=Han}(?=$|,|系|是)/gu, (character) =>
      alike(character, chinese),
    );
}
