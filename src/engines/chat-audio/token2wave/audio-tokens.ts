/**
 * Step-Audio 2's speech as tokens: `<audio_N>`, N below 6561, 25 a second (StepFun's vLLM fork, branch step-audio2-mini,
 * vllm/audio_parser/step_audio_2_tts_ta4_parser.py).
 */

/** Entries of the codebook. `<audio_6561>` pads a block and is no sound; ids above it are control. */
const codebookSize = 6561;
export const tokensPerSecond = 25;
/** The model writes one text token, then four audio tokens. */
export const audioTokensPerTextToken = 4;

const token = /<audio_(\d{1,5})>/g;

/** Codes in a piece of `tts_audio`; text that is no audio token, and padding, are left out. */
export function audioCodes(text: string): number[] {
  return [...text.matchAll(token)].map((match) => Number(match[1])).filter((code) => code < codebookSize);
}

export function audioText(codes: readonly number[]): string {
  return codes.map((code) => `<audio_${code}>`).join('');
}

/** Audio tokens that sound within the first `playedMs`. */
export function tokensIn(playedMs: number): number {
  return Math.floor((playedMs * tokensPerSecond) / 1000);
}
