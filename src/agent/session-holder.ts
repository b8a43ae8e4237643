import type { Clock } from '../core/clock.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import type { Language } from '../core/language.js';
import { type CallerAudio, SessionFeed } from './caller-audio.js';
import type { EngineEvent, EngineSession, EngineSessionOptions, ReplyRequest } from './engine.js';
import { FailoverRound } from './failover-round.js';
import type { SessionRates } from './pass-through.js';
import type { EngineLease, SharedEngine } from './shared-engine.js';
import type { ToolResult } from './tool.js';
import { TurnTape } from './turn-tape.js';

export interface FailoverRules {
  /** Sessions that are tried to open in one outage, or in a row of outages without an answer between; each engine once at least. */
  readonly tries: number;
  /** Longest wait for a session to open. */
  readonly timeoutMs: number;
  /** Wait before an engine is tried for the second time; doubles with each. The first time is at once. */
  readonly delayMs: number;
  /** Longest wait for a reply's first audio where another engine could make it. */
  readonly firstAudioMs: number;
}

export const defaultFailoverRules: FailoverRules = { tries: 3, timeoutMs: 3_000, delayMs: 250, firstAudioMs: 4_000 };

/** A session took over from the one before. */
export interface Takeover {
  readonly from: string;
  readonly to: string;
  readonly tries: number;
  readonly tookMs: number;
}

export interface SessionHolderOptions {
  /** In the order in which they are tried; one at least. */
  readonly engines: readonly SharedEngine[];
  readonly clock: Clock;
  readonly rules: FailoverRules;
  /** Asked for each session: the context grows. */
  readonly describe: () => Omit<EngineSessionOptions, 'onEvent'>;
  /** As an EngineSession's, but that `lost` comes only when no other session can be had. */
  readonly onEvent: (event: EngineEvent) => void;
  /** A session of this engine stands, and is asked nothing before this returns. */
  readonly onEngine: (engine: SharedEngine, rates: SessionRates) => void;
  /** The reply that was under way will not come. */
  readonly onCut: (replyId: number) => void;
  readonly onOutage: (error: UndertoneError) => void;
  readonly onTakeover: (takeover: Takeover) => void;
}

interface OpenReply {
  request: ReplyRequest;
  audible: boolean;
  done: boolean;
}

interface HeldSession extends EngineLease {
  readonly engine: SharedEngine;
  readonly feed: SessionFeed;
  readonly openedMs: number;
  /** Replies that it was asked for. */
  readonly known: Set<number>;
  /** It has got the caller's open turn. */
  hasTurn: boolean;
}

/** An engine that held for so long is as good as one that has answered. */
const steadyMs = 5_000;

/**
 * One session after the other as if they were one, each of the first engine of the list that can be had: when a session is
 * lost, a reply fails or does not come, the next engine goes on with the context; after the last the first one has its turn
 * again, so that with one engine this is a reconnection. The caller's open turn is kept for it. Replies that were under way are
 * cut, and asked for again by the Controller, which knows what of them was heard. docs/adr/0116-failover.md.
 */
export class SessionHolder {
  readonly #options: SessionHolderOptions;
  readonly #tape = new TurnTape();
  readonly #open = new Map<number, OpenReply>();
  readonly #round: FailoverRound;
  /** Said since the context of the session being opened was taken. */
  #notes: string[] = [];
  /** What the session being opened has told already. */
  #early: EngineEvent[] = [];
  #held: HeldSession | undefined;
  #engine: SharedEngine;
  /** Events of earlier sessions are nobody's business. */
  #generation = 0;
  #isOpening = false;
  #isClosed = false;
  #endWait: () => void = () => {};
  #cancelWatch: () => void = () => {};

