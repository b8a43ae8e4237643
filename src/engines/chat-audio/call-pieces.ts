import { UndertoneError } from '../../core/errors.js';
import type { CallPiece } from './chat-chunk.js';

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

/** @throws UndertoneError ENGINE_PROTOCOL when they are no JSON object */
export function parsedArguments(json: string): Readonly<Record<string, unknown>> {
  if (json.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UndertoneError('ENGINE_PROTOCOL', 'the arguments of a tool call are no JSON object');
}
