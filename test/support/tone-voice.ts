import type { SpokenChunk, Voice } from '#src/agent/voice.js';
import { tone } from './scripted-engine.js';

/** A voice that says each character in 50 ms. */
export const toneVoice: Voice = {
  rateHz: 8000,
  languages: ['yue', 'cmn', 'en'],
  async *speak(text): AsyncGenerator<SpokenChunk> {
    yield { text, samples: tone(text.length * 50) };
  },
};
