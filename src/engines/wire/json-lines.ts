import { UndertoneError } from '../../core/errors.js';
import { linesOf } from './lines.js';

/**
 * The values of a body of JSON lines (NDJSON, https://jsonlines.org), in order; empty lines are skipped, the last line
 * needs no end.
 * @param maxLineBytes longest line
 * @throws UndertoneError ENGINE_PROTOCOL when a line is longer or no JSON; what the body throws
 */
export async function* jsonLines(
  body: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<unknown, void, undefined> {
  for await (const line of linesOf(body, maxLineBytes)) yield parsedJson(line);
}

/** @throws UndertoneError ENGINE_PROTOCOL */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UndertoneError('ENGINE_PROTOCOL', 'the engine sent no JSON where it had to', { chars: text.length });
  }
}
