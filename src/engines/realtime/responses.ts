import type { Cancel, Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import { cancelResponseEvent, createResponseEvent } from './client-events.js';
import type { RealtimeDialect } from './dialect.js';
import type { RealtimeReply } from './reply.js';
import type { Origin } from './server-events.js';
import type { ClientEvent } from './session-config.js';

/** Wait for the end of a response that was cancelled; then it is taken for ended. */
const settleMs = 1_000;
const maxStrays = 8;

export interface ResponsesOptions {
  readonly clock: Clock;
  readonly dialect: RealtimeDialect;
  /** From asking for a response to the first of it. */
  readonly firstMs: number;
  /** Between two events of it. */
  readonly idleMs: number;
  readonly send: (event: ClientEvent) => void;
  readonly onStalled: (reply: RealtimeReply, error: UndertoneError) => void;
}

interface Active {
  /** undefined: the engine began it by itself, and nobody asked for a reply. */
  readonly reply: RealtimeReply | undefined;
  responseId: string | undefined;
  /** Nobody wants what comes of it any more. */
  isDropped: boolean;
}

interface Asked {
  readonly reply: RealtimeReply;
  readonly instructions: string | undefined;
}

/**
 * Which of the engine's responses is of which reply. There is one at a time (OpenAI refuses a second with
 * `conversation_already_has_active_response`): what is asked for meanwhile waits for its end.
 */
export class Responses {
  readonly #options: ResponsesOptions;
  #active: Active | undefined;
  #waiting: Asked[] = [];
  /** The engine is about to reply to this by itself. */
  #expected: RealtimeReply | undefined;
  /** Until then what the engine begins is not wanted: it was dropped before it began. */
  #unwantedUntilMs = 0;
  /** Begun beside another one, or taken for ended before the engine said so: nothing of them is wanted. */
  #strays: string[] = [];
  #cancelTimer: Cancel = () => {};

  constructor(options: ResponsesOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#active === undefined && this.#waiting.length === 0 && this.#expected === undefined;
  }

  /** Of the response under way. */
  get wanted(): RealtimeReply | undefined {
    return this.#active?.isDropped === false ? this.#active.reply : this.#expected;
  }

  /** The reply that the response under way was of, before it was dropped. */
  get dropped(): RealtimeReply | undefined {
    return this.#active?.isDropped === true ? this.#active.reply : undefined;
  }

  /** Asks the engine for a response. */
  ask(reply: RealtimeReply, instructions?: string): void {
    this.#waiting.push({ reply, instructions });
    this.#askNext();
  }

  /** The next response that the engine begins by itself is of this reply. */
  expect(reply: RealtimeReply): void {
    this.#expected = reply;
    this.#watch(this.#options.firstMs, reply);
  }

  /** The engine begins one. */
  created(responseId: string | undefined): void {
    if (this.#active !== undefined) {
      this.#active.responseId ??= responseId;
      if (responseId !== this.#active.responseId) this.#stray(responseId);
      return;
    }
    if (this.#isStray(responseId)) return;
    const isUnwanted = this.#options.clock.nowMs() < this.#unwantedUntilMs;
    const reply = isUnwanted ? undefined : this.#expected;
    this.#active = { reply, responseId, isDropped: false };
    if (reply === undefined) this.#cancelActive();
    else this.#expected = undefined;
    this.#unwantedUntilMs = 0;
  }

  /** The reply that something which came is a part of; undefined when nobody wants it. */
  outputOf(origin: Pick<Origin, 'responseId'>): RealtimeReply | undefined {
    const reply = this.replyOf(origin);
    if (reply === undefined) return undefined;
    this.#watch(this.#options.idleMs, reply);
    return reply;
  }

  /** The reply that an event belongs to; undefined when nobody wants it. */
  replyOf({ responseId }: Pick<Origin, 'responseId'>): RealtimeReply | undefined {
    if (this.#isStray(responseId)) return undefined;
    // Some engines do not say that they begin.
    if (this.#active === undefined && this.#expected !== undefined) this.created(responseId);
    const active = this.#active;
    if (active === undefined) return undefined;
    active.responseId ??= responseId;
    if (responseId !== undefined && responseId !== active.responseId) return undefined;
    return active.isDropped ? undefined : active.reply;
  }

  /** The engine says that one is over. Gives its reply; undefined when nobody wants it. */
  done(responseId: string | undefined): RealtimeReply | undefined {
    const active = this.#active;
    if (active === undefined || this.#isStray(responseId)) return undefined;
    if (responseId !== undefined && active.responseId !== undefined && responseId !== active.responseId) {
      return undefined;
    }
    this.#settle();
    return active.isDropped ? undefined : active.reply;
  }

  /** Nobody wants this reply any more: the engine stops making it. */
  drop(reply: RealtimeReply): void {
    this.#waiting = this.#waiting.filter((asked) => asked.reply !== reply);
    if (this.#expected === reply) {
      this.#expected = undefined;
      this.#unwantedUntilMs = this.#options.clock.nowMs() + settleMs;
      this.#cancelTimer();
    }
    if (this.#active?.reply === reply && !this.#active.isDropped) this.#cancelActive();
  }

  /** The session is another one: nothing of the old one comes any more. */
  reset(): void {
    this.#cancelTimer();
    this.#active = undefined;
    this.#expected = undefined;
    this.#waiting = [];
    this.#strays = [];
  }

  #askNext(): void {
    if (this.#active !== undefined) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#active = { reply: next.reply, responseId: undefined, isDropped: false };
    this.#options.send(createResponseEvent(next.instructions));
    this.#watch(this.#options.firstMs, next.reply);
  }

  #cancelActive(): void {
    const active = this.#active!;
    active.isDropped = true;
    this.#options.send(cancelResponseEvent(this.#options.dialect, active.responseId));
    this.#after(settleMs, () => {
      this.#stray(active.responseId);
      this.#settle();
    });
  }

  #stray(responseId: string | undefined): void {
    if (responseId !== undefined) this.#strays = [...this.#strays, responseId].slice(-maxStrays);
  }

  #isStray(responseId: string | undefined): boolean {
    return responseId !== undefined && this.#strays.includes(responseId);
  }

  #settle(): void {
    this.#cancelTimer();
    this.#active = undefined;
    if (this.#expected !== undefined) this.#watch(this.#options.firstMs, this.#expected);
    this.#askNext();
  }

  #watch(delayMs: number, reply: RealtimeReply): void {
    this.#after(delayMs, () => {
      const error = new UndertoneError('ENGINE_TIMEOUT', `nothing came of the reply for ${delayMs} ms`);
      this.#options.onStalled(reply, error);
    });
  }

  #after(delayMs: number, fire: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.setTimer(delayMs, fire, { background: true });
  }
}
