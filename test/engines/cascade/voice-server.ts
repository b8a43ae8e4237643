/** Synthesisers, each with its own wire: OpenAI's speech, Step-Audio-TTS-3B, Fish Speech, CosyVoice. They say a text as a tone. */
import type { ServerResponse } from 'node:http';
import { pcm16Bytes } from '#src/engines/wire/pcm.js';
import { wavBytes } from '#src/engines/wire/wav.js';
import type { Fault } from '../../contract/engine-side.js';
import { tone } from '../../support/tone.js';
import { writeBody } from '../http-fault.js';
import { type HttpRequest, WrongRequest } from '../http-server.js';

/** Time that a character takes. */
export const characterMs = 40;

export interface Synthesis {
  readonly path: string;
  readonly text: string;
  /** Everything else that was asked. */
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Wire {
  readonly rateHz: number;
  read(request: HttpRequest): Promise<Omit<Synthesis, 'path'>>;
  /** `declaredHz` is what its header says, where it has one. */
  write(samples: Int16Array, declaredHz: number): Uint8Array;
}

const pcm = (samples: Int16Array): Uint8Array => pcm16Bytes(samples);

const openAi: Wire = {
  rateHz: 24_000,
  async read(request) {
    const { input, ...fields } = request.json();
    if (fields.response_format !== 'pcm' || typeof fields.voice !== 'string' || typeof fields.model !== 'string') {
      throw new WrongRequest('model, voice and response_format pcm are needed');
    }
    return { text: textOf(input), fields };
  },
  write: pcm,
};

const stepAudioTts: Wire = {
  rateHz: 22_050,
  async read(request) {
    const { tts_text: text, ...fields } = await fieldsOf(request);
    // RAP and 哼唱 are sung by few speakers; a speaker without them is a KeyError.
    if (/^[（(](?:RAP|哼唱)[)）]/u.test(String(text))) throw new WrongRequest('KeyError');
    return { text: textOf(String(text).replaceAll(/[（(][^()（）]*[)）]/gu, '')), fields: { ...fields, raw: text } };
  },
  write: wavBytes,
};

const fish: Wire = {
  rateHz: 44_100,
  async read(request) {
    const { text, ...fields } = request.json();
    if (fields.streaming === true && fields.format !== 'wav')
      throw new WrongRequest('Streaming only supports WAV format');
    return { text: textOf(text), fields };
  },
  write: pcm,
};

const cosyVoiceNeeds: Readonly<Record<string, readonly string[]>> = {
  sft: ['spk_id'],
  zero_shot: ['prompt_text', 'prompt_wav'],
  cross_lingual: ['prompt_wav'],
  instruct: ['spk_id', 'instruct_text'],
  instruct2: ['instruct_text', 'prompt_wav'],
};

const cosyVoice = (mode: string): Wire => ({
  rateHz: 24_000,
  async read(request) {
    const { tts_text: text, ...fields } = await fieldsOf(request);
    for (const name of cosyVoiceNeeds[mode]!) if (!(name in fields)) throw new WrongRequest(`${name}: Field required`);
    return { text: textOf(text), fields };
  },
  write: pcm,
});

const wires: Readonly<Record<string, Wire>> = {
  '/v1/audio/speech': openAi,
  '/tts': stepAudioTts,
  '/v1/tts': fish,
  ...Object.fromEntries(Object.keys(cosyVoiceNeeds).map((mode) => [`/inference_${mode}`, cosyVoice(mode)])),
};

export const isSynthesis = (path: string): boolean => path in wires;

export async function synthesise(
  request: HttpRequest,
  response: ServerResponse,
  fault: Fault | undefined,
  begun: (synthesis: Synthesis) => void,
): Promise<void> {
  const wire = wires[request.path]!;
  const { text, fields } = await wire.read(request);
  begun({ path: request.path, text, fields });
  const rateHz = fault === 'wrong-rate' ? 16_000 : wire.rateHz;
  const audio = Buffer.from(wire.write(tone(text.length * characterMs, { rateHz, hz: 300 }), rateHz));
  // A WAV without end has the lengths of a stream.
  if (fault === 'over-long' && wire.write === wavBytes) audio.fill(0xff, 4, 8).fill(0xff, 40, 44);
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  // Odd lengths: samples are cut.
  const parts = Array.from({ length: Math.ceil(audio.length / 4097) }, (_, at) =>
    audio.subarray(at * 4097, (at + 1) * 4097),
  );
  await writeBody(response, parts, fault === 'garbage' ? undefined : fault, Buffer.alloc(0));
}

async function fieldsOf(request: HttpRequest): Promise<Record<string, unknown>> {
  return Object.fromEntries((await request.form()).entries());
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' || !/[\p{L}\p{N}]/u.test(value)) throw new WrongRequest('nothing to say');
  return value;
}
