import type { Language } from '../../../core/language.js';

/** Characters that carry no meaning in a request. */
const chineseParticles = new Set('呀啊嘅咧呢吖喇啦囉喎嗎吗吧的了呢哦喔請请唔該麻煩烦');

/** Units in which two texts are compared: English words without their plural, Chinese characters. */
export function tokensOf(text: string, language: Language): string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  if (language === 'en') return (plain.replaceAll(/['’]/g, '').match(/[a-z]+/g) ?? []).map(stem);
  const units = plain.match(/[a-z]+|\p{Script=Han}/gu) ?? [];
  const meaning = units.filter((unit) => !chineseParticles.has(unit));
  return meaning.length === 0 ? units : meaning;
}

function stem(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
