import type { Language } from '../../../../core/language.js';

/** A syllable in the parts that are misheard one by one. */
export interface Syllable {
  readonly onset: string;
  /** Glide and vowel. */
  readonly nucleus: string;
  readonly coda: string;
  readonly tone: string;
}

/** Spellings of pinyin that hide a part: `yi` is i, `wu` is u, `yu` is ü (here v), `ui` is uei. */
const pinyinSpellings: readonly (readonly [RegExp, string])[] = [
  [/^yu/, 'v'],
  [/^yi/, 'i'],
  [/^y/, 'i'],
  [/^wu/, 'u'],
  [/^w/, 'u'],
  [/^([jqx])u/, '$1v'],
  [/iu$/, 'iou'],
  [/ui$/, 'uei'],
  [/([^aeiouv])un$/, '$1uen'],
  [/^un$/, 'uen'],
];

/** Jyutping or pinyin (ü as v) with a tone's digit; undefined for anything else. */
export function syllableOf(reading: string, language: Language): Syllable | undefined {
  const [, spelled = '', tone = ''] = /^([a-z]+)(\d)$/.exec(reading) ?? [];
  if (spelled === '') return undefined;
  return language === 'cmn' ? mandarin(spelled, tone) : cantonese(spelled, tone);
}

function cantonese(spelled: string, tone: string): Syllable {
  if (/^(?:m|ng)$/.test(spelled)) return { onset: '', nucleus: '', coda: spelled, tone };
  const [, onset = '', nucleus = '', coda = ''] =
    /^(ng|gw|kw|[bpmfdtnlgkhwzcsj]?)(yu|aa|oe|eo|[aeiou])(ng|[iumnptk]?)$/.exec(spelled) ?? [];
  return { onset, nucleus, coda, tone };
}

function mandarin(spelled: string, tone: string): Syllable {
  const plain = pinyinSpellings.reduce((text, [pattern, by]) => text.replace(pattern, by), spelled);
  const [, onset = '', nucleus = '', coda = ''] =
    /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)([iuv]?[aeiouv]?)(ng|n|r|[iou]?)$/.exec(plain) ?? [];
  return { onset, nucleus, coda, tone };
}

/** Place and manner of an onset; the distance between two is how many of these differ. */
type Features = readonly [place: string, manner: string, breath: string];

const onsets: Readonly<Record<Language, Readonly<Record<string, Features>>>> = {
  en: {},
  yue: {
    b: ['lips', 'stop', 'plain'],
    p: ['lips', 'stop', 'aspirated'],
    m: ['lips', 'nasal', ''],
    f: ['lips', 'fricative', ''],
    d: ['teeth', 'stop', 'plain'],
    t: ['teeth', 'stop', 'aspirated'],
    n: ['teeth', 'nasal', ''],
    l: ['teeth', 'lateral', ''],
    g: ['velum', 'stop', 'plain'],
    k: ['velum', 'stop', 'aspirated'],
    ng: ['velum', 'nasal', ''],
    gw: ['velum and lips', 'stop', 'plain'],
    kw: ['velum and lips', 'stop', 'aspirated'],
    w: ['velum and lips', 'glide', ''],
    h: ['throat', 'fricative', ''],
    z: ['ridge', 'affricate', 'plain'],
    c: ['ridge', 'affricate', 'aspirated'],
    s: ['ridge', 'fricative', ''],
    j: ['palate', 'glide', ''],
    '': ['throat', 'none', ''],
  },
  cmn: {
    b: ['lips', 'stop', 'plain'],
    p: ['lips', 'stop', 'aspirated'],
    m: ['lips', 'nasal', ''],
    f: ['lips', 'fricative', ''],
    d: ['teeth', 'stop', 'plain'],
    t: ['teeth', 'stop', 'aspirated'],
    n: ['teeth', 'nasal', ''],
    l: ['teeth', 'lateral', ''],
    g: ['velum', 'stop', 'plain'],
    k: ['velum', 'stop', 'aspirated'],
    h: ['velum', 'fricative', ''],
    j: ['palate', 'affricate', 'plain'],
    q: ['palate', 'affricate', 'aspirated'],
    x: ['palate', 'fricative', ''],
    zh: ['retroflex', 'affricate', 'plain'],
    ch: ['retroflex', 'affricate', 'aspirated'],
    sh: ['retroflex', 'fricative', ''],
    r: ['retroflex', 'glide', ''],
    z: ['teeth', 'affricate', 'plain'],
    c: ['teeth', 'affricate', 'aspirated'],
    s: ['teeth', 'fricative', ''],
    '': ['throat', 'none', ''],
  },
};

/** Height and place of a vowel, in steps of a vowel chart. */
const vowels: Readonly<Record<string, readonly [height: number, place: number]>> = {
  aa: [0, 1],
  a: [0.5, 1],
  e: [1.5, 0],
  oe: [1.5, 0.7],
  eo: [2, 1],
  o: [1.5, 2],
  i: [3, 0],
  v: [3, 0.5],
  yu: [3, 0.5],
  u: [3, 2],
};

