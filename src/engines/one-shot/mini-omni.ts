import { UndertoneError } from '../../core/errors.js';
import type { Exchange } from '../wire/http-exchange.js';
import { SampleReader } from '../wire/pcm.js';
import type { OneShotDialect } from './http-model.js';
import type { AnswerPart, OneShotTurn } from './model.js';
import { MultipartFrames } from './multipart-frames.js';
import { turnWavBase64 } from './spoken-turn.js';

export interface MiniOmniOptions {
  /** Steps of the model between two pieces of audio; its own default is 4. */
  readonly streamStride?: number;
  /** Longest answer in steps; its own default is 2048. */
  readonly maxTokens?: number;
}

/** Of the SNAC codec (gpt-omni, utils/snac_utils.py: 16-bit samples of the machine, which is little-endian). */
const rateHz = 24_000;

/** gpt-omni/mini-omni, server.py: `POST /chat`, whose answer calls itself audio/wav and is bare PCM without words. */
export function miniOmni(options: MiniOmniOptions): OneShotDialect {
  return { name: 'mini-omni', ...common(options), parts: pcmParts };
}

/** gpt-omni/mini-omni2, server.py: the same request; audio and words in turns, as parts of a multipart body. */
export function miniOmni2(options: MiniOmniOptions): OneShotDialect {
  return { name: 'mini-omni2', ...common(options), parts: multipartParts };
}

function common({ streamStride = 4, maxTokens = 2_048 }: MiniOmniOptions) {
  return {
    languages: ['en'] as const,
    path: '/chat',
    request: (turn: OneShotTurn) => ({
      audio: turnWavBase64(turn),
      stream_stride: streamStride,
      max_tokens: maxTokens,
    }),
  };
}

async function* pcmParts({ headers, body }: Exchange): AsyncGenerator<AnswerPart, void, undefined> {
  expectType(headers, 'audio/wav');
  const reader = new SampleReader('pcm16');
  for await (const chunk of body) {
    const samples = reader.push(chunk);
    if (samples.length > 0) yield { type: 'audio', samples, rateHz };
  }
}

async function* multipartParts({ headers, body }: Exchange): AsyncGenerator<AnswerPart, void, undefined> {
  expectType(headers, 'multipart/x-mixed-replace');
  const frames = new MultipartFrames();
  for await (const chunk of body) yield* frames.push(chunk);
  yield* frames.end();
}

/** A server of the other generation, or a page of a proxy, is told at once. */
function expectType(headers: Exchange['headers'], wanted: string): void {
  const type = headers['content-type'] ?? 'nothing';
  if (!type.startsWith(wanted)) throw new UndertoneError('ENGINE_PROTOCOL', `the answer is ${type}, not ${wanted}`);
}
