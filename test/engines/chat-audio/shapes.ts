/** The wires of this family, each as its server has it. */
import { pcm16Base64 } from '#src/engines/wire/pcm.js';
import { wavBytes } from '#src/engines/wire/wav.js';
import { tone } from '../../support/tone.js';
import { WrongRequest } from '../http-server.js';
import { base64Of, callChunks, chunk, type Fields, type ServerShape, speechMs, textPieces } from './shape.js';

const plain = ({ content }: { readonly content: unknown }): string => (typeof content === 'string' ? content : '');
const speech = (text: string, rateHz: number) => tone(speechMs(text), { hz: 250, rateHz });
const base64Wav = (text: string, rateHz: number) =>
  Buffer.from(wavBytes(speech(text, rateHz), rateHz)).toString('base64');

/** continue_final_message with "<tts_start>", or add_generation_prompt; never both (step_audio_2_tokenizer.py). */
function continuesSpeech({ messages, continue_final_message: goesOn, add_generation_prompt: adds }: Fields): boolean {
  if (goesOn === true && adds === true) throw new WrongRequest('continue_final_message and add_generation_prompt');
  const last = (messages as readonly Fields[]).at(-1);
  const isSpeech = goesOn === true;
  if (isSpeech !== (last?.role === 'assistant' && last.content === '<tts_start>'))
    throw new WrongRequest('<tts_start>');
  return isSpeech;
}

/** One text token, then four audio tokens; the text ends before the audio does, and is padded. */
function interleaved(text: string): readonly Fields[] {
  const texts = text.match(/[\s\S]{1,4}/g) ?? [];
  const blocks = Math.max(texts.length, Math.ceil(speechMs(text) / 160));
  return Array.from({ length: blocks }, (_, block) => {
    const codes = [0, 1, 2, 3].map((at) => `<audio_${(block * 4 + at) % 6561}>`);
    return [
      chunk({ content: '', tts_content: { tts_text: texts[block] ?? '', tts_audio: '' } }),
      chunk({ content: '', tts_content: { tts_text: '', tts_audio: `${codes.join('')}<audio_6561>` } }),
    ];
  }).flat();
}

/** The audio parser takes the text of a call for text that is spoken. */
function alsoInText(event: Fields, index: number, all: readonly Fields[]): Fields {
  const text = index === 0 ? '<tool_call>' : index === all.length - 1 ? '</tool_call>' : 'function\n';
  const [choice] = event.choices as readonly { readonly delta: object }[];
  const delta = { ...choice!.delta, content: '', tts_content: { tts_text: text, tts_audio: '' } };
  return { ...event, choices: [{ ...choice, delta }] };
}

function saidInTts({ content, tts_content: tts }: Fields): string {
  if (tts === undefined) return plain({ content });
  if (content !== '') throw new WrongRequest('content beside tts_content');
  const { tts_text: text, tts_audio: audio } = tts as { tts_text?: unknown; tts_audio?: unknown };
  if (typeof text !== 'string' || typeof audio !== 'string') throw new WrongRequest('tts_text/tts_audio must be there');
  if (audio.replaceAll(/<audio_\d+>/g, '') !== '') throw new WrongRequest('tts_audio that is no tokens');
  return text;
}

const stepVllm: ServerShape = {
  callerRole: 'human',
  hasTools: true,
  wantsSpeech: continuesSpeech,
  wavOf: ({ type, input_audio: audio }) => {
    if (type !== 'input_audio' || (audio as Fields).format !== 'wav') throw new WrongRequest('no input_audio');
    return base64Of((audio as Fields).data, '');
  },
  saidIn: saidInTts,
  spoken: (answer) => [
    chunk({ role: 'assistant', content: '' }),
    ...interleaved(answer.text ?? ''),
    ...callChunks(answer).map(alsoInText),
  ],
};

const stepOmni: ServerShape = {
  callerRole: 'user',
  hasTools: false,
  wantsSpeech: continuesSpeech,
  wavOf: ({ type, audio_url: audio }) => {
    if (type !== 'audio_url') throw new WrongRequest('no audio_url');
    return base64Of((audio as Fields).url, 'data:audio/wav;base64,');
  },
  saidIn: plain,
  spoken: ({ text = '' }, rateHz) =>
    textPieces(text).flatMap((piece) => [
      { ...chunk({ content: piece }), modality: 'text' },
      { ...chunk({ content: base64Wav(piece, rateHz) }), modality: 'audio' },
    ]),
};

const stepOmniWhole: ServerShape = {
  ...stepOmni,
  wholeBody: ({ text = '' }, rateHz) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [
      { index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' },
      { index: 1, message: { role: 'assistant', audio: { id: 'a', data: base64Wav(text, rateHz), transcript: '' } } },
    ],
  }),
};

/** PCM16 without a header, cut where it likes. */
function deltaAudio(text: string, rateHz: number): readonly Fields[] {
  const pcm = Buffer.from(pcm16Base64(speech(text, rateHz)), 'base64');
  const pieces = textPieces(text);
  const size = Math.ceil(pcm.length / pieces.length) | 1;
  return pieces.flatMap((piece, index) => [
    chunk({ audio: { id: 'audio-1', transcript: piece } }),
    chunk({ audio: { id: 'audio-1', data: pcm.subarray(index * size, (index + 1) * size).toString('base64') } }),
  ]);
}

function asksForAudio(format: string) {
  return ({ modalities, audio, stream }: Fields): boolean => {
    if (stream !== true) throw new WrongRequest('only streaming');
    if (!(modalities as readonly string[]).includes('audio')) return false;
    const { voice, format: asked } = audio as Fields;
    if (typeof voice !== 'string' || asked !== format) throw new WrongRequest('audio.voice, audio.format');
    return true;
  };
}

const cloud = (format: string, prefix: string): ServerShape => ({
  callerRole: 'user',
  hasTools: true,
  wantsSpeech: asksForAudio(format),
  wavOf: ({ type, input_audio: audio }) => {
    if (type !== 'input_audio') throw new WrongRequest('no input_audio');
    return base64Of((audio as Fields).data, prefix);
  },
  saidIn: plain,
  spoken: (answer, rateHz) => [...deltaAudio(answer.text ?? '', rateHz), ...callChunks(answer)],
});

const lepton: ServerShape = {
  callerRole: 'user',
  hasTools: false,
  wantsSpeech: ({ require_audio: wants, tts_audio_format: format }) => {
    if (wants === true && format !== 'wav') throw new WrongRequest('tts_audio_format');
    return wants === true;
  },
  wavOf: ({ type, data }) => {
    if (type !== 'audio') throw new WrongRequest('no audio');
    return base64Of(data, '');
  },
  saidIn: plain,
  spoken: ({ text = '' }, rateHz) => [
    ...textPieces(text).map((content) => chunk({ content })),
    ...textPieces(text).map((piece) => {
      const wav = Buffer.from(base64Wav(piece, rateHz), 'base64');
      // A file in two pieces, the first of them its header and half a sample.
      const pieces = [wav.subarray(0, 45), wav.subarray(45)].map((bytes) => bytes.toString('base64'));
      return chunk({}, null, { audio: pieces });
    }),
  ],
};

export const shapes = {
  'step-audio-2-vllm': stepVllm,
  'step-audio-2-omni': stepOmni,
  'step-audio-2-omni-whole': stepOmniWhole,
  'stepfun-cloud': cloud('pcm', 'data:audio/wav;base64,'),
  'qwen-omni': cloud('wav', 'data:;base64,'),
  lepton,
} as const satisfies Record<string, ServerShape>;
