import { headerKey } from './header-name.js';
import { malformed } from './malformed.js';

export type StreamItem =
  | { readonly kind: 'message'; readonly text: string }
  /** CRLF CRLF between messages: a keep-alive that asks for a CRLF back (RFC 5626 section 4.4.1). */
  | { readonly kind: 'ping' };

/**
 * Cuts a byte stream into messages by Content-Length (RFC 3261 section 18.3), which a stream must have.
 * Holds at most one message that is not complete.
 */
export class StreamFramer {
  #pending = '';

  constructor(private readonly maxMessageBytes: number) {}

  /** True while the beginning of a message waits for its rest. */
  get incomplete(): boolean {
    return this.#pending !== '' && this.#pending !== '\r\n';
  }

  /** @throws UndertoneError SIP_MALFORMED; the stream cannot be read on after it. `details.head` is the header section. */
  push(chunk: string): StreamItem[] {
    this.#pending += chunk;
    const items: StreamItem[] = [];
    for (let item = this.#next(); item; item = this.#next()) items.push(item);
    return items;
  }

  #next(): StreamItem | undefined {
    if (this.#pending.startsWith('\r\n')) {
      if (this.#pending.startsWith('\r\n\r\n')) {
        this.#pending = this.#pending.slice(4);
        return { kind: 'ping' };
      }
      // One CRLF is half a ping, or the pong to ours, or padding before a start line.
      if (this.#pending.length < 4) return undefined;
      this.#pending = this.#pending.slice(2);
    }
    const headEnd = this.#pending.indexOf('\r\n\r\n');
    if (headEnd < 0) {
      if (this.#pending.length > this.maxMessageBytes) throw malformed('Message too large');
      return undefined;
    }
    const end = headEnd + 4 + contentLength(this.#pending.slice(0, headEnd + 4));
    if (end > this.maxMessageBytes) throw malformed('Message too large');
    if (this.#pending.length < end) return undefined;
    const text = this.#pending.slice(0, end);
    this.#pending = this.#pending.slice(end);
    return { kind: 'message', text };
  }
}

function contentLength(head: string): number {
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 0 || headerKey(line.slice(0, colon).trimEnd()) !== 'content-length') continue;
    const value = line.slice(colon + 1).trim();
    if (!/^\d{1,9}$/.test(value)) throw malformed('Bad Content-Length', { head });
    return Number(value);
  }
  throw malformed('No Content-Length on a stream', { head });
}
