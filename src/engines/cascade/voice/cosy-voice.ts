import type { SpeakingStyle } from '../../../agent/voice.js';
import type { Language } from '../../../core/language.js';
import type { SpeechDriver } from './speech-driver.js';

/** Which of the server's `/inference_*` is asked; what each needs. */
export type CosyVoiceMode =
  | { readonly mode: 'sft'; readonly speaker: string }
  | { readonly mode: 'instruct'; readonly speaker: string }
  /** `wav`: a few seconds of the voice; `text`: what is said in them. */
  | { readonly mode: 'zero_shot'; readonly wav: Uint8Array; readonly text: string }
  | { readonly mode: 'cross_lingual'; readonly wav: Uint8Array }
  | { readonly mode: 'instruct2'; readonly wav: Uint8Array };

export interface CosyVoiceOptions {
  readonly voice: CosyVoiceMode;
  /** Its answer does not say it: 22,050 for CosyVoice-300M, 24,000 for CosyVoice 2 and 3 (their `sample_rate`). */
  readonly rateHz: number;
  /** Put after the instruction: CosyVoice 2 is shown with `<|endofprompt|>`. */
  readonly instructionEnd?: string;
}

const languageInstructions: Readonly<Record<Language, string>> = {
  yue: '用粤语说这句话',
  cmn: '用普通话说这句话',
  en: '用英语说这句话',
};
const moodInstructions = {
  neutral: '',
  warm: '，语气温柔亲切',
  apologetic: '，语气抱歉而体贴',
  cheerful: '，语气开心',
};
const paceInstructions = { normal: '', slow: '，语速慢一点', fast: '，语速快一点' };

/** CosyVoice's FastAPI server (FunAudioLLM/CosyVoice, runtime/python/fastapi/server.py): a form in, bare PCM out. */
export function cosyVoice({ voice, rateHz, instructionEnd = '' }: CosyVoiceOptions): SpeechDriver {
  return {
    format: { type: 'pcm', rateHz },
    healthPath: '/openapi.json',
    request(text, language, style) {
      const fields = { tts_text: text, ...fieldsOf(voice, () => instruction(language, style) + instructionEnd) };
      return { path: `/inference_${voice.mode}`, body: { type: 'form', fields } };
    },
  };
}

function fieldsOf(voice: CosyVoiceMode, instructText: () => string): Readonly<Record<string, string | Blob>> {
  switch (voice.mode) {
    case 'sft':
      return { spk_id: voice.speaker };
    case 'instruct':
      return { spk_id: voice.speaker, instruct_text: instructText() };
    case 'zero_shot':
      return { prompt_text: voice.text, prompt_wav: wavFile(voice.wav) };
    case 'cross_lingual':
      return { prompt_wav: wavFile(voice.wav) };
    case 'instruct2':
      return { instruct_text: instructText(), prompt_wav: wavFile(voice.wav) };
  }
}

function instruction(language: Language, { mood = 'neutral', pace = 'normal' }: SpeakingStyle): string {
  return languageInstructions[language] + moodInstructions[mood] + paceInstructions[pace];
}

function wavFile(bytes: Uint8Array): Blob {
  return new Blob([Uint8Array.from(bytes)], { type: 'audio/wav' });
}
