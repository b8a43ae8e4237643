import type { Language } from '../../core/language.js';

const names: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  '*': { en: 'star', yue: '米字', cmn: '星号' },
  '#': { en: 'hash', yue: '井號', cmn: '井号' },
};

/** How an engine that takes text is told of keys: digits apart, so that no model reads them as one amount. */
export function keypadText(digits: string, language: Language): string {
  const keys = [...digits].map((key) => names[key]?.[language] ?? key).join(' ');
  switch (language) {
    case 'yue':
      return `來電者喺電話鍵盤撳咗 ${keys}。`;
    case 'cmn':
      return `来电者在电话键盘上按了 ${keys}。`;
    case 'en':
      return `The caller pressed ${keys} on the keypad.`;
  }
}
