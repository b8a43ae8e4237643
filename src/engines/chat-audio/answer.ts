import type { Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import type { HttpEndpoint } from '../wire/http-endpoint.js';
import { withOneRetry } from '../wire/retry.js';
import { serverSentEvents } from '../wire/server-sent-events.js';
import { wholeBody } from '../wire/whole-body.js';
import { type ChatChunk, parseChunk } from './chat-chunk.js';
import type { Json } from './dialect.js';

/** A whole reply in one event is the longest: minutes of base64 WAV. */
const maxEventChars = 16 * 1024 * 1024;

export interface AnswerRequest {
  readonly endpoint: HttpEndpoint;
  readonly clock: Clock;
  readonly body: Json;
  readonly signal: AbortSignal;
}

/**
 * The chunks of a model's answer, as they come; one when the request does not ask for a stream.
 * @throws UndertoneError as openExchange does; ENGINE_FAILED when it ends before it says so; ENGINE_PROTOCOL
 */
export async function* answerChunks(request: AnswerRequest): AsyncGenerator<ChatChunk, void, undefined> {
  const { endpoint, clock, body, signal } = request;
  const open = () => endpoint.postJson('/chat/completions', body, signal);
  const exchange = await withOneRetry(open, { clock, signal, mayRetry: () => true });
  if (body.stream === false) {
    yield parseChunk((await wholeBody(exchange.body)).toString('utf8'));
    return;
  }
  let isOver = false;
  for await (const data of serverSentEvents(exchange.body, maxEventChars)) {
    if (data === '[DONE]') return;
    const chunk = parseChunk(data);
    isOver ||= chunk.choices.some(({ finish_reason: reason }) => typeof reason === 'string');
    yield chunk;
  }
  if (!isOver) throw new UndertoneError('ENGINE_FAILED', 'the model broke off its answer');
}

const maxTextChars = 8_000;

/** A written answer as a whole. @throws UndertoneError as answerChunks does */
export async function writtenAnswer(request: AnswerRequest): Promise<string> {
  let text = '';
  for await (const { choices } of answerChunks(request)) {
    for (const { delta, message } of choices) text += (delta ?? message)?.content ?? '';
    if (text.length > maxTextChars) throw new UndertoneError('ENGINE_PROTOCOL', 'the answer is too long');
  }
  return text.trim();
}
