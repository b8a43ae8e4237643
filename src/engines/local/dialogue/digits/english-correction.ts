import { simplified, withDigits } from '../../../../agent/language/spoken-digits/chinese-words.js';
import { englishNumber } from '../../../../agent/language/spoken-digits/english-number.js';
import { homophones } from '../../../../agent/language/spoken-digits/english-words.js';
import { type CorrectionGrammar, type Place, type PlacePattern, plain } from './correction-grammar.js';

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const shortOrdinals = '1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th'.split(' ');
const ordinal = `(${ordinals.join('|')})`;
const numberOf = (word: string | undefined): number => ordinals.indexOf(word ?? '') + 1;

const copula =
  '(?:is|are|should|was|were|must|has|have|needs?|ought|not|right|wrong|correct|fine|okay|ok|good|it|its|which|that|from|to)\\b';
/** "One", which is written 1, and other names of a digit after its place. */
const noun = `(?: (?:ones?|digits?|numbers?|figures?)\\b| 1(?= ${copula}| ?,| ?$))?`;
const group = '(?:group|half|part|block|set|section|bit|chunk|lot)\\b';

const edgeOf = (word: string | undefined): 'head' | 'tail' | 'middle' =>
  word === 'middle' ? 'middle' : word === 'first' ? 'head' : 'tail';

const places: readonly PlacePattern[] = [
  {
    pattern: new RegExp(
      `\\b(?:(second|third|fourth) (?:from (?:the )?|to (?:the )?)?(?:last|end)|last but 1|next to last|penultimate)\\b${noun}`,
      'g',
    ),
    place: ([, word]) => ({ positions: [word === undefined ? -2 : -numberOf(word)] }),
  },
  {
    pattern: new RegExp(`\\b(?:${ordinal}|(last|final|middle)) ${group}`, 'g'),
    place: ([, word, other]) => {
      if (other === 'middle') return { edge: 'middle' };
      return { group: word === undefined ? -1 : numberOf(word) };
    },
  },
  {
    pattern: new RegExp(
      `\\b(first|last|final|middle) ([1-9])(?:(?: (?:ones|digits?|numbers?|figures?)\\b)|(?= ${copula}| ?,| ?$))`,
      'g',
    ),
    place: ([, edge, count]) => ({ edge: edgeOf(edge), count: Number(count) }),
  },
  {
    // "The second four", of groups of four.
    pattern: new RegExp(`\\b(second|third|other) [345](?: (?:ones|digits|numbers|figures)\\b|(?= ${copula}|,|$))`, 'g'),
    place: ([, word]) => (word === 'other' ? undefined : { group: numberOf(word) }),
  },
  {
    // "The last two four nine".
    pattern: /\b(first|last|final) ([1-9])(?= \d)/g,
    place: ([, edge, count], rest): Place | undefined => {
      const following = plain(/^(?: \d)+/.exec(rest)?.[0]).length;
      return following === Number(count) ? { edge: edgeOf(edge), count: Number(count) } : undefined;
    },
  },
  {
    pattern: new RegExp(`\\b${ordinal}(?: digit)?,? (?:(and|to|through) )?(?:the )?${ordinal}${noun}`, 'g'),
    place: ([, from, link, to]) => ({ positions: positionsBetween(numberOf(from), numberOf(to), link) }),
  },
  {
    pattern: /\b(?:digit|number|position|figure) ([1-9])(?= (?:is|should|was|must)\b|,|$)/g,
    place: ([, position]) => ({ positions: [Number(position)] }),
  },
  {
    pattern: new RegExp(`\\b(?:${ordinal}|(last|final))${noun}`, 'g'),
    place: ([whole, word, last]) => {
      if (last === undefined) return { positions: [numberOf(word)] };
      const isOne = /(?:one|digit|number|figure|1)$/.test(whole!);
      return { edge: 'tail', count: isOne ? 1 : undefined };
    },
  },
  {
    pattern: /\b(?:ends? (?:in|with)|ending(?: in| with)?|at the end|the end(?: is)?|end should be)\b/g,
    place: () => ({ edge: 'tail' }),
  },
  {
    pattern: /\b(?:(?:starts?|begins?) with|beginning|at the start|the start(?: is)?)\b/g,
    place: () => ({ edge: 'head' }),
  },
];

