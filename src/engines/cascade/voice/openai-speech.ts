import type { Language } from '../../../core/language.js';
import { styleText } from '../../prompt/style-text.js';
import type { SpeechDriver } from './speech-driver.js';

export interface OpenAiSpeechOptions {
  /** As the server knows it, such as `gpt-4o-mini-tts`. */
  readonly model: string;
  readonly voice: string;
  /** Whether it takes `instructions`: how to speak, in words. `tts-1` and many self-hosted servers do not. */
  readonly instructions: boolean;
}

const accents: Readonly<Record<Language, string>> = {
  en: 'Speak English.',
  yue: 'Speak Cantonese as in Hong Kong. 用廣東話講。',
  cmn: 'Speak Mandarin. 用普通话说。',
};

/** OpenAI's `POST /v1/audio/speech`: `pcm` is 24 kHz, 16-bit, little-endian, without a header (API reference). */
export function openAiSpeech({ model, voice, instructions }: OpenAiSpeechOptions): SpeechDriver {
  return {
    format: { type: 'pcm', rateHz: 24_000 },
    healthPath: '/models',
    request(text, language, style) {
      const how = [accents[language], styleText(style)].filter((part) => part !== undefined).join(' ');
      const value = { model, voice, input: text, response_format: 'pcm' };
      return {
        path: '/audio/speech',
        body: { type: 'json', value: instructions ? { ...value, instructions: how } : value },
      };
    },
  };
}
