import { createParser } from 'eventsource-parser';
import { UndertoneError } from '../../core/errors.js';

/**
 * The `data` of each server-sent event of a body (WHATWG HTML 9.2.6), in order; comments and other fields are skipped.
 * @param maxEventChars longest event
 * @throws UndertoneError ENGINE_PROTOCOL when an event is longer; what the body throws
 */
export async function* serverSentEvents(
  body: AsyncIterable<Uint8Array>,
  maxEventChars: number,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  const ready: string[] = [];
  let isTooLong = false;
  const parser = createParser({
    onEvent: ({ data }) => ready.push(data),
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') isTooLong = true;
    },
    maxBufferSize: maxEventChars,
  });
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (isTooLong) throw new UndertoneError('ENGINE_PROTOCOL', `an event is longer than ${maxEventChars} characters`);
    yield* ready.splice(0);
  }
}
