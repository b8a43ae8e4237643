/**
 * Framing of the drachtio application protocol: the payload's length in bytes, at most five digits, '#', the payload.
 * Payloads are byte strings, as SIP messages are.
 */

const maxDigits = 5;

export function encodeFrame(payload: string): string {
  return `${payload.length}#${payload}`;
}

export class FrameDecoder {
  #pending = '';

  /** @throws RangeError when the stream is not framed so; it cannot be read on. */
  push(chunk: string): string[] {
    this.#pending += chunk;
    const payloads: string[] = [];
    let position = 0;
    for (;;) {
      const hash = this.#pending.indexOf('#', position);
      const digits = this.#pending.slice(position, hash < 0 ? position + maxDigits + 1 : hash);
      if (digits.length > maxDigits || !/^\d*$/.test(digits) || (hash >= 0 && !(Number(digits) > 0)))
        throw new RangeError('bad frame length');
      const end = hash + 1 + Number(digits);
      if (hash < 0 || this.#pending.length < end) break;
      payloads.push(this.#pending.slice(hash + 1, end));
      position = end;
    }
    this.#pending = this.#pending.slice(position);
    return payloads;
  }
}
