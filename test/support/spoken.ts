import type { Voice } from '#src/agent/voice.js';
import type { Language } from '#src/core/language.js';
import { concat } from './tone.js';

/** All that a voice says of a text. */
export async function spoken(voice: Voice, text: string, language: Language): Promise<Int16Array> {
  const parts: Int16Array[] = [];
  for await (const { samples } of voice.speak(text, language, {}, new AbortController().signal)) parts.push(samples);
  return concat(...parts);
}
