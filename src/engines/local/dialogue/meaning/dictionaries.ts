import { createRequire } from 'node:module';
import type { Language } from '../../../../core/language.js';

/**
 * Dictionaries of Chinese: 60 MB and a third of a second together, so they are loaded by prepareDialogue() of an engine
 * that hears free words and never by another. Loaded by `require`, because a step of the dialogue does not wait.
 */
interface Dictionaries {
  readonly simplified: (text: string) => string;
  readonly jyutping: typeof import('to-jyutping');
  readonly pinyin: typeof import('pinyin-pro');
}

let loaded: Dictionaries | undefined;

function dictionaries(): Dictionaries {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  // Only from Traditional: the other direction is a table ten times as large.
  const { Converter } = require('opencc-js/t2cn') as typeof import('opencc-js/t2cn');
  loaded = {
    simplified: Converter({ from: 'hk', to: 'cn' }),
    jyutping: require('to-jyutping') as typeof import('to-jyutping'),
    pinyin: require('pinyin-pro') as typeof import('pinyin-pro'),
  };
  return loaded;
}

const simplifiedCharacters = new Map<string, string>();

/** One character in the script that both Chinese languages are compared in; character by character, so that places stay. */
export function simplifiedCharacter(character: string): string {
  let simplified = simplifiedCharacters.get(character);
  if (simplified === undefined) {
    simplified = variants[character] ?? dictionaries().simplified(character);
    simplifiedCharacters.set(character, simplified);
  }
  return simplified;
}

/** What the table of scripts leaves, because both are in use. */
const variants: Readonly<Record<string, string>> = {
  賬: '账',
  帳: '账',
  畀: '俾',
  兩: '二',
  两: '二',
  幺: '一',
  〇: '零',
};

/** Other readings of a character than that of its place, which a recogniser's homophone may have been written for. */
const mostOtherReadings = 1;

type Readings = readonly (readonly string[])[];

/** Words come again and again: names of options, answers. */
const known = new Map<string, Readings>();
const longestKnown = 8;
const mostKnown = 4000;

/** Readings of each character of a run of Chinese, that of its context first: jyutping or pinyin, with the tone's digit. */
export function readingsOf(run: string, language: Language): Readings {
  const key = `${language} ${run}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const readings = language === 'cmn' ? pinyinOf(run) : jyutpingOf(run);
  if (run.length <= longestKnown && known.size < mostKnown) known.set(key, readings);
  return readings;
}

function jyutpingOf(run: string): Readings {
  const { jyutping } = dictionaries();
  const inContext = jyutping.getJyutpingList(run);
  const alone = jyutping.getJyutpingCandidates(run);
  return inContext.map(([, reading], index) => {
    const others = (alone[index]?.[1] ?? []).slice(0, mostOtherReadings + 1);
    return [...new Set([...(reading === null ? [] : [reading]), ...others])].slice(0, mostOtherReadings + 1);
  });
}

function pinyinOf(run: string): Readings {
  const { pinyin } = dictionaries();
  const simplified = [...run].map(simplifiedCharacter).join('');
  const readings = pinyin.pinyin(simplified, { toneType: 'num', type: 'array', v: true, toneSandhi: false });
  return readings.map((reading) => (/^[a-z]+\d$/.test(reading) ? [reading] : []));
}