  /** @throws UndertoneError ENGINE_UNAVAILABLE when no engine of the list opens a session; none is tried twice */
  static async open(options: SessionHolderOptions): Promise<SessionHolder> {
    const holder = new SessionHolder(options);
    for (const engine of options.engines) {
      if (await holder.#tryToOpen(engine)) return holder;
    }
    throw new UndertoneError('ENGINE_UNAVAILABLE', 'no engine of the bot could open a session');
  }

  private constructor(options: SessionHolderOptions) {
    this.#options = options;
    this.#engine = options.engines[0]!;
    this.#round = new FailoverRound(options.engines, options.rules);
  }

  /** The one at hand, or else the one before. */
  get engine(): SharedEngine {
    return this.#engine;
  }

  startTurn(): void {
    this.#tape.begin();
    if (this.#held !== undefined) this.#giveTurn(this.#held);
  }

  pushAudio(audio: CallerAudio): void {
    this.#tape.push(audio);
    this.#held?.session.pushAudio(this.#held.feed.take(audio));
  }

  reply(request: ReplyRequest): void {
    if (request.input.kind === 'dtmf') this.#tape.clear();
    if (!request.speculative) this.#tape.end();
    this.#open.set(request.replyId, { request, audible: false, done: false });
    if (this.#held !== undefined) this.#ask(this.#held, request);
    else if (!this.#isOpening) void this.#takeOver();
  }

  commit(replyId: number): void {
    this.#tape.end();
    const reply = this.#open.get(replyId);
    if (reply?.done === true) this.#answered(replyId);
    else if (reply !== undefined) reply.request = { ...reply.request, speculative: false };
    this.#sessionOf(replyId)?.commit(replyId);
    this.#watch(replyId);
  }

  cancel(replyId: number): void {
    const reply = this.#open.get(replyId);
    this.#open.delete(replyId);
    if (reply?.request.speculative === false) {
      this.#tape.clear();
      this.#cancelWatch();
    }
    this.#sessionOf(replyId)?.cancel(replyId);
  }

  truncate(replyId: number, playedMs: number, heardText: string): void {
    this.#sessionOf(replyId)?.truncate(replyId, playedMs, heardText);
  }

  languageChanged(language: Language): void {
    this.#held?.session.languageChanged?.(language);
  }

  noteSaid(text: string): void {
    if (this.#held !== undefined) this.#held.session.noteSaid(text);
    else if (this.#isOpening) this.#notes.push(text);
  }

  /** So much of a reply was heard. A session that did not make the reply does not know. */
  played(replyId: number, heardText: string): void {
    if (heardText !== '' && this.#sessionOf(replyId) === undefined) this.noteSaid(heardText);
  }

  toolResult(replyId: number, toolCallId: string, result: ToolResult): void {
    this.#sessionOf(replyId)?.toolResult(replyId, toolCallId, result);
    this.#watch(replyId);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#endWait();
    this.#cancelWatch();
    this.#held?.feed.close();
    await this.#held?.end();
  }

  #sessionOf(replyId: number): EngineSession | undefined {
    return this.#held?.known.has(replyId) === true ? this.#held.session : undefined;
  }

  #ask(held: HeldSession, request: ReplyRequest): void {
    const { kind } = request.input;
    if (!held.hasTurn && kind !== 'dtmf' && kind !== 'again') this.#giveTurn(held);
    held.known.add(request.replyId);
    held.session.reply(request);
    this.#watch(request.replyId);
  }

  /** The caller's turn as far as it is known. */
  #giveTurn(held: HeldSession): void {
    const { frames } = this.#tape;
    if (frames === undefined) return;
    held.hasTurn = true;
    held.session.startTurn();
    for (const audio of frames) held.session.pushAudio(held.feed.take(audio));
  }

  #onEvent(generation: number, event: EngineEvent): void {
    if (generation !== this.#generation || this.#isClosed) return;
    if (this.#held === undefined) this.#early.push(event);
    else if (event.type === 'lost') this.#leave(this.#held, event.error);
    else if (event.type === 'failed') this.#onFailed(this.#held, event);
    else {
      this.#follow(this.#held, event);
      this.#options.onEvent(event);
    }
  }

  #follow({ engine }: HeldSession, event: EngineEvent): void {
    if (event.type !== 'done' && event.type !== 'audio' && event.type !== 'tool-call') return;
    const reply = this.#open.get(event.replyId);
    if (reply === undefined) return;
    if (event.type !== 'tool-call') reply.audible = true;
    if (!reply.request.speculative) this.#cancelWatch();
    if (event.type !== 'done') return;
    engine.succeeded();
    reply.done = true;
    // A complete guess is still the session's own until it counts.
    if (!reply.request.speculative) this.#answered(event.replyId);
  }

  #answered(replyId: number): void {
    this.#open.delete(replyId);
    this.#tape.clear();
    this.#round.answered();
  }

  /** Where another engine can make the reply it is asked; else the caller is told. */
  #onFailed(held: HeldSession, event: Extract<EngineEvent, { type: 'failed' }>): void {
    const reply = this.#open.get(event.replyId);
    if (reply?.request.speculative === false && this.#hasOther(held.engine)) {
      this.#leave(held, event.error);
      return;
    }
    if (reply !== undefined) held.engine.failed(event.error);
    this.#open.delete(event.replyId);
    this.#cancelWatch();
    this.#options.onEvent(event);
  }

  #hasOther(engine: SharedEngine): boolean {
    const { language } = this.#options.describe();
    return this.#options.engines.some((other) => other !== engine && other.canServe(language));
  }

  /** For the first audio of a reply that counts, from when it does, and again when a tool has answered. */
  #watch(replyId: number): void {
    const { clock, rules } = this.#options;
    const reply = this.#open.get(replyId);
    if (reply === undefined || reply.audible || reply.request.speculative) return;
    this.#cancelWatch();
    this.#cancelWatch = clock.setTimer(rules.firstAudioMs, () => this.#onLate(replyId), { background: true });
  }

