import type { Language } from '../../../../core/language.js';

/** What of a turn counts: the caller's last word, and what was said not to be meant. */
export interface Correction {
  /** Read one after the other, the first that means something counts. */
  readonly readings: readonly string[];
  /** Something was said not to be meant, and nothing else is left. */
  readonly deniesAll: boolean;
}

/** "No, I mean": what follows stands in the place of what went before. */
const corrections: Readonly<Record<Language, RegExp>> = {
  en: /[,.;]?\s*\b(?:(?:oh |ah )?(?:no|sorry|wait|actually|hold on)[, ]+(?:(?:no|sorry|wait|actually)[, ]+)*(?:i (?:mean|meant)|i (?:want|need)ed? to say|make (?:it|that)|not that|rather|it's|its|it is|the other(?: one)?)|i (?:mean|meant)(?: to say)?|or rather|scratch that|correction|(?:no|sorry)[, ]+(?:wait|not that)|(?<=\w )(?:no wait|actually no|sorry no|no sorry|no no|wait no))\b[,.;:]?\s*/giu,
  yue: /[，,。.\s]*(?:(?:唔係|唔系|講錯|讲错|錯|错)(?:咗|呀|啊|喎|吖|呢|㗎)?[，,。.\s]*(?:我)?(?:係|系|應該係|应该系|其實係|其实系|想講|想讲|想話|想话|係話|系话|係講|系讲|即係|即系)(?!咪)(?:話|话|講|讲|想講|想讲)?|講錯(?:咗|嘢)?|讲错(?:咗|嘢)?|我意思[係系](?:話|话)?|我[係系]話|我系话|應該[係系]|应该系|(?<=\p{Script=Han}{2}[，,。.\s]?)(?:唔係|唔系)(?:呀|啊|喎)?[，,。.\s]+|(?<=\p{Script=Han}{2}(?:呀|啊|，)?)(?:唔係|唔系)(?:呀|啊)(?=\p{Script=Han}{2}))[，,。.\s]*/gu,
  cmn: /[，,。.\s]*(?:(?:不是|不对|不對|说错了?|說錯了?|错了|錯了)(?:啊|呀|哦)?[，,。.\s]*(?:我)?(?:是(?:说|說)?|应该是|應該是|其实是|其實是|想说|想說|说的是|說的是)(?!不是)|说错了?|說錯了?|我的意思是|我(?:是|要)说的?是?|应该是|應該是|(?<=\p{Script=Han}{2}[，,。.\s]?)(?:不是|不对|不對)(?:啊|呀)?[，,。.\s]+|(?<=\p{Script=Han}{2}(?:啊|呀|，)?)(?:不对|不對)(?:啊|呀)?(?=\p{Script=Han}{2}))[，,。.\s]*/gu,
};

/** "X is not Y": Y is said last; only with something before it, for a turn may begin with "it is not". */
const bareCorrections: Readonly<Record<Language, RegExp>> = {
  en: /(?!)/gu,
  yue: /(?<=\p{Script=Han}{2})(?<![係系])(?<!點解)(?:唔係|唔系)(?!想|要|問|问|查|話|话|好|咪|咩|幾|几|咁|搵|揾)(?=\p{Script=Han}{2})/gu,
  cmn: /(?<=\p{Script=Han}{2})(?<![是])(?<!为什么)(?<!能)不是(?!想|要|问|查|说|很|吗|太|找)(?=\p{Script=Han}{2})/gu,
};

/** What is said not to be wanted, to the end of its clause. */
const denials: Readonly<Record<Language, RegExp>> = {
  en: /\b(?:(?:i|we) (?:do not|don't|dont|did not|didn't|didnt) (?:want|need|mean|wish)(?: to)?|(?:it is|it's|its|this is|i am|i'm|im) not (?:about |asking |calling )?|not (?:about|asking|calling|interested in|my|the|a|an)\b)[^,.;]*?(?=$|[,.;]|\b(?:but|i want|i need|i'd like|i would like|it is|it's|rather|instead)\b)/giu,
  yue: /(?<![係系想要])我?(?:而家)?(?:唔[係系](?:想|要|問|问|查|搵|揾|打嚟|話|话)|唔想|唔要(?!得))(?!唔)[^，,。.；;]*?(?=$|[，,。.；;]|我想|我要|我係想|而[係系]|[係系](?:想|要)|改為|改为)/gu,
  cmn: /(?<![是想要])我?(?:现在|現在)?(?:不是(?:想|要|问|問|查|找|打来|说)|不想|不要(?!紧))(?!不)[^，,。.；;]*?(?=$|[，,。.；;]|我想|我要|而是|是(?:想|要)|改成|改为)/gu,
};

/** What stands of a turn after its corrections and denials. */
export function corrected(text: string, languages: readonly Language[]): Correction {
  for (const language of languages) {
    const reading = correctedIn(text, language);
    if (reading !== undefined) return reading;
  }
  return { readings: [text], deniesAll: false };
}

function correctedIn(text: string, language: Language): Correction | undefined {
  const last = [...text.matchAll(corrections[language])].at(-1) ?? [...text.matchAll(bareCorrections[language])].at(-1);
  if (last !== undefined) {
    const after = text.slice(last.index + last[0].length).trim();
    const before = text.slice(0, last.index).trim();
    // "No, I mean" with nothing after it takes nothing back.
    if (/[\p{L}\p{N}]/u.test(after) && /[\p{L}\p{N}]/u.test(before))
      return { readings: [after, before], deniesAll: false };
    if (/[\p{L}\p{N}]/u.test(after)) return correctedIn(after, language) ?? { readings: [after], deniesAll: false };
  }
  const left = text
    .replaceAll(denials[language], ' ')
    .replaceAll(/[\s，,。.；;]+/gu, ' ')
    .trim();
  if (left === text.replaceAll(/[\s，,。.；;]+/gu, ' ').trim()) return undefined;
  return /[\p{L}\p{N}]{2}|\p{Script=Han}/u.test(left)
    ? { readings: [left], deniesAll: false }
    : { readings: [], deniesAll: true };
}
