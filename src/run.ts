/** The composition root: starts everything a configuration asks for, and takes it down in order. */
import type { Logger } from 'pino';
import type { EngineStatus } from './agent/shared-engine.js';
import { buildBots } from './bots.js';
import { busySeconds, retryAfter } from './call/admission.js';
import type { Bot } from './call/bot.js';
import { Call } from './call/call.js';
import type { LoadedConfig } from './config/load.js';
import { routingOptions } from './config/routing.js';
import { addGuesses, type CallEvent, noGuesses } from './core/call-event.js';
import type { Clock } from './core/clock.js';
import { asUndertoneError, type ErrorCode, UndertoneError } from './core/errors.js';
import { localAddressFor } from './media/local-address.js';
import type { MediaPlane } from './media/media.js';
import type { ModelPlaces } from './models/places.js';
import { callLog, logGuessTotal } from './ops/call-log.js';
import { ConversationLogs } from './ops/conversation-logs.js';
import { type MissingPart, startParts } from './parts.js';
import type { BotHearing, StartRecognition } from './recognition.js';
import { startSipController } from './sip/controller.js';
import { type RoutingTable, route, routingTable } from './sip/route.js';
import type { IncomingCall, SipAddress, SipController } from './sip/sip.js';

export interface RunOptions {
  readonly config: LoadedConfig;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where models are looked for; default: those of this installation. */
  readonly modelPlaces?: ModelPlaces;
  /** Starts the embedded recognisers; default: those of the configuration. */
  readonly recognition?: StartRecognition;
  /** Told of every call event, besides the log. */
  readonly onEvent?: (event: CallEvent) => void;
}

export interface Running {
  readonly listening: readonly SipAddress[];
  /** Base URL of the demo back office; undefined when it is switched off. */
  readonly backOfficeUrl: string | undefined;
  /** Optional parts that are not there, for the person who started the program. */
  readonly missing: readonly MissingPart[];
  /** What callers are heard in by the embedded recognisers. */
  readonly hearing: readonly BotHearing[];
  /** The speech engines that bots have, and how they were at the start. */
  readonly engines: readonly EngineStatus[];
  /** Calls under way. */
  readonly calls: number;
  /** Refuses new calls, lets the others end for up to `drainMs`, hangs up what is left, and stops everything. */
  stop(drainMs: number): Promise<void>;
}

/** @throws UndertoneError of the part that cannot start; what was started by then is stopped again */
export async function run(options: RunOptions): Promise<Running> {
  const parts = await startParts(options);
  try {
    const line = new Line(options, buildBots(options.config, parts), parts.media);
    // An engine that is away is said, and asked again: it may come.
    const engines = await parts.watchEngines();
    await line.open();
    return new Service(line, parts, engines);
  } catch (thrown) {
    await parts.close();
    throw thrown;
  }
}

/** A BYE that nobody answers is sent for 32 s (timer F, RFC 3261 17.1.2.2): too long for somebody who wants to stop. */
const farewellMs = 2_000;

/** Resolves when `done` does, or after `limitMs`. */
function within(clock: Clock, limitMs: number, done: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.setTimer(limitMs, resolve);
    void done.then(() => {
      cancel();
      resolve();
    });
  });
}

/** Takes calls as long as it is open. */
class Line {
  readonly calls = new Set<Call>();
  readonly #options: RunOptions;
  readonly #bots: ReadonlyMap<string, Bot>;
  readonly #media: MediaPlane;
  readonly #table: RoutingTable;
  readonly #tell: (event: CallEvent) => void;
  readonly #conversationLogs: ConversationLogs | undefined;
  #sip: SipController | undefined;
  #draining = false;
  #guesses = noGuesses;

