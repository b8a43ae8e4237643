import type { EngineEvent, EngineSession, EngineSessionOptions, ReplyRequest } from '../../agent/engine.js';
import type { Samples } from '../../core/audio.js';
import { Outbox } from '../wire/outbox.js';
import { TurnTape } from '../wire/turn-tape.js';
import { type OneShotModel, turnRateHz } from './model.js';
import { OneShotReply } from './reply.js';

/** What Whisper's encoder, which all of them hear with, takes at once. */
const maxTurnMs = 30_000;

export interface OneShotSessionOptions extends EngineSessionOptions {
  readonly model: OneShotModel;
  readonly outputRateHz: number;
  readonly maxReplyMs: number;
}

/** One call. The model remembers nothing, so that what was said or cut needs no telling. */
export class OneShotSession implements EngineSession {
  readonly #options: OneShotSessionOptions;
  readonly #onClosed: () => void;
  readonly #outbox: Outbox<EngineEvent>;
  readonly #replies = new Map<number, OneShotReply>();
  #turn: TurnTape | undefined;

  constructor(options: OneShotSessionOptions, onClosed: () => void) {
    this.#options = options;
    this.#onClosed = onClosed;
    this.#outbox = new Outbox(options.onEvent);
  }

  startTurn(): void {
    this.#turn = new TurnTape(turnRateHz, maxTurnMs);
  }

  pushAudio(samples: Samples): void {
    this.#turn?.push(samples);
  }

  reply(request: ReplyRequest): void {
    const { replyId, speculative } = request;
    const reply = new OneShotReply({
      ...this.#options,
      request,
      samples: this.#turn?.samples ?? new Int16Array(),
      emit: (event) => this.#outbox.put(event),
      ended: () => this.#replies.delete(replyId),
    });
    this.#replies.set(replyId, reply);
    reply.start();
    if (!speculative) this.commit(replyId);
  }

  commit(replyId: number): void {
    const reply = this.#replies.get(replyId);
    if (reply === undefined) return;
    this.#turn = undefined;
    reply.commit();
  }

  cancel(replyId: number): void {
    this.#replies.get(replyId)?.cancel();
    this.#replies.delete(replyId);
    this.#outbox.discard((event) => 'replyId' in event && event.replyId === replyId);
  }

  truncate(): void {}

  noteSaid(): void {}

  toolResult(): void {}

  async close(): Promise<void> {
    this.#outbox.close();
    for (const reply of this.#replies.values()) reply.cancel();
    this.#replies.clear();
    this.#onClosed();
  }
}
