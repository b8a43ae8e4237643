import type { OneShotTurn } from '../model.js';

/** The prompts the model was trained with (THUDM/GLM-4-Voice, web_demo.py); another persona is not among them. */
const interleaved =
  'Do it step by step. First, think about the instruction and respond in a interleaved manner, with 13 text token followed by 26 audio tokens.';
const speechSystem = `User will provide you with a speech instruction. ${interleaved} `;
const textSystem = `User will provide you with a text instruction. ${interleaved}`;

/** @param speechTokens codes of the turn's audio; unused for a turn in text */
export function glmPrompt({ input }: OneShotTurn, speechTokens: readonly number[]): string {
  const isText = input.type === 'text';
  const audio = speechTokens.map((token) => `<|audio_${token}|>`).join('');
  const user = isText ? input.text : `<|begin_of_audio|>${audio}<|end_of_audio|>`;
  return `<|system|>\n${isText ? textSystem : speechSystem}<|user|>\n${user}<|assistant|>streaming_transcription\n`;
}