function positionsBetween(from: number, to: number, link: string | undefined): number[] {
  if ((link === 'to' || link === 'through') && to > from) {
    return Array.from({ length: to - from + 1 }, (_each, index) => from + index);
  }
  return [from, to];
}

const digits = '(\\d(?: \\d)*)';
const article = '(?:(?:a|an|the|of|my) )*';
/** Tried in this order; the group that has what is right comes first in the last column. */
const swaps: readonly { readonly pattern: RegExp; readonly was: number; readonly now: number }[] = [
  {
    pattern: new RegExp(`\\b${digits},? (?:and |but )?(?:not|instead of|rather than) ${article}${digits}`),
    was: 2,
    now: 1,
  },
  {
    pattern: new RegExp(
      `\\b(?:not|isnt|wasnt|instead of) ${article}${digits}(?:,| but| rather| its| it| is| should| be| thats| sorry| a| an| the)+ ${digits}`,
    ),
    was: 1,
    now: 2,
  },
  {
    pattern: new RegExp(
      `\\b${digits},? (?:should|must|ought to|has to|needs to|is supposed to|was supposed to|is meant to) (?:be|have been|read|say) ${article}${digits}`,
    ),
    was: 1,
    now: 2,
  },
  {
    pattern: new RegExp(
      `\\b(?:change|replace|swap|make|correct|turn) ${article}${digits}(?: digit)? (?:(?:to|into|with|by|for|be) )?${article}${digits}`,
    ),
    was: 1,
    now: 2,
  },
  {
    pattern: new RegExp(
      `\\b${digits} (?:is|are) (?:wrong|incorrect|not right|a mistake)(?:[ ,]|it|its|is|should|be|thats|a|an)*${digits}?`,
    ),
    was: 1,
    now: 2,
  },
  { pattern: new RegExp(`\\bthe ${digits} (?:is|was) (?:actually |really |a |an )*${digits}`), was: 1, now: 2 },
];

export const englishGrammar: CorrectionGrammar = {
  canonical,
  denial: /\b(?:no|nope|nah|wrong|incorrect|not|isnt|arent|wasnt|mistake|false)\b/,
  right: /\b(?:right|correct|fine|ok|okay|good|yes)\b/,
  everything:
    /\b(?:all of it|everything|all wrong|both|whole thing|start again|start over|from the (?:start|beginning|top))\b/,
  places,
  swap: (words) => {
    for (const { pattern, was, now } of swaps) {
      const found = pattern.exec(words);
      if (found !== null) return { was: plain(found[was]), now: plain(found[now]) };
    }
    // "Not five nine".
    const pair = plain(/\bnot (?:a )?(\d(?: \d)*)$/.exec(words)?.[1]);
    return pair.length === 2 ? { was: pair[0]!, now: pair[1]! } : undefined;
  },
  withoutDenied: (words) => words.replace(/\b(?:not|isnt|instead of|rather than) (?:an? )?\d(?: \d)*/g, ' '),
  value: (words) => words.replace(/\b(?:to be|to|for)\b(?= (?:be|a|an)\b)/g, ' '),
};

/** Lower case words and commas, each digit apart; what sounds like a digit behind an "is" is one. */
function canonical(text: string): string {
  const plainText = withDigits(simplified(text.normalize('NFKC').toLowerCase())).replace(/['’]/gu, '');
  const spelled = plainText.replace(
    /\b(?:\d|10)(?:st|nd|rd|th)\b/gu,
    (short) => ordinals[shortOrdinals.indexOf(short)] ?? short,
  );
  const tokens = spelled.match(/[a-z]+|\d|[,;.]/gu) ?? [];
  const words: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const number = englishNumber(tokens, at);
    if (number === undefined) words.push(/[;.]/.test(tokens[at]!) ? ',' : tokens[at]!);
    else words.push(...number.digits);
    at = number?.next ?? at + 1;
  }
  return words
    .join(' ')
    .replace(/ ,/g, ',')
    .replace(
      /(?<=\b(?:is|are|be|its|a|an) )(?!to\b|for\b|free\b|mine\b)([a-z]+)(?=$|,)/g,
      (word) => homophones.get(word) ?? word,
    );
}
