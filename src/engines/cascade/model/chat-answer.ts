import * as z from 'zod';
import { UndertoneError } from '../../../core/errors.js';
import { CallPieces, callPieceSchema, type WrittenCall } from '../../tool-calls/call-pieces.js';
import { parsedJson } from '../../wire/json-lines.js';

/** Said in one answer at most: minutes of speech. */
const maxTextChars = 8_000;

/** `chat.completion.chunk`, as far as it is used; a chunk of usage figures has no choices. */
const chunkSchema = z.object({
  error: z.unknown().optional(),
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish(), tool_calls: z.array(callPieceSchema).nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
});

/** One streamed answer, chunk by chunk: its text as it comes, its calls of tools once it is complete. */
export class ChatAnswer {
  readonly #calls = new CallPieces();
  #textChars = 0;
  #isOver = false;

  /** True when the model has said why it ended, or that it did. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * @param data of one server-sent event
   * @returns the text in it
   * @throws UndertoneError ENGINE_PROTOCOL, ENGINE_FAILED when the engine tells of an error in its stream
   */
  push(data: string): string {
    if (data === '[DONE]') {
      this.#isOver = true;
      return '';
    }
    const parsed = chunkSchema.safeParse(parsedJson(data));
    if (!parsed.success) throw new UndertoneError('ENGINE_PROTOCOL', 'a chunk of the answer has another shape');
    const { error, choices } = parsed.data;
    if (error !== undefined && error !== null) {
      throw new UndertoneError('ENGINE_FAILED', 'the model ended its answer with an error');
    }
    const choice = choices[0];
    for (const delta of choice?.delta?.tool_calls ?? []) this.#calls.add(delta);
    if (typeof choice?.finish_reason === 'string') this.#isOver = true;
    const text = choice?.delta?.content ?? '';
    this.#textChars += text.length;
    if (this.#textChars > maxTextChars) {
      throw new UndertoneError('ENGINE_PROTOCOL', `the answer is longer than ${maxTextChars} characters`);
    }
    return text;
  }

  /** In the order of their indices. */
  get calls(): readonly WrittenCall[] {
    return this.#calls.whole;
  }
}
