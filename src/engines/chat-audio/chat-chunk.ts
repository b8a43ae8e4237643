import * as z from 'zod';
import { UndertoneError } from '../../core/errors.js';
import { callPieceSchema, maxParallelCalls } from '../tool-calls/call-pieces.js';
import { parsedJson } from '../wire/json-lines.js';

const audioSchema = z.object({ data: z.string().nullish(), transcript: z.string().nullish() });

const messageSchema = z.object({
  content: z.string().nullish(),
  tts_content: z.object({ tts_text: z.string().nullish(), tts_audio: z.string().nullish() }).nullish(),
  audio: audioSchema.nullish(),
  tool_calls: z.array(callPieceSchema).max(maxParallelCalls).nullish(),
});

const choiceSchema = z.object({
  delta: messageSchema.nullish(),
  message: messageSchema.nullish(),
  audio: z.array(z.string()).nullish(),
  finish_reason: z.string().nullish(),
});

/** `chat.completion.chunk` and `chat.completion` of all dialects, as far as they are used. */
const chunkSchema = z.object({
  error: z.unknown().optional(),
  modality: z.string().nullish(),
  choices: z.array(choiceSchema).max(16).default([]),
});

export type ChatChunk = z.output<typeof chunkSchema>;

/** @throws UndertoneError ENGINE_PROTOCOL; ENGINE_FAILED when the server tells of an error in its stream */
export function parseChunk(json: string): ChatChunk {
  const parsed = chunkSchema.safeParse(parsedJson(json));
  if (!parsed.success) throw new UndertoneError('ENGINE_PROTOCOL', 'a chunk of the answer has another shape');
  const { error } = parsed.data;
  if (error !== undefined && error !== null) {
    throw new UndertoneError('ENGINE_FAILED', 'the model ended its answer with an error');
  }
  return parsed.data;
}