/**
 * Parts that speakers of today say alike or that 8 kHz hardly tells apart, each with what a confusion costs (1 is
 * nothing alike). Cantonese: the "lazy sounds" n/l, ng/none, gw/g and kw/k before o, the codas ng/n and k/t, and long and
 * short a (Bauer and Benedict, Modern Cantonese Phonology, 1997, chapter 1; To, Mcleod and Cheung, "Phonetic variations
 * and sound changes in Hong Kong Cantonese", Clinical Linguistics & Phonetics 29, 2015). Mandarin: zh/z, ch/c, sh/s, n/l,
 * f/h, r/l and in/ing, en/eng, an/ang of its southern accents (Duanmu, The Phonology of Standard Chinese, 2007). What
 * tells s from f and h lies above 4 kHz.
 */
const alike: Readonly<
  Record<Language, { readonly onsets: Confusions; readonly codas: Confusions; readonly nuclei: Confusions }>
> = {
  en: { onsets: {}, codas: {}, nuclei: {} },
  yue: {
    onsets: {
      'l n': 0.1,
      ' ng': 0.1,
      'g gw': 0.2,
      'k kw': 0.2,
      'f h': 0.35,
      'f s': 0.45,
      'c s': 0.4,
      'c z': 0.35,
      'b p': 0.4,
      'd t': 0.4,
      'g k': 0.4,
      ' j': 0.5,
      ' h': 0.45,
      'm n': 0.4,
      'f w': 0.45,
    },
    codas: {
      'n ng': 0.15,
      'k t': 0.2,
      'p t': 0.3,
      'k p': 0.4,
      'm n': 0.3,
      'm ng': 0.3,
      ' k': 0.5,
      ' t': 0.5,
      ' p': 0.5,
      ' i': 0.5,
      ' u': 0.5,
    },
    nuclei: { 'a aa': 0.2, 'eo oe': 0.15, 'i yu': 0.4, 'eo o': 0.5 },
  },
  cmn: {
    onsets: {
      'z zh': 0.1,
      'c ch': 0.1,
      's sh': 0.1,
      'l n': 0.15,
      'f h': 0.3,
      'l r': 0.35,
      'j z': 0.35,
      'j zh': 0.35,
      'ch q': 0.35,
      'c q': 0.35,
      's x': 0.35,
      'sh x': 0.35,
      'b p': 0.4,
      'd t': 0.4,
      'g k': 0.4,
      'ch zh': 0.35,
      'c z': 0.35,
      'j q': 0.35,
      'f s': 0.45,
      'm n': 0.4,
    },
    codas: { 'n ng': 0.15, ' n': 0.5, ' r': 0.2 },
    nuclei: {
      'e o': 0.3,
      'o uo': 0.15,
      'e ue': 0.4,
      'a ia': 0.4,
      'a ua': 0.4,
      'ie e': 0.4,
      'i v': 0.35,
      'i ie': 0.45,
      'ue uo': 0.5,
    },
  },
};

type Confusions = Readonly<Record<string, number>>;

/** What each part weighs; tones are cheap: the words of a request are told apart by the rest, and recognisers err in them. */
const shares = { onset: 0.38, nucleus: 0.34, coda: 0.2, tone: 0.08 };

/** 0 for the same syllable, 1 for one that has nothing in common with it. */
export function syllableDistance(a: Syllable, b: Syllable, language: Language): number {
  const { onsets: near, codas, nuclei } = alike[language];
  const onset = partDistance(a.onset, b.onset, near, () => onsetDistance(a.onset, b.onset, language));
  const nucleus = partDistance(a.nucleus, b.nucleus, nuclei, () => vowelDistance(a.nucleus, b.nucleus));
  const coda = partDistance(a.coda, b.coda, codas, () => 1);
  const tone = a.tone === b.tone || a.tone === '0' || b.tone === '0' ? 0 : 1;
  return shares.onset * onset + shares.nucleus * nucleus + shares.coda * coda + shares.tone * tone;
}

function partDistance(a: string, b: string, confusions: Confusions, otherwise: () => number): number {
  if (a === b) return 0;
  return confusions[`${a} ${b}`] ?? confusions[`${b} ${a}`] ?? otherwise();
}

function onsetDistance(a: string, b: string, language: Language): number {
  const [featuresA, featuresB] = [onsets[language][a], onsets[language][b]];
  if (featuresA === undefined || featuresB === undefined) return 1;
  const differing = featuresA.filter((feature, index) => feature !== featuresB[index]).length;
  return [0, 0.6, 0.85, 1][differing]!;
}

/** Glides count as half of what follows them. */
function vowelDistance(a: string, b: string): number {
  const [mainA, mainB] = [mainVowel(a), mainVowel(b)];
  if (mainA === undefined || mainB === undefined) return 1;
  const glide = a.length > 1 !== b.length > 1 && !(a in vowels && b in vowels) ? 0.3 : 0;
  return Math.min(1, glide + 0.3 * (Math.abs(mainA[0] - mainB[0]) + Math.abs(mainA[1] - mainB[1])));
}

const mainVowel = (nucleus: string) => vowels[nucleus] ?? vowels[nucleus.at(-1) ?? ''];
