/** The servers of one-shot models, each with its own wire. They answer every turn with the same words, said as a tone. */
import type { ServerResponse } from 'node:http';
import { decodeWav } from '#src/caller/wav.js';
import { pcm16Bytes } from '#src/engines/wire/pcm.js';
import { wavBytes } from '#src/engines/wire/wav.js';
import type { Fault } from '../../contract/engine-side.js';
import { tone } from '../../support/tone.js';
import { refused, writeBody } from '../http-fault.js';
import {
  type AnswerListener,
  type HttpRequest,
  startHttpServer,
  type TestHttpServer,
  WrongRequest,
} from '../http-server.js';

export const answerText = 'Hello. I can tell you about your plan.';
const answerMs = 1_200;

export interface OneShotServer extends TestHttpServer {
  /** Bodies of the turns it was asked. */
  readonly asked: readonly Readonly<Record<string, unknown>>[];
  misbehave(fault: Fault | undefined): void;
}

type Answer = (request: HttpRequest, response: ServerResponse, fault: Fault | undefined) => Promise<void>;

/** @param routes what is answered where; everything else is 404, as of a server that knows no such page */
export async function startOneShotServer(
  routes: Readonly<Record<string, Answer>>,
  onAnswer?: AnswerListener,
): Promise<OneShotServer> {
  const asked: Readonly<Record<string, unknown>>[] = [];
  let fault: Fault | undefined;
  const server = await startHttpServer(async (request, response) => {
    const answer = routes[request.path];
    if (request.method !== 'POST' || answer === undefined) return void response.writeHead(404).end('Not Found');
    asked.push(request.json());
    if (refused(response, fault)) return;
    await answer(request, response, fault);
  }, onAnswer);
  return {
    ...server,
    asked,
    misbehave: (wanted) => {
      fault = wanted;
    },
  };
}

/** 100 ms each. */
function pieces(rateHz: number): Int16Array[] {
  const whole = tone(answerMs, { rateHz, hz: 300 });
  const step = rateHz / 10;
  return Array.from({ length: Math.ceil(whole.length / step) }, (_, at) => whole.subarray(at * step, (at + 1) * step));
}

/** A piece of the words for each piece of audio, until there are no more. */
function wordsFor(count: number): string[] {
  const words = answerText.match(/\S+\s*/g)!;
  return Array.from({ length: count }, (_, at) => words[at] ?? '');
}

function checkTurn(base64: unknown): void {
  if (typeof base64 !== 'string') throw new WrongRequest('no audio');
  const { samples, rateHz } = decodeWav(Buffer.from(base64, 'base64'));
  if (samples.length === 0 || rateHz !== 16_000) throw new WrongRequest('no 16 kHz audio');
}

export const miniOmniRoutes = {
  '/chat': async (request: HttpRequest, response: ServerResponse, fault: Fault | undefined) => {
    checkTurn(request.json().audio);
    response.writeHead(200, { 'content-type': 'audio/wav' });
    // Samples are cut: the server's chunks are not those that arrive.
    const bytes = Buffer.concat(pieces(24_000).map(pcm16Bytes));
    const parts = Array.from({ length: Math.ceil(bytes.length / 4097) }, (_, at) =>
      bytes.subarray(at * 4097, (at + 1) * 4097),
    );
    await writeBody(response, parts, fault, Buffer.alloc(0));
  },
};

export const miniOmni2Routes = {
  '/chat': async (request: HttpRequest, response: ServerResponse, fault: Fault | undefined) => {
    checkTurn(request.json().audio);
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=frame' });
    const audio = pieces(24_000);
    const words = wordsFor(audio.length);
    const parts = audio.map((samples, at) =>
      Buffer.concat([
        Buffer.from('\r\n--frame\r\nContent-Type: audio/wav\r\n\r\n'),
        pcm16Bytes(samples),
        Buffer.from(`\r\n--frame\r\nContent-Type: text/plain\r\n\r\n${words[at]}`),
      ]),
    );
    await writeBody(response, parts, fault, Buffer.from('\r\n--frame\r\n<html>\r\n--frame\r\n'));
  },
};

export const ichigoRoutes = {
  '/inference': async (request: HttpRequest, response: ServerResponse, fault: Fault | undefined) => {
    const { messages, input_audio: audio, stream, output_audio: wantsAudio } = request.json();
    const { data, format } = audio as { data: string; format: string };
    if (format !== 'wav' || stream !== true || wantsAudio !== true) throw new WrongRequest('not the stream of audio');
    checkTurn(data);
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    const rateHz = fault === 'wrong-rate' ? 16_000 : 24_000;
    const line = (value: object): Buffer => Buffer.from(`data: ${JSON.stringify(value)}\n`);
    const history = [
      ...(messages as object[]),
      { role: 'user', content: '<|sound_start|><|sound_0001|><|sound_end|>' },
    ];
    const parts = pieces(rateHz).map((samples) => {
      return line({ audio: Buffer.from(wavBytes(samples, rateHz)).toString('base64') });
    });
    if (fault !== 'over-long') {
      parts.push(line({ audio: null, messages: [...history, { role: 'assistant', content: answerText }] }));
      parts.push(Buffer.from('data: [DONE]\n'));
    }
    await writeBody(response, parts, fault, Buffer.from('<html>\n'));
  },
};
