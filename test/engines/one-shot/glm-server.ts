/** GLM-4-Voice's model_server.py, and the side process of docs/glm-4-voice.md, on one port. */
import type { ServerResponse } from 'node:http';
import { pcm16Bytes } from '#src/engines/wire/pcm.js';
import type { Fault } from '../../contract/engine-side.js';
import { tone } from '../../support/tone.js';
import { writeBody } from '../http-fault.js';
import { type HttpRequest, WrongRequest } from '../http-server.js';
import { answerText } from './one-shot-server.js';

const audioOffset = 152_353;
const endToken = 151_336;
const decoderHz = 22_050;
/** 12.5 codes a second. */
const codeMs = 80;

const prompt =
  /^<\|system\|>\nUser will provide you with a (?:speech|text) instruction\. [^<]*<\|user\|>\n(?:<\|begin_of_audio\|>(?:<\|audio_\d+\|>)+<\|end_of_audio\|>|[^<]+)<\|assistant\|>streaming_transcription\n$/;

/** A word is a token: its id is its place in the answer. */
const words = answerText.match(/\S+\s*/g)!;

/** 13 words to 26 codes, as long as there are any; then codes alone. */
function answerIds(): number[] {
  const text = words.map((_, at) => at);
  const codes = Array.from({ length: 60 }, (_, at) => audioOffset + (at % 16_384));
  const ids: number[] = [];
  while (text.length > 0 || codes.length > 0) ids.push(...text.splice(0, 13), ...codes.splice(0, 26));
  return ids;
}

function send(response: ServerResponse, value: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

export const glmRoutes = {
  '/generate_stream': async (request: HttpRequest, response: ServerResponse, fault: Fault | undefined) => {
    const { prompt: asked, temperature, top_p: topP, max_new_tokens: most } = request.json();
    if (!prompt.test(String(asked))) throw new WrongRequest(`a prompt it was not trained with: ${asked}`);
    for (const number of [temperature, topP, most]) if (typeof number !== 'number') throw new WrongRequest('no number');
    response.writeHead(200);
    const line = (id: number): Buffer => Buffer.from(`${JSON.stringify({ token_id: id, error_code: 0 })}\n`);
    const ids = answerIds();
    const lines = [...ids, ...(fault === 'over-long' ? [audioOffset + 1] : [endToken])].map(line);
    await writeBody(response, lines, fault, Buffer.from('<html>\n'));
  },
  '/v1/vocabulary': async (_: HttpRequest, response: ServerResponse, fault: Fault | undefined) => {
    const rateHz = fault === 'wrong-rate' ? 16_000 : decoderHz;
    send(response, { audio_offset: audioOffset, end_token: endToken, rate_hz: rateHz });
  },
  '/v1/tokenize': async (request: HttpRequest, response: ServerResponse) => {
    const wav = Buffer.from(String(request.json().wav), 'base64');
    if (wav.toString('latin1', 0, 4) !== 'RIFF') throw new WrongRequest('no WAV');
    send(response, { tokens: Array.from({ length: 8 }, (_, at) => at) });
  },
  '/v1/text': async (request: HttpRequest, response: ServerResponse) => {
    const ids = request.json().tokens as readonly number[];
    send(response, { text: ids.map((id) => words[id] ?? '').join('') });
  },
  '/v1/decode': async (request: HttpRequest, response: ServerResponse, fault: Fault | undefined) => {
    const { stream, tokens, last } = request.json() as { stream: unknown; tokens: readonly number[]; last: unknown };
    if (typeof stream !== 'string' || typeof last !== 'boolean') throw new WrongRequest('no stream');
    if (tokens.some((code) => code < 0 || code >= 16_384)) throw new WrongRequest('no such code');
    const rateHz = fault === 'wrong-rate' ? 16_000 : decoderHz;
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.end(pcm16Bytes(tone(tokens.length * codeMs, { rateHz, hz: 300 })));
  },
};
