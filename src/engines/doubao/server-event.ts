import * as z from 'zod';
import { UndertoneError } from '../../core/errors.js';
import { type DoubaoFrame, decodeFrame } from './frame.js';

/** What the server tells ("实时对话事件", 服务端事件), as far as it concerns a call. */
export type ServerEvent =
  | { readonly type: 'connection-started' }
  | { readonly type: 'session-started' }
  | { readonly type: 'session-finished' }
  /** The session or the connection has failed. */
  | { readonly type: 'failed'; readonly error: UndertoneError }
  /** The first word of the caller was recognised: what is being said is to stop. */
  | { readonly type: 'speech-started' }
  | { readonly type: 'heard'; readonly text: string; readonly final: boolean }
  | { readonly type: 'speech-stopped' }
  /** A piece of the answer in words. */
  | { readonly type: 'text'; readonly text: string; readonly answerId: string | undefined }
  /** A sentence of the answer begins, in words where they are told. */
  | { readonly type: 'sentence'; readonly text: string; readonly answerId: string | undefined }
  | { readonly type: 'audio'; readonly bytes: Uint8Array }
  | { readonly type: 'answered'; readonly answerId: string | undefined }
  /** Nothing that changes anything: usage, acknowledgements, what a later version adds. */
  | { readonly type: 'other'; readonly event: number | undefined };

const answer = z.object({ reply_id: z.string().max(200).optional() });
const reasons = z.object({
  error: z.string().optional(),
  message: z.string().optional(),
  status_code: z.union([z.string(), z.number()]).optional(),
});
const recognised = z.object({
  results: z.array(z.object({ text: z.string().default(''), is_interim: z.boolean().default(false) })).default([]),
});

type Read = (frame: DoubaoFrame) => ServerEvent;

const fact =
  (type: 'connection-started' | 'session-started' | 'session-finished' | 'speech-started' | 'speech-stopped'): Read =>
  () => ({ type });

const failure =
  (what: string): Read =>
  (frame) => {
    const { error, message, status_code: status } = json(frame, reasons);
    return { type: 'failed', error: serverError(what, Number(status ?? frame.code ?? 0), error ?? message ?? '') };
  };

const readers: Readonly<Record<number, Read>> = {
  50: fact('connection-started'),
  51: failure('the connection failed'),
  52: fact('session-finished'),
  150: fact('session-started'),
  152: fact('session-finished'),
  153: failure('the session failed'),
  350: (frame) => {
    const { text, reply_id: answerId } = json(frame, answer.extend({ text: z.string().default('') }));
    return { type: 'sentence', text, answerId };
  },
  352: ({ payload }) => ({ type: 'audio', bytes: payload }),
  359: (frame) => ({ type: 'answered', answerId: json(frame, answer).reply_id }),
  450: fact('speech-started'),
  451: (frame) => {
    const [result] = json(frame, recognised).results;
    return { type: 'heard', text: result?.text ?? '', final: result?.is_interim === false };
  },
  459: fact('speech-stopped'),
  550: (frame) => {
    const { content: text, reply_id: answerId } = json(frame, answer.extend({ content: z.string().default('') }));
    return { type: 'text', text, answerId };
  },
  599: failure('the dialogue failed'),
};

/** @throws UndertoneError ENGINE_PROTOCOL */
export function readServerEvent(data: string | Uint8Array): ServerEvent {
  if (typeof data === 'string') throw new UndertoneError('ENGINE_PROTOCOL', 'a text message on a binary wire');
  const frame = decodeFrame(data);
  if (frame.type === 'error') return failure('an error')(frame);
  const read = frame.event === undefined ? undefined : readers[frame.event];
  return read?.(frame) ?? { type: 'other', event: frame.event };
}

function json<T>({ payload, event }: DoubaoFrame, schema: z.ZodType<T>): T {
  try {
    return schema.parse(payload.length === 0 ? {} : JSON.parse(Buffer.from(payload).toString()));
  } catch (thrown) {
    throw new UndertoneError(
      'ENGINE_PROTOCOL',
      `Doubao: event ${event} without what belongs to it`,
      {},
      { cause: thrown },
    );
  }
}

/** A part behind the server cannot be reached ("错误码"). */
const serviceUnavailable = 55_000_030;

function serverError(what: string, status: number, reason: string): UndertoneError {
  const code = status === serviceUnavailable ? 'ENGINE_UNAVAILABLE' : 'ENGINE_FAILED';
  return new UndertoneError(code, `Doubao: ${what}`, { status, reason: reason.slice(0, 500) });
}
