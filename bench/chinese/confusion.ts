/**
 * What a recogniser makes of Chinese on a bad line, as text: at a given rate a syllable is taken for one that differs in
 * its tone, its initial, its final or both, is lost, or one comes in between. The character written for it is drawn from
 * the 3,755 most common ones (GB 2312, level 1). Seeded: the same text, rate and seed give the same errors. It shares
 * nothing with the matcher's table of distances but the dictionaries of readings.
 */
import { pinyin } from 'pinyin-pro';
import { getJyutpingList } from 'to-jyutping';

export type ChineseLanguage = 'yue' | 'cmn';

/** Shares of the errors; the rest are syllables of any kind. */
const kinds: readonly (readonly [
  kind: 'deletion' | 'insertion' | 'tone' | 'initial' | 'final' | 'both' | 'any',
  share: number,
])[] = [
  ['deletion', 0.1],
  ['insertion', 0.1],
  ['tone', 0.2],
  ['initial', 0.25],
  ['final', 0.25],
  ['both', 0.05],
  ['any', 0.05],
];

const initialGroups: Readonly<Record<ChineseLanguage, readonly string[]>> = {
  yue: ['n l', 'ng -', 'g gw k', 'k kw h', 'b p', 'd t', 'z c s', 'f h s', 'm n', 'w f', 'j -', 'l j'],
  cmn: ['n l r', 'z zh j', 'c ch q', 's sh x', 'b p', 'd t', 'g k', 'h f', 'm n', 'zh ch', 'j q', 'y -', 'w h'],
};
const finalGroups: Readonly<Record<ChineseLanguage, readonly string[]>> = {
  yue: [
    'aan aang aam',
    'an ang am',
    'on ong',
    'in ing im',
    'un ung',
    'eon oeng',
    'ak at ap',
    'aak aat aap',
    'ik it ip',
    'uk ut',
    'ok ot',
    'aa a',
    'ai aai',
    'au aau',
    'an aan',
    'ang aang',
    'o ou',
    'e i ei',
    'oe eo o',
    'yun in yu',
    'ui eoi',
    'aa aai',
    'i ei',
    'yu eoi',
  ],
  cmn: [
    'an ang',
    'en eng ong',
    'in ing',
    'ian iang in',
    'uan uang',
    'un ong',
    'e o uo',
    'ai ei',
    'ao ou',
    'a ia ua',
    'i v',
    'u v ou',
    'ie ian i',
    'ue uo ie',
    'ui ei',
    'iu ou',
  ],
};

interface Spoken {
  readonly initial: string;
  readonly final: string;
  readonly tone: string;
}

const spelling = /^(zh|ch|sh|ng|gw|kw|[bpmfdtnlgkhjqxrzcswy]?)([a-z]+)(\d)$/;

function spoken(reading: string): Spoken | undefined {
  const [, initial = '', final = '', tone = ''] = spelling.exec(reading) ?? [];
  return final === '' ? undefined : { initial: initial === '' ? '-' : initial, final, tone };
}

function readings(text: string, language: ChineseLanguage): readonly (string | undefined)[] {
  if (language === 'yue') return getJyutpingList(text).map(([, reading]) => reading ?? undefined);
  return pinyin(text, { toneType: 'num', type: 'array', v: true, toneSandhi: false });
}

interface Entry extends Spoken {
  readonly character: string;
}

const inventories = new Map<ChineseLanguage, readonly Entry[]>();

function inventory(language: ChineseLanguage): readonly Entry[] {
  const known = inventories.get(language);
  if (known !== undefined) return known;
  const entries = commonCharacters().flatMap((character) => {
    const parts = spoken(readings(character, language)[0] ?? '');
    return parts === undefined ? [] : [{ character, ...parts }];
  });
  inventories.set(language, entries);
  return entries;
}

/** GB 2312's first level: rows 16 to 55. */
function commonCharacters(): string[] {
  const decoder = new TextDecoder('gb18030');
  const characters: string[] = [];
  for (let row = 0xb0; row <= 0xd7; row += 1) {
    for (let cell = 0xa1; cell <= (row === 0xd7 ? 0xf9 : 0xfe); cell += 1) {
      characters.push(decoder.decode(Uint8Array.of(row, cell)));
    }
  }
  return characters;
}

/** `text` with errors in `errorsPct` of its syllables; `random` gives numbers from 0 to below 1. */
export function misheard(text: string, language: ChineseLanguage, errorsPct: number, random: () => number): string {
  if (errorsPct === 0) return text;
  const characters = [...text];
  const said = new Map<number, string | undefined>();
  for (const run of text.matchAll(/\p{Script=Han}+/gu)) {
    const from = [...text.slice(0, run.index)].length;
    for (const [index, reading] of readings(run[0], language).entries()) said.set(from + index, reading);
  }
  return characters
    .map((character, index) => {
      const parts = said.has(index) ? spoken(said.get(index) ?? '') : undefined;
      if (parts === undefined || random() * 100 >= errorsPct) return character;
      return replaced(character, parts, language, random);
    })
    .join('');
}

function replaced(character: string, parts: Spoken, language: ChineseLanguage, random: () => number): string {
  const kind = drawn(random());
  if (kind === 'deletion') return '';
  const all = inventory(language);
  const any = (): string => all[Math.floor(random() * all.length)]!.character;
  if (kind === 'insertion') return character + any();
  const near = kind === 'any' ? [] : all.filter((entry) => differs(entry, parts, kind, language));
  return near.length === 0 ? any() : near[Math.floor(random() * near.length)]!.character;
}

function drawn(at: number): (typeof kinds)[number][0] {
  let sum = 0;
  for (const [kind, share] of kinds) {
    sum += share;
    if (at < sum) return kind;
  }
  return 'any';
}

function differs(
  entry: Entry,
  parts: Spoken,
  kind: 'tone' | 'initial' | 'final' | 'both',
  language: ChineseLanguage,
): boolean {
  const sameInitial = entry.initial === parts.initial;
  const sameFinal = entry.final === parts.final;
  if (kind === 'tone') return sameInitial && sameFinal && entry.tone !== parts.tone;
  const nearInitial = !sameInitial && together(initialGroups[language], entry.initial, parts.initial);
  const nearFinal = !sameFinal && together(finalGroups[language], entry.final, parts.final);
  if (kind === 'initial') return nearInitial && sameFinal;
  if (kind === 'final') return sameInitial && nearFinal;
  return nearInitial && nearFinal;
}

const together = (groups: readonly string[], a: string, b: string): boolean =>
  groups.some((group) => {
    const members = group.split(' ');
    return members.includes(a) && members.includes(b);
  });
