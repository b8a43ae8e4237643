/**
 * Keys the caller pressed, seen from the audio packets around them. Telephone-event packets take the place of audio
 * and use up sequence numbers (RFC 4733 2.5.1), so a key is a gap in the sequence numbers of the audio sent.
 */
export interface KeyPress {
  /** When the first and the last packet of the event were due, one packet time after and before the audio next to them. */
  readonly firstMs: number;
  readonly lastMs: number;
}

const sequenceModulus = 0x10000;

export class KeyWatch {
  #last: { readonly sequence: number; readonly atMs: number } | undefined;

  constructor(private readonly packetMs: number) {}

  /** Takes the next audio packet sent; returns the key that was pressed before it. */
  push(sequence: number, atMs: number): KeyPress | undefined {
    const last = this.#last;
    this.#last = { sequence, atMs };
    if (last === undefined) return undefined;
    const step = (sequence - last.sequence + sequenceModulus) % sequenceModulus;
    if (step <= 1) return undefined;
    return { firstMs: last.atMs + this.packetMs, lastMs: atMs - this.packetMs };
  }
}
