import * as z from 'zod';
import { UndertoneError } from '../../../core/errors.js';
import { parsedJson } from '../../wire/json-lines.js';
import type { WrittenCall } from './text-model.js';

/** Said in one answer at most: minutes of speech. */
const maxTextChars = 8_000;
const maxCalls = 16;
const maxArgumentChars = 32_000;

const callDelta = z.object({
  index: z
    .int()
    .min(0)
    .max(maxCalls - 1)
    .default(0),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).optional(),
});

/** `chat.completion.chunk`, as far as it is used; a chunk of usage figures has no choices. */
const chunkSchema = z.object({
  error: z.unknown().optional(),
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish(), tool_calls: z.array(callDelta).nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
});

/** One streamed answer, chunk by chunk: its text as it comes, its calls of tools once it is complete. */
export class ChatAnswer {
  readonly #calls: { name: string; arguments: string }[] = [];
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
    for (const delta of choice?.delta?.tool_calls ?? []) this.#addCall(delta);
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
    return this.#calls.filter(({ name }) => name !== '');
  }

  /** The name comes once and first, the arguments in pieces; `index` tells parallel calls apart. */
  #addCall({ index, function: piece }: z.output<typeof callDelta>): void {
    while (this.#calls.length <= index) this.#calls.push({ name: '', arguments: '' });
    const call = this.#calls[index]!;
    if (call.name === '') call.name = piece?.name ?? '';
    call.arguments += piece?.arguments ?? '';
    if (call.arguments.length > maxArgumentChars) {
      throw new UndertoneError('ENGINE_PROTOCOL', `the arguments of a call are longer than ${maxArgumentChars}`);
    }
  }
}
