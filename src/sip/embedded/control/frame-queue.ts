import { encodeFrame } from './frame.js';

interface Waiting {
  readonly call: string | undefined;
  readonly payload: string;
}

/**
 * Sends an application its frames so that no two of one call arrive in one read. drachtio-srf handles all frames of a
 * chunk in one go, before any promise continues: a response beside the echo of its request, or a BYE beside the
 * echo of the answer, would come before the application could attach its handlers. One frame a call each turn of the
 * event loop; frames of different calls travel together.
 */
export class FrameQueue {
  #waiting: Waiting[] = [];
  #scheduled = false;

  constructor(private readonly write: (frames: string) => void) {}

  get length(): number {
    return this.#waiting.length;
  }

  /** `call` names whatever must not be coalesced, the Call-ID; undefined: nothing. */
  push(call: string | undefined, payload: string): void {
    this.#waiting.push({ call, payload });
    this.#schedule();
  }

  clear(): void {
    this.#waiting = [];
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    const sent = new Set<string>();
    const later: Waiting[] = [];
    let frames = '';
    for (const waiting of this.#waiting) {
      if (waiting.call !== undefined && sent.has(waiting.call)) {
        later.push(waiting);
        continue;
      }
      if (waiting.call !== undefined) sent.add(waiting.call);
      frames += encodeFrame(waiting.payload);
    }
    this.#waiting = later;
    if (frames !== '') this.write(frames);
    if (later.length > 0) this.#schedule();
  }
}
