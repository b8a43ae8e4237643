/** What is to be sent while the engine takes it too slowly: everything in order, audio only as long as it is fresh. */

/** Audio that has waited longer is worth less than the audio after it. */
const freshMs = 1_000;

interface Waiting {
  readonly data: string | Uint8Array;
  readonly audio: boolean;
  readonly sinceMs: number;
}

/** Pure: it is told the time. */
export class SendQueue {
  #waiting: Waiting[] = [];
  #bytes = 0;
  #dropped = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Messages with audio that were never sent. */
  get dropped(): number {
    return this.#dropped;
  }

  put(data: string | Uint8Array, audio: boolean, nowMs: number): void {
    this.#waiting.push({ data, audio, sinceMs: nowMs });
    this.#bytes += sizeOf(data);
    const kept = this.#waiting.filter((each) => !each.audio || nowMs - each.sinceMs <= freshMs);
    if (kept.length === this.#waiting.length) return;
    this.#dropped += this.#waiting.length - kept.length;
    this.#waiting = kept;
    this.#bytes = kept.reduce((sum, each) => sum + sizeOf(each.data), 0);
  }

  take(): string | Uint8Array | undefined {
    const next = this.#waiting.shift();
    if (next !== undefined) this.#bytes -= sizeOf(next.data);
    return next?.data;
  }
}

/** Bytes on the wire, without the frame's header; exact for the ASCII that JSON with base64 mostly is. */
export const sizeOf = (data: string | Uint8Array): number => (typeof data === 'string' ? data.length : data.byteLength);
