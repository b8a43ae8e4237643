import type { Samples } from '../core/audio.js';
import type { Clock } from '../core/clock.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import type { Engine, EngineEvent, EngineSession, EngineSessionOptions, ReplyRequest } from './engine.js';
import type { ToolResult } from './tool.js';
import { TurnTape } from './turn-tape.js';

export interface ReconnectRules {
  /** Sessions that are tried to open in one outage, or in a row of outages without an answer between them. */
  readonly tries: number;
  /** Longest wait for a session to open. */
  readonly timeoutMs: number;
  /** Wait before the second try; doubles with each. The first is made at once. */
  readonly delayMs: number;
}

export const defaultReconnectRules: ReconnectRules = { tries: 3, timeoutMs: 3_000, delayMs: 250 };

export interface SessionHolderOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly rules: ReconnectRules;
  /** Asked for each session: the context grows. */
  readonly describe: () => Omit<EngineSessionOptions, 'onEvent'>;
  /** As an EngineSession's, but that `lost` comes only when no other session can be had. */
  readonly onEvent: (event: EngineEvent) => void;
  readonly onOutage: (error: UndertoneError) => void;
  readonly onReconnected: (facts: { readonly tries: number; readonly tookMs: number }) => void;
}

interface OpenReply {
  request: ReplyRequest;
  /** Some of it has come, so that asking again would do it twice. */
  begun: boolean;
  done: boolean;
}

/**
 * One session after the other as if they were one. When the engine loses a session, a new one is opened with the context;
 * the caller's open turn is given to it again, and replies of which nothing has come are asked for again. A reply that was
 * under way has failed: its tools may have run and its words may have been heard (docs/adr/0081-engine-reconnection.md).
 */
export class SessionHolder implements EngineSession {
  readonly #options: SessionHolderOptions;
  readonly #tape: TurnTape;
  readonly #open = new Map<number, OpenReply>();
  /** Replies that the session at hand knows. */
  readonly #known = new Set<number>();
  /** Said since the context of the session being opened was taken. */
  #notes: string[] = [];
  #session: EngineSession | undefined;
  /** Events of earlier sessions are nobody's business. */
  #generation = 0;
  #tries = 0;
  #isReconnecting = false;
  #isClosed = false;
  #endWait: () => void = () => {};

  /** @throws UndertoneError ENGINE_UNAVAILABLE, ENGINE_TIMEOUT; the first session is not tried for again */
  static async open(options: SessionHolderOptions): Promise<SessionHolder> {
    const holder = new SessionHolder(options);
    holder.#session = await holder.#openSession();
    return holder;
  }

  private constructor(options: SessionHolderOptions) {
    this.#options = options;
    this.#tape = new TurnTape(options.engine.capabilities.inputRateHz);
  }

  startTurn(): void {
    this.#tape.begin();
    this.#session?.startTurn();
  }

  pushAudio(samples: Samples): void {
    this.#tape.push(samples);
    this.#session?.pushAudio(samples);
  }

