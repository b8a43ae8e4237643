import type { ParalinguisticReading } from '../../../core/paralinguistics.js';

type Words<T> = readonly (readonly [value: T, words: RegExp])[];
type ValueOf<K extends keyof ParalinguisticReading> =
  NonNullable<ParalinguisticReading[K]> extends { readonly value: infer V } ? V : never;

// The first that is found counts, so the narrower words stand first: "unhappy" before "happy", 老年 before 年.
const emotionWords: Words<ValueOf<'emotion'>> = [
  ['angry', /愤怒|生气|恼火|发火|嬲|不耐烦|angry|annoyed|irritated|furious|frustrat/iu],
  ['sad', /悲伤|难过|伤心|沮丧|失落|unhappy|sad\b|upset|sorrow|depress/iu],
  ['anxious', /焦虑|紧张|着急|担心|害怕|恐惧|anxious|nervous|worried|afraid|fear|urgent/iu],
  ['surprised', /惊讶|吃惊|意外|surpris|astonish/iu],
  ['disgusted', /厌恶|反感|disgust/iu],
  ['happy', /开心|高兴|愉快|快乐|喜悦|兴奋|happy|cheerful|joy|excited|pleased/iu],
  ['neutral', /平静|中性|平淡|冷静|正常情绪|neutral|calm|composed/iu],
];
const ageWords: Words<ValueOf<'ageGroup'>> = [
  ['elderly', /老年|老人|年长|六十|七十|elderly|old (?:man|woman|person)|senior/iu],
  ['child', /儿童|小孩|孩子|小朋友|\bchild|\bkid\b/iu],
  ['middle-aged', /中年|四十|五十|middle.aged/iu],
  ['young', /年轻|青年|二十|三十|young|twenties|thirties/iu],
];
const genderWords: Words<ValueOf<'gender'>> = [
  ['female', /女性|女士|女声|女人|女孩|\bfemale|\bwoman|\bgirl|\blady/iu],
  ['male', /男性|男士|男声|男人|男孩|\bmale|\bman\b|\bboy\b|gentleman/iu],
];
const paceWords: Words<ValueOf<'pace'>> = [
  ['fast', /语速(?:较|很|偏|比较)?快|说得(?:很|较)?快|speak\w* (?:quickly|fast|rapidly)|fast pace|rapid/iu],
  ['slow', /语速(?:较|很|偏|比较)?慢|缓慢|speak\w* slowly|slow pace/iu],
  ['normal', /语速(?:正常|适中|中等|平稳)|(?:normal|moderate|steady) pace/iu],
];
const noiseWords: Words<ValueOf<'noise'>> = [
  ['quiet', /(?:没有|无)(?:明显)?(?:的)?(?:背景)?噪|安静|清晰无|no (?:background )?noise|quiet background/iu],
  ['loud', /嘈杂|噪音(?:很|较)?大|吵闹|noisy|loud (?:background|noise)/iu],
  ['some', /有(?:一些|些|轻微)?(?:背景)?噪|背景(?:音|声)|some (?:background )?noise|slight noise/iu],
];
const eventWords = [
  ['laughter', /笑声|大笑|笑着|laugh/iu],
  ['crying', /哭|抽泣|cry(?:ing)?\b|sob/iu],
  ['sigh', /叹气|叹息|sigh/iu],
  ['cough', /咳|cough/iu],
  ['sneeze', /喷嚏|sneez/iu],
  ['applause', /掌声|鼓掌|applau|clapping/iu],
  ['music', /音乐|歌声|music|singing/iu],
] as const;

/** A model asked for JSON that answers in prose: the words it uses, in Chinese or English. Empty when none is known. */
export function readingOfProse(text: string): ParalinguisticReading {
  const events = eventWords.filter(([, words]) => words.test(text)).map(([value]) => ({ value }));
  return {
    ...found('emotion', emotionWords, text),
    ...found('ageGroup', ageWords, text),
    ...found('gender', genderWords, text),
    ...found('pace', paceWords, text),
    ...found('noise', noiseWords, text),
    ...(events.length === 0 ? {} : { events }),
  };
}

function found<K extends 'emotion' | 'ageGroup' | 'gender' | 'pace' | 'noise'>(
  field: K,
  words: Words<ValueOf<K>>,
  text: string,
): Pick<ParalinguisticReading, K> | object {
  const value = words.find(([, pattern]) => pattern.test(text))?.[0];
  return value === undefined ? {} : { [field]: { value } };
}
