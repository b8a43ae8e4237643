import { UndertoneError } from '../../core/errors.js';

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
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  const keep = (part: Uint8Array): void => {
    restBytes += part.byteLength;
    if (restBytes > maxLineBytes) throw new UndertoneError('ENGINE_PROTOCOL', `a line is longer than ${maxLineBytes}`);
    rest.push(part);
  };
  const take = (): string => {
    const line = Buffer.concat(rest).toString('utf8').trim();
    rest = [];
    restBytes = 0;
    return line;
  };
  for await (const chunk of body) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      keep(chunk.subarray(from, end));
      from = end + 1;
      const line = take();
      if (line !== '') yield parsedJson(line);
    }
    keep(chunk.subarray(from));
  }
  const last = take();
  if (last !== '') yield parsedJson(last);
}

const lineFeed = 0x0a;

/** @throws UndertoneError ENGINE_PROTOCOL */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UndertoneError('ENGINE_PROTOCOL', 'the engine sent no JSON where it had to', { chars: text.length });
  }
}