  #onLate(replyId: number): void {
    const held = this.#held;
    if (held === undefined || !held.known.has(replyId) || !this.#hasOther(held.engine)) return;
    const message = `engine ${held.engine.name}: no audio of the reply in time`;
    this.#leave(held, new UndertoneError('ENGINE_TIMEOUT', message));
  }

  /** The session is lost, or of no use any more. */
  #leave(held: HeldSession, error: UndertoneError): void {
    const { clock, onOutage, onCut } = this.#options;
    this.#generation += 1;
    this.#held = undefined;
    this.#isOpening = true;
    this.#cancelWatch();
    held.feed.close();
    void held.end().catch(() => {});
    held.engine.failed(error);
    if (clock.nowMs() - held.openedMs >= steadyMs) this.#round.answered();
    onOutage(error);
    const cut = [...this.#open.keys()];
    this.#open.clear();
    for (const replyId of cut) onCut(replyId);
    void this.#takeOver(error);
  }

  async #takeOver(error?: UndertoneError): Promise<void> {
    const { clock, onEvent, onTakeover } = this.#options;
    const startedMs = clock.nowMs();
    const from = this.#engine.name;
    this.#isOpening = true;
    for (let next = this.#round.next(this.#engine); next !== undefined; next = this.#round.next(next.engine)) {
      if (!this.#isClosed && next.delayMs > 0) await this.#wait(next.delayMs);
      if (this.#isClosed) return;
      if (!(await this.#tryToOpen(next.engine))) continue;
      onTakeover({ from, to: next.engine.name, tries: next.nth, tookMs: clock.nowMs() - startedMs });
      return;
    }
    this.#isOpening = false;
    // The next reply that is asked for tries again.
    this.#round.answered();
    this.#open.clear();
    onEvent({ type: 'lost', error: error ?? new UndertoneError('ENGINE_UNAVAILABLE', 'no session') });
  }

  /** False when it does not open, or not in time, or is lost again before it is open. */
  async #tryToOpen(engine: SharedEngine): Promise<boolean> {
    const { describe, rules, clock, onOutage } = this.#options;
    this.#generation += 1;
    const generation = this.#generation;
    this.#isOpening = true;
    this.#notes = [];
    this.#early = [];
    const opening = engine.open({ ...describe(), onEvent: (event) => this.#onEvent(generation, event) });
    try {
      const lease = await Promise.race([opening, this.#wait(rules.timeoutMs)]).finally(() => this.#endWait());
      if (this.#isClosed) {
        void opening.then((late) => late.end()).catch(() => {});
        return false;
      }
      if (lease === undefined) throw timedOut(engine, opening);
      const feed = new SessionFeed(lease.rates.inputRateHz);
      this.#adopt({ ...lease, engine, feed, openedMs: clock.nowMs(), known: new Set(), hasTurn: false });
      return true;
    } catch (thrown) {
      this.#generation += 1;
      onOutage(asUndertoneError(thrown));
      return false;
    }
  }

  #adopt(held: HeldSession): void {
    this.#engine = held.engine;
    this.#options.onEngine(held.engine, held.rates);
    this.#held = held;
    this.#isOpening = false;
    for (const text of this.#notes.splice(0)) held.session.noteSaid(text);
    if (this.#tape.isRecording) this.#giveTurn(held);
    for (const { request } of this.#open.values()) this.#ask(held, request);
    const generation = this.#generation;
    for (const event of this.#early.splice(0)) this.#onEvent(generation, event);
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

/** Late sessions are closed should they open after all. */
function timedOut(engine: SharedEngine, opening: Promise<EngineLease>): UndertoneError {
  const error = new UndertoneError('ENGINE_TIMEOUT', `engine ${engine.name} did not open a session in time`);
  engine.failed(error);
  opening.then(
    (late) => late.end(),
    () => {},
  );
  return error;
}