  reply(request: ReplyRequest): void {
    if (request.input.kind === 'dtmf') this.#tape.clear();
    if (!request.speculative) this.#tape.end();
    this.#open.set(request.replyId, { request, begun: false, done: false });
    if (this.#session !== undefined) this.#ask(this.#session, request);
    else if (!this.#isReconnecting) void this.#reconnect();
  }

  commit(replyId: number): void {
    this.#tape.end();
    const reply = this.#open.get(replyId);
    if (reply?.begun === true) this.#tape.clear();
    if (reply?.done === true) this.#open.delete(replyId);
    else if (reply !== undefined) reply.request = { ...reply.request, speculative: false };
    this.#sessionOf(replyId)?.commit(replyId);
  }

  cancel(replyId: number): void {
    const reply = this.#open.get(replyId);
    this.#open.delete(replyId);
    if (reply?.request.speculative === false) this.#tape.clear();
    this.#sessionOf(replyId)?.cancel(replyId);
  }

  truncate(replyId: number, playedMs: number, heardText: string): void {
    this.#sessionOf(replyId)?.truncate(replyId, playedMs, heardText);
  }

  noteSaid(text: string): void {
    if (this.#session !== undefined) this.#session.noteSaid(text);
    else if (this.#isReconnecting) this.#notes.push(text);
  }

  /** So much of a reply was heard. A session that did not make the reply does not know. */
  played(replyId: number, heardText: string): void {
    if (this.#sessionOf(replyId) === undefined) this.noteSaid(heardText);
  }

  toolResult(replyId: number, toolCallId: string, result: ToolResult): void {
    this.#sessionOf(replyId)?.toolResult(replyId, toolCallId, result);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#endWait();
    await this.#session?.close();
  }

  #sessionOf(replyId: number): EngineSession | undefined {
    return this.#known.has(replyId) ? this.#session : undefined;
  }

  #ask(session: EngineSession, request: ReplyRequest): void {
    this.#known.add(request.replyId);
    session.reply(request);
  }

  #onEvent(generation: number, event: EngineEvent): void {
    if (generation !== this.#generation || this.#isClosed) return;
    if (event.type === 'lost') this.#onLost(event.error);
    else {
      this.#follow(event);
      this.#options.onEvent(event);
    }
  }

  #follow(event: EngineEvent): void {
    if (!('replyId' in event) || event.replyId === undefined) return;
    const reply = this.#open.get(event.replyId);
    if (reply === undefined) return;
    this.#tries = 0;
    // What the engine heard and what it will ask next may be told again.
    if (event.type === 'heard' || event.type === 'language' || event.type === 'expects') return;
    reply.begun = true;
    if (!reply.request.speculative) this.#tape.clear();
    if (event.type === 'done') reply.done = true;
    // A complete guess is still the session's own until it counts.
    if (event.type === 'failed' || (event.type === 'done' && !reply.request.speculative)) {
      this.#open.delete(event.replyId);
    }
  }

  #onLost(error: UndertoneError): void {
    this.#generation += 1;
    this.#known.clear();
    // While it is being opened it is the opener's to notice.
    if (this.#session === undefined) return;
    this.#session = undefined;
    this.#options.onOutage(error);
    for (const [replyId, { begun }] of [...this.#open]) {
      if (!begun) continue;
      this.#open.delete(replyId);
      this.#options.onEvent({ type: 'failed', replyId, error });
    }
    void this.#reconnect(error);
  }

  async #reconnect(error?: UndertoneError): Promise<void> {
    const { clock, rules, onEvent, onReconnected } = this.#options;
    const startedMs = clock.nowMs();
    let cause = error;
    this.#isReconnecting = true;
    while (!this.#isClosed && this.#tries < rules.tries) {
      if (this.#tries > 0) await this.#wait(rules.delayMs * 2 ** (this.#tries - 1));
      this.#tries += 1;
      const { session, failure } = await this.#tryToOpen();
      cause = failure ?? cause;
      if (session === undefined) continue;
      this.#isReconnecting = false;
      onReconnected({ tries: this.#tries, tookMs: clock.nowMs() - startedMs });
      this.#resume(session);
      return;
    }
    this.#isReconnecting = false;
    // The next reply that is asked for tries again.
    this.#tries = 0;
    this.#open.clear();
    if (!this.#isClosed)
      onEvent({ type: 'lost', error: cause ?? new UndertoneError('ENGINE_UNAVAILABLE', 'no session') });
  }

  async #tryToOpen(): Promise<{ readonly session?: EngineSession; readonly failure?: UndertoneError }> {
    if (this.#isClosed) return {};
    try {
      return { session: await this.#openSession() };
    } catch (thrown) {
      return { failure: asUndertoneError(thrown) };
    }
  }

  /** @throws UndertoneError also when it takes too long, or is lost again before it is open */
  async #openSession(): Promise<EngineSession> {
    const { engine, describe, rules } = this.#options;
    this.#generation += 1;
    const generation = this.#generation;
    this.#notes = [];
    const opening = engine.openSession({ ...describe(), onEvent: (event) => this.#onEvent(generation, event) });
    const session = await Promise.race([opening, this.#wait(rules.timeoutMs)]).finally(() => this.#endWait());
    if (session !== undefined && generation === this.#generation && !this.#isClosed) return session;
    this.#generation += 1;
    opening.then(
      (late) => late.close(),
      () => {},
    );
    throw new UndertoneError('ENGINE_TIMEOUT', 'the engine session did not open in time');
  }

  #resume(session: EngineSession): void {
    this.#session = session;
    for (const text of this.#notes.splice(0)) session.noteSaid(text);
    const { frames } = this.#tape;
    if (frames !== undefined) session.startTurn();
    for (const samples of frames ?? []) session.pushAudio(samples);
    for (const { request } of this.#open.values()) this.#ask(session, request);
  }

  #wait(delayMs: number): Promise<undefined> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.setTimer(delayMs, () => resolve(undefined), { background: true });
      this.#endWait = () => {
        cancel();
        resolve(undefined);
      };
    });
  }
}