  constructor(options: RunOptions, bots: ReadonlyMap<string, Bot>, media: MediaPlane) {
    const { config, log, onEvent } = options;
    this.#options = options;
    this.#bots = bots;
    this.#media = media;
    this.#table = routingTable(routingOptions(config.config));
    const logCall = callLog({ log, clear: config.config.log.transcripts === 'clear' });
    this.#tell = (event) => {
      logCall(event);
      if (event.type === 'ended') this.#guesses = addGuesses(this.#guesses, event.guesses);
      onEvent?.(event);
    };
    const folder = config.config.log.conversations;
    this.#conversationLogs = folder === undefined ? undefined : new ConversationLogs(config.resolve(folder), log);
  }

  async open(): Promise<void> {
    const { config, clock, log } = this.#options;
    const { drachtio, listeners, max_calls } = config.config.sip;
    const server = drachtio === 'embedded' ? drachtio : { ...drachtio, secret: drachtio.secret.reveal() };
    this.#sip = await startSipController({
      drachtio: server,
      listeners,
      maxCalls: max_calls,
      clock,
      log,
      userAgent: 'Undertone',
      onInvite: (incoming) => void this.#take(incoming).catch((thrown) => this.#refuseFor(incoming, thrown)),
    });
  }

  get listening(): readonly SipAddress[] {
    return this.#sip?.listening ?? [];
  }

  /** Refuses new calls from here on; resolves when the last one is over, or after `drainMs` hangs up. */
  async drain(drainMs: number): Promise<void> {
    this.#draining = true;
    const { clock } = this.#options;
    const over = Promise.all([...this.calls].map((call) => call.over));
    await within(clock, drainMs, over);
    for (const call of this.calls) call.hangUp('shut-down');
    await within(clock, farewellMs, over);
    await this.#sip?.close();
    await this.#conversationLogs?.close();
    logGuessTotal(this.#options.log, this.#guesses);
  }

  async #take(incoming: IncomingCall): Promise<void> {
    const { clock } = this.#options;
    const wallMs = clock.wallMs();
    const decision = route(this.#table, {
      sourceAddress: incoming.source.address,
      calledUser: incoming.calledUser,
      callerUser: incoming.caller.user,
      wallMs,
    });
    if (this.#draining) return this.#refuse(incoming, 'SIP_OVERLOADED', 'shutting down', { 'Retry-After': '30' });
    if (decision.outcome === 'refused') {
      return this.#refuse(incoming, decision.code, decision.steps.at(-1)?.reason ?? '');
    }
    const bot = this.#bots.get(decision.bot);
    if (bot === undefined) return this.#refuse(incoming, 'BUG', `no bot ${decision.bot}`);
    this.#tell({
      type: 'invited',
      ...this.#facts(incoming),
      bot: bot.name,
      route: decision.route,
    });
    const waitSeconds = busySeconds(bot);
    if (waitSeconds !== undefined) {
      const message = `no engine of bot ${bot.name} can take a call`;
      return this.#refuse(incoming, 'ENGINE_UNAVAILABLE', message, retryAfter(waitSeconds));
    }
    const mediaAddress = await this.#mediaAddress(incoming);
    if (this.#draining) return this.#refuse(incoming, 'SIP_OVERLOADED', 'shutting down', { 'Retry-After': '30' });
    const file = this.#conversationLogs?.open(incoming.callId, wallMs);
    const onLogLine = file && ((line: string) => file.write(line));
    const call = new Call({ incoming, bot, media: this.#media, mediaAddress, clock, onEvent: this.#tell, onLogLine });
    this.calls.add(call);
    await call.over;
    this.calls.delete(call);
    await file?.close();
  }

  #refuse(incoming: IncomingCall, code: ErrorCode, message: string, headers?: Readonly<Record<string, string>>): void {
    const status = new UndertoneError(code, message).kind.sipStatus ?? 500;
    incoming.reject(status, undefined, headers);
    this.#tell({ type: 'refused', ...this.#facts(incoming), status, code, message });
  }

  #refuseFor(incoming: IncomingCall, thrown: unknown): void {
    const { code, message } = asUndertoneError(thrown);
    this.#refuse(incoming, code, message);
  }

  #facts({ callId, caller, calledUser, source }: IncomingCall) {
    return { callId, caller: caller.user, called: calledUser, source: source.address };
  }

  #mediaAddress(incoming: IncomingCall): Promise<string> {
    const { address } = this.#options.config.config.media;
    return address === 'auto' ? localAddressFor(incoming.source.address) : Promise.resolve(address);
  }
}

class Service implements Running {
  constructor(
    private readonly line: Line,
    private readonly parts: Awaited<ReturnType<typeof startParts>>,
    readonly engines: readonly EngineStatus[],
  ) {}

  get listening(): readonly SipAddress[] {
    return this.line.listening;
  }

  get backOfficeUrl(): string | undefined {
    return this.parts.backOfficeUrl;
  }

  get missing(): readonly MissingPart[] {
    return this.parts.missing;
  }

  get hearing(): readonly BotHearing[] {
    return this.parts.hearing;
  }

  get calls(): number {
    return this.line.calls.size;
  }

  async stop(drainMs: number): Promise<void> {
    await this.line.drain(drainMs);
    await this.parts.close();
  }
}
