import { UndertoneError } from '../../core/errors.js';

const lineFeed = 0x0a;

/**
 * The lines of a body without their ends, in order; empty ones are skipped, the last needs no end.
 * @param maxLineBytes longest line
 * @throws UndertoneError ENGINE_PROTOCOL when a line is longer; what the body throws
 */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<string, void, undefined> {
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
      if (line !== '') yield line;
    }
    keep(chunk.subarray(from));
  }
  const last = take();
  if (last !== '') yield last;
}
