import type { Cancel, Clock } from '../core/clock.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import type { Language } from '../core/language.js';
import {
  afterBreakerEvent,
  type Breaker,
  type BreakerEvent,
  type BreakerRules,
  type BreakerState,
  closedBreaker,
  defaultBreakerRules,
} from './circuit-breaker.js';
import type { Engine, EngineSession, EngineSessionOptions } from './engine.js';
import { EngineLoad } from './engine-load.js';
import { openInCodec, type SessionRates } from './pass-through.js';

/** How an engine is, for whoever starts the program and for the log. */
export interface EngineStatus {
  readonly name: string;
  readonly state: BreakerState;
  /** What went wrong last; undefined while all is well. */
  readonly error: UndertoneError | undefined;
  /** Open now. */
  readonly sessions: number;
  /** Of another user of the engine, too: it has said that there are none left. */
  readonly isFull: boolean;
}

export interface SharedEngineOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Its name in the configuration; default: the engine's own. */
  readonly name?: string;
  /** Calls that there can be at most; undefined: as many as come. */
  readonly mostCalls?: number;
  readonly load?: EngineLoad;
  readonly breaker?: BreakerRules;
  readonly onChange?: (status: EngineStatus) => void;
}

/** A session with its place, which is free again when it is closed. */
export interface EngineLease {
  readonly session: EngineSession;
  readonly rates: SessionRates;
  /** Closes the session. Harmless when done twice. */
  end(): Promise<void>;
}

/** A healthy engine is asked how it is as often as this, a full one sooner. */
const probeEveryMs = 30_000;
const probeFullMs = 5_000;
const probeTimeoutMs = 3_000;

/**
 * One engine as all calls share it: behind its circuit breaker, with its places counted, and asked from time to time how it
 * is. docs/adr/0117-circuit-breaker.md.
 */
export class SharedEngine {
  readonly name: string;
  readonly engine: Engine;
  readonly load: EngineLoad;
  readonly #clock: Clock;
  readonly #rules: BreakerRules;
  readonly #onChange: (status: EngineStatus) => void;
  #breaker: Breaker;
  #error: UndertoneError | undefined;
  #sessions = 0;
  /** Sessions that try out an engine which seems to be back. */
  #trials = 0;
  /** By its own word at the last probe. */
  #isFull = false;
  #isWatched = false;
  #isClosed = false;
  /** When the engine is asked next. */
  #probeDueMs: number | undefined;
  #cancelProbe: Cancel = () => {};
  #probing: AbortController | undefined;

  constructor(options: SharedEngineOptions) {
    const { engine, clock, name = engine.name, breaker = defaultBreakerRules, mostCalls, onChange } = options;
    this.engine = engine;
    this.name = name;
    this.#clock = clock;
    this.#rules = breaker;
    this.#breaker = closedBreaker(breaker);
    this.#onChange = onChange ?? (() => {});
    const limits = [engine.capabilities.concurrentSessions, mostCalls].filter((limit) => limit !== undefined);
    this.load = options.load ?? new EngineLoad(clock, limits.length === 0 ? undefined : Math.min(...limits));
  }

