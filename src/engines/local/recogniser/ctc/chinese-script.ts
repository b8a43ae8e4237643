/** The two scripts of Chinese. Models write Simplified characters; a conversation in Cantonese is in Traditional ones. */
import { Converter as traditionalising } from 'opencc-js/cn2t';
import { Converter as simplifying } from 'opencc-js/t2cn';

const toHongKong = traditionalising({ from: 'cn', to: 'hk' });
const toMainland = simplifying({ from: 'hk', to: 'cn' });

/** A sign that Cantonese writes otherwise than the converter would, but for the words in which it does not. */
interface CantoneseSign {
  readonly written: string;
  readonly as: string;
  readonly except: RegExp;
}

const cantoneseSigns: readonly CantoneseSign[] = [
  // The Simplified sign of 係, which is every second word, and a sign of its own in these words.
  {
    written: '系',
    as: '係',
    except: /系(?=[統统列數数別别所主])|(?<=[關关關体體派直母父中學学科學星語语水山譜谱])系/gu,
  },
  // "All of it", not "in the sun".
  { written: '晒', as: '晒', except: /晒(?=[太衫被相])|(?<=[暴日])晒/gu },
];
/** Spellings of transcripts that stand for the Hong Kong ones. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/(?<=[我你佢])地(?![址區区點点方圖图鐵铁])/gu, '哋'],
  [/(?<=[我你佢哋度嗰呢])既(?![然是往])/gu, '嘅'],
  [/揾/gu, '搵'],
  [/户/gu, '戶'],
];
/** Private use characters, which no converter touches. */
const guardOf = (index: number): string => String.fromCodePoint(0xe000 + index);

/** As Hong Kong writes Cantonese. */
export function inTraditional(text: string): string {
  const guarded = cantoneseSigns.reduce((before, { written, except }, index) => {
    const kept = before.replaceAll(except, guardOf(2 * index));
    return kept.replaceAll(written, guardOf(2 * index + 1)).replaceAll(guardOf(2 * index), written);
  }, text);
  const converted = cantoneseSigns.reduce(
    (before, { as }, index) => before.replaceAll(guardOf(2 * index + 1), as),
    toHongKong(guarded),
  );
  return spellings.reduce((spelled, [pattern, sign]) => spelled.replaceAll(pattern, sign), converted);
}

export const inSimplified = (text: string): string => toMainland(text);
