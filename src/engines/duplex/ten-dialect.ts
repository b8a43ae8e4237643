import * as z from 'zod';
import { UndertoneError } from '../../core/errors.js';
import { base64Bytes, pcm16Base64, samplesOf } from '../wire/pcm.js';
import type { DuplexDialect, DuplexMessage, DuplexWire } from './dialect.js';

const rateHz = 16_000;

/**
 * The websocket_server extension of the TEN framework (TEN-framework/ten-framework, websocket-example): a graph of
 * recogniser, model and synthesiser of its own, which takes one client and yields when it hears one.
 */
export const tenDialect: DuplexDialect = {
  name: 'ten',
  inputRateHz: rateHz,
  outputRateHz: rateHz,
  frameSamples: rateHz / 50,
  languages: undefined,
  sessions: 1,
  flow: 'burst',
  saysReady: false,
  maxUnanswered: undefined,
  primingFrames: 0,
  closesCalls: false,
  open: () => new TenWire(),
};

const messageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('audio'),
    audio: z.string(),
    metadata: z
      .object({
        sample_rate: z.int().min(8000).max(48_000).default(rateHz),
        channels: z.literal(1).default(1),
        bytes_per_sample: z.literal(2).default(2),
      })
      .prefault({}),
  }),
  z.object({ type: z.literal('data'), name: z.string(), data: z.record(z.string(), z.unknown()).default({}) }),
  z.object({ type: z.literal('cmd'), name: z.string() }),
  z.object({ type: z.literal('error'), error: z.string() }),
]);

const transcriptSchema = z.object({
  data_type: z.literal('transcribe'),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  is_final: z.boolean().default(false),
});

/** The graph's main extension interrupts itself from the third character of the caller on (main_python, _on_asr_result). */
const interruptsFromChars = 3;

class TenWire implements DuplexWire {
  readonly farewell = undefined;
  /** The assistant's transcripts repeat what they said before. */
  #told = '';

  encode(frame: Int16Array): string {
    return JSON.stringify({ audio: pcm16Base64(frame) });
  }

  decode(data: string | Uint8Array): readonly DuplexMessage[] {
    const message = readMessage(data);
    switch (message?.type) {
      case undefined:
        return [];
      case 'audio': {
        const samples = samplesOf(base64Bytes(message.audio), 'pcm16');
        return [{ type: 'audio', samples, rateHz: message.metadata.sample_rate }];
      }
      case 'data':
        return this.#transcript(message.data);
      case 'cmd':
        return message.name === 'flush' ? [{ type: 'yield' }] : [];
      case 'error':
        throw reported(message.error);
    }
  }

  close(): void {}

  #transcript(data: Readonly<Record<string, unknown>>): DuplexMessage[] {
    const transcript = transcriptSchema.safeParse(data);
    // Reasoning and other data of the graph.
    if (!transcript.success) return [];
    const { role, text, is_final: final } = transcript.data;
    if (role === 'assistant') return this.#said(text, final);
    const heard: DuplexMessage = { type: 'heard', text, final };
    return final || text.length >= interruptsFromChars ? [{ type: 'yield' }, heard] : [heard];
  }

  #said(text: string, final: boolean): DuplexMessage[] {
    const more = text.startsWith(this.#told) ? text.slice(this.#told.length) : text;
    this.#told = final ? '' : text;
    return more === '' ? [] : [{ type: 'text', text: more }];
  }
}

/** A second client is told so before it is sent away (websocket_server.py, _handle_client). */
function reported(error: string): UndertoneError {
  const isBusy = error.startsWith('Connection rejected');
  const message = isBusy ? 'TEN is busy with another call' : 'TEN reports an error';
  return new UndertoneError(isBusy ? 'ENGINE_UNAVAILABLE' : 'ENGINE_FAILED', message, { reason: error.slice(0, 500) });
}

type TenMessage = z.output<typeof messageSchema>;
const knownTypes: readonly unknown[] = ['audio', 'data', 'cmd', 'error'];

/** Undefined for a type of message that is not known: extensions forward what their graph gives them. */
function readMessage(data: string | Uint8Array): TenMessage | undefined {
  try {
    const value: unknown = JSON.parse(typeof data === 'string' ? data : '');
    const { type } = z.object({ type: z.string() }).parse(value);
    return knownTypes.includes(type) ? messageSchema.parse(value) : undefined;
  } catch (thrown) {
    throw new UndertoneError('ENGINE_PROTOCOL', 'no message of TEN', {}, { cause: thrown });
  }
}
