import type { SpeakingStyle } from '../../../agent/voice.js';
import type { Language } from '../../../core/language.js';
import type { SpeechDriver } from './speech-driver.js';

export interface StepAudioTtsOptions {
  /** A name that `GET /voices` lists; `Tingting` is the server's own default. */
  readonly speaker: string;
}

/**
 * Tags of the model's own system prompt (stepfun-ai/Step-Audio, tts.py). English and Mandarin are heard in the text; it
 * has no tag for warmth. That several tags together are followed is unverified.
 */
const languageTags: Partial<Record<Language, string>> = { yue: '(粤语)' };
const moodTags: Partial<Record<NonNullable<SpeakingStyle['mood']>, string>> = {
  cheerful: '(高兴1)',
  apologetic: '(悲伤1)',
};
const paceTags: Partial<Record<NonNullable<SpeakingStyle['pace']>, string>> = { slow: '(慢速1)', fast: '(快速1)' };

/**
 * Step-Audio-TTS-3B behind the repository's `tts_api_server.py`, which is gone from its head and is read here at commit
 * 5480302: a form in, a whole WAV of 22.05 kHz out. It synthesises the text at once, so sentences are what streams.
 */
export function stepAudioTts({ speaker }: StepAudioTtsOptions): SpeechDriver {
  return {
    format: { type: 'wav' },
    healthPath: '/voices',
    request(text, language, { mood = 'neutral', pace = 'normal' }) {
      const tags = [languageTags[language], moodTags[mood], paceTags[pace]].filter((tag) => tag !== undefined).join('');
      return {
        path: '/tts',
        body: { type: 'form', fields: { tts_text: tags + withoutBrackets(text), speaker } },
      };
    },
  };
}

/** Brackets of the text would be taken for tags: `(RAP)` is sung, and not every speaker can. */
function withoutBrackets(text: string): string {
  return text.replaceAll(/[()（）]/gu, ' ');
}
