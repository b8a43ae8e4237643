import { openAiSpeech } from './openai-speech.js';
import type { SpeechDriver } from './speech-driver.js';

export interface HiggsOptions {
  /** As it was started: `higgs-audio-v2-generation-3B-base` in its documentation. */
  readonly model: string;
  /** A name of its `voice_prompts` or `--voice-presets-dir`, such as `en_woman`. */
  readonly voice: string;
}

/**
 * Higgs Audio v2 on its vLLM image (boson-ai/higgs-audio, examples/vllm/README.md): OpenAI's speech, `pcm` at 24 kHz. The
 * voice is a recording, and it takes no instructions.
 */
export function higgs({ model, voice }: HiggsOptions): SpeechDriver {
  return openAiSpeech({ model, voice, instructions: false });
}
