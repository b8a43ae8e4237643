import * as z from 'zod';
import { UndertoneError } from '../../core/errors.js';

export const maxParallelCalls = 16;

/** An element of `delta.tool_calls` of a chat completion's chunk. */
export const callPieceSchema = z.object({
  index: z
    .int()
    .min(0)
    .max(maxParallelCalls - 1)
    .default(0),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});

type CallPiece = z.output<typeof callPieceSchema>;

export interface WrittenCall {
  readonly name: string;
  /** JSON, as the model wrote it. */
  readonly arguments: string;
}

const maxArgumentChars = 32_000;

/** Calls of tools as they are streamed: a name first, then its arguments in pieces; `index` tells parallel calls apart. */
export class CallPieces {
  readonly #calls: { name: string; arguments: string }[] = [];

  /** @throws UndertoneError ENGINE_PROTOCOL when the arguments of a call are too long */
  add({ index, function: piece }: CallPiece): void {
    while (this.#calls.length <= index) this.#calls.push({ name: '', arguments: '' });
    const call = this.#calls[index]!;
    if (call.name === '') call.name = piece?.name ?? '';
    call.arguments += piece?.arguments ?? '';
    if (call.arguments.length > maxArgumentChars) {
      throw new UndertoneError('ENGINE_PROTOCOL', `the arguments of a call are longer than ${maxArgumentChars}`);
    }
  }

  get whole(): readonly WrittenCall[] {
    return this.#calls.filter(({ name }) => name !== '');
  }
}
