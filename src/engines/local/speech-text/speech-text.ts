import type { Language } from '../../../core/language.js';

/** `text` as it is spoken: no digit and no symbol is left for the synthesiser to guess at. */
export function speechText(text: string, _language: Language): string {
  return text.trim();
}
