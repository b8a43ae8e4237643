import type { AppendCoding, Piece } from './append-coding.js';
import { appendEvent, clearEvent, commitEvent } from './client-events.js';
import type { ClientEvent } from './session-config.js';

/** A commit of less is refused (OpenAI: "Expected at least 100ms of audio"). */
const leastCommitMs = 120;
/** Longest turn that is kept to be sent again; of a longer one the end is. */
const tapeMs = 60_000;
/** An append when much is sent at once. */
const bulkMs = 1_000;

export interface TurnAudioOptions {
  readonly coding: AppendCoding;
  readonly appendMs: number;
  /** The engine can take back what was appended. */
  readonly clears: boolean;
  /** The engine hears everything and finds the turns itself; else it hears only the turns. */
  readonly continuous: boolean;
  readonly send: (event: ClientEvent) => void;
  readonly sendAudio: (event: ClientEvent) => void;
}

/** The caller's audio on its way into the engine's buffer. */
export class TurnAudio {
  readonly #options: TurnAudioOptions;
  readonly #coding: AppendCoding;
  #isOpen = false;
  /** The turn so far, for when it has to be sent again. */
  #tape: Piece[] = [];
  #taped = 0;
  #unsent: Piece[] = [];
  #unsentLength = 0;
  /** In the engine's buffer. */
  #appended = 0;

  constructor(options: TurnAudioOptions) {
    this.#options = options;
    this.#coding = options.coding;
  }

  /** Between startTurn and the answer. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  begin(): void {
    this.#isOpen = true;
    this.#forgetTape();
    if (!this.#options.continuous) this.#empty();
  }

  push(piece: Piece): void {
    if (!this.#options.continuous) {
      if (!this.#isOpen) return;
      this.#record(piece);
    }
    this.#unsent.push(piece);
    this.#unsentLength += piece.length;
    if (this.#unsentLength >= this.#options.appendMs * this.#coding.perMs) this.#append();
  }

  /** What was appended is what the caller said so far. */
  commit(): void {
    const missing = Math.ceil(leastCommitMs * this.#coding.perMs) - this.#appended - this.#unsentLength;
    if (missing > 0) this.#unsent.push(this.#coding.silence(missing));
    this.#append();
    this.#options.send(commitEvent);
    this.#appended = 0;
  }

  /** The turn is answered; its tail, if any came, is not part of the next one. */
  end(): void {
    this.#isOpen = false;
    this.#forgetTape();
    if (!this.#options.continuous) this.#empty();
  }

  /** What was committed of the turn does not count: all of it goes into the engine's buffer again. */
  restore(): void {
    if (!this.#isOpen || this.#options.continuous) return;
    this.#empty();
    this.#sendTape();
  }

  /** The engine's buffer is that of another session now, and empty. */
  moved(): void {
    this.#appended = 0;
    if (!this.#isOpen || this.#options.continuous) return;
    this.#unsent = [];
    this.#unsentLength = 0;
    this.#sendTape();
  }

  #append(): void {
    const pieces = this.#unsent;
    if (pieces.length === 0) return;
    this.#unsent = [];
    this.#unsentLength = 0;
    this.#send(pieces);
  }

  #send(pieces: readonly Piece[]): void {
    this.#appended += pieces.reduce((sum, { length }) => sum + length, 0);
    this.#options.sendAudio(appendEvent(this.#coding.encode(pieces)));
  }

  #sendTape(): void {
    const most = bulkMs * this.#coding.perMs;
    let batch: Piece[] = [];
    let length = 0;
    for (const piece of this.#tape) {
      batch.push(piece);
      length += piece.length;
      if (length < most) continue;
      this.#send(batch);
      batch = [];
      length = 0;
    }
    if (batch.length > 0) this.#send(batch);
  }

  #empty(): void {
    this.#unsent = [];
    this.#unsentLength = 0;
    if (this.#appended === 0 || !this.#options.clears) return;
    this.#appended = 0;
    this.#options.send(clearEvent);
  }

  #record(piece: Piece): void {
    this.#tape.push(piece);
    this.#taped += piece.length;
    while (this.#taped > tapeMs * this.#coding.perMs) this.#taped -= this.#tape.shift()!.length;
  }

  #forgetTape(): void {
    this.#tape = [];
    this.#taped = 0;
  }
}