  get status(): EngineStatus {
    const { name } = this;
    return { name, state: this.#breaker.state, error: this.#error, sessions: this.#sessions, isFull: this.#hasNoPlace };
  }

  /** Whether a session in that language may be opened now. */
  canServe(language: Language): boolean {
    return this.#reasonAgainst(language) === undefined;
  }

  /** How long a caller who was refused should wait; a guess where only a call's end can help. */
  get retryAfterMs(): number {
    if (this.#probeDueMs === undefined || this.#breaker.state === 'half-open') return probeFullMs;
    return Math.max(0, this.#probeDueMs - this.#clock.nowMs());
  }

  /** @throws UndertoneError ENGINE_UNAVAILABLE without asking the engine while it is out or has no place; else the engine's own */
  async open(options: EngineSessionOptions): Promise<EngineLease> {
    const reason = this.#reasonAgainst(options.language);
    if (reason !== undefined) throw new UndertoneError('ENGINE_UNAVAILABLE', `engine ${this.name} ${reason}`);
    const release = this.#takePlace();
    try {
      const { session, rates } = await openInCodec(this.engine, options);
      return { session, rates, end: () => session.close().finally(release) };
    } catch (thrown) {
      release();
      this.failed(asUndertoneError(thrown));
      throw thrown;
    }
  }

  /** It answered. */
  succeeded(): void {
    this.#note('succeeded', undefined);
  }

  /** A session could not be opened, was lost, or a reply failed or did not come. */
  failed(error: UndertoneError): void {
    this.#note('failed', error);
  }

  /** Asks it how it is, now and from now on; resolves with the first answer. */
  watch(): Promise<void> {
    this.#isWatched = true;
    return this.#probe();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelProbe();
    this.#probing?.abort();
    await this.engine.close();
  }

  /** Gives back what gives it back. */
  #takePlace(): () => void {
    const trials = this.#breaker.state === 'half-open' ? 1 : 0;
    this.#sessions += 1;
    this.#trials += trials;
    this.load.sessionOpened();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#sessions -= 1;
      this.#trials -= trials;
      this.#isFull = false;
      this.load.sessionClosed();
    };
  }

  #reasonAgainst(language: Language): string | undefined {
    const { state } = this.#breaker;
    if (!this.engine.capabilities.languages.includes(language)) return `does not speak ${language}`;
    if (state === 'open') return `is out (${this.#error?.code ?? 'ENGINE_UNAVAILABLE'})`;
    if (state === 'half-open' && this.#trials > 0) return 'is being tried out';
    return this.#hasNoPlace ? 'has no free session' : undefined;
  }

  get #hasNoPlace(): boolean {
    const { concurrentSessions } = this.engine.capabilities;
    return this.#isFull || (concurrentSessions !== undefined && this.#sessions >= concurrentSessions);
  }

  #note(event: BreakerEvent, error: UndertoneError | undefined): void {
    const before = this.#breaker;
    this.#breaker = afterBreakerEvent(before, event, this.#rules);
    if (error !== undefined) this.#error = error;
    else if (this.#breaker.state === 'closed') this.#error = undefined;
    if (this.#breaker.state === before.state) return;
    // A probe that is under way tells when the next one is due.
    if (this.#probing === undefined) this.#schedule();
    this.#onChange(this.status);
  }

  async #probe(): Promise<void> {
    if (this.#probing !== undefined || this.#isClosed) return;
    const probing = new AbortController();
    this.#probing = probing;
    const cancel = this.#clock.setTimer(probeTimeoutMs, () => probing.abort(), { background: true });
    const aborted = new Promise<undefined>((resolve) => {
      probing.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const health = await Promise.race([this.engine.probe(probing.signal), aborted]);
    cancel();
    this.#isFull = health?.up === true && health.freeSessions === 0;
    const error = health === undefined ? timedOut(this.name) : health.up ? undefined : asUndertoneError(health.error);
    if (!this.#isClosed) this.#note(error === undefined ? 'probe-up' : 'probe-down', error);
    this.#probing = undefined;
    this.#schedule();
  }

  #schedule(): void {
    this.#cancelProbe();
    this.#probeDueMs = undefined;
    const isOpen = this.#breaker.state === 'open';
    if (this.#isClosed || !(isOpen || this.#isWatched)) return;
    const delayMs = isOpen ? this.#breaker.waitMs : this.#isFull ? probeFullMs : probeEveryMs;
    this.#probeDueMs = this.#clock.nowMs() + delayMs;
    this.#cancelProbe = this.#clock.setTimer(delayMs, () => void this.#probe(), { background: true });
  }
}

const timedOut = (name: string) =>
  new UndertoneError('ENGINE_TIMEOUT', `engine ${name} did not tell how it is in time`);
