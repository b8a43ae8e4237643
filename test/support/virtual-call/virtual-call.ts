/**
 * A whole call in virtual time, the same to the bit in every run and many times faster than the clock on the wall: the
 * product's Call with its Controller, and everything its media worker does for a call (G.711, jitter buffer, ears with
 * their model, pacing). Only SIP, the network and the engine are not the product's.
 */
import type { TurnModel } from '#src/agent/end-of-turn/turn-model.js';
import type { EngineCapabilities, ReplyRequest } from '#src/agent/engine.js';
import type { EngineLoad } from '#src/agent/engine-load.js';
import type { LoggedEvent } from '#src/agent/event-log.js';
import { SharedEngine } from '#src/agent/shared-engine.js';
import { type ControllerRules, defaultRules } from '#src/agent/state.js';
import { defaultPhrases } from '#src/agent/system1/default-phrases.js';
import type { ToolRunner } from '#src/agent/tool.js';
import type { Voice } from '#src/agent/voice.js';
import { Call } from '#src/call/call.js';
import type { AudibleRun } from '#src/caller/audible.js';
import type { CallEvent } from '#src/core/call-event.js';
import type { Clock } from '#src/core/clock.js';
import type { Language } from '#src/core/language.js';
import type { VoiceModel } from '#src/media/ears/voice-model.js';
import type { ReferOutcome } from '#src/sip/sip.js';
import { ManualClock } from '../manual-clock.js';
import { ScriptedEngine, type ScriptedReply } from '../scripted-engine.js';
import { toneVoice } from '../tone-voice.js';
import { VirtualCaller } from './virtual-caller.js';
import { VirtualInvitation } from './virtual-invitation.js';
import { VirtualMedia } from './virtual-media.js';
import { VirtualWire, type WireOptions } from './virtual-wire.js';

const tickMs = 20;
/** So long the bot is silent between two things it says. */
const silentMs = 300;

export interface VirtualCallOptions {
  readonly model: VoiceModel;
  /** What the engine answers. */
  readonly script: (request: ReplyRequest, nth: number) => ScriptedReply;
  /** Whether the engine can guess. Default true. */
  readonly speculation?: boolean;
  /** What else the engine can or cannot do. */
  readonly capabilities?: Partial<EngineCapabilities>;
  readonly load?: (clock: Clock) => EngineLoad;
  /** What another engine answers, which goes on when the first one is lost. Default: there is none. */
  readonly backup?: (request: ReplyRequest, nth: number) => ScriptedReply;
  readonly rules?: Partial<ControllerRules>;
  readonly tools?: ToolRunner;
  /** Of the bot's own words. Default: a tone of 50 ms a character. */
  readonly voice?: Voice;
  /** Asked about pauses where the rules say so. */
  readonly turnModel?: TurnModel;
  /** What a REFER comes to, where there is somebody to transfer to. */
  readonly refer?: () => Promise<ReferOutcome>;
  /** Of the bot, which begins the call. Default English. */
  readonly language?: Language;
  /** Default 'Hi.' */
  readonly greeting?: string;
  readonly wire?: WireOptions;
  /** When the caller's packets are sent, after the bot's ticks. Default 10. */
  readonly phaseMs?: number;
  /** From the answer to its acknowledgement. Default 0. */
  readonly ackMs?: number;
  /** What the media worker tells arrives so much later, as on a busy machine. Default 0. */
  readonly hopMs?: number;
}

export class VirtualCall {
  readonly clock = new ManualClock();
  readonly engine: ScriptedEngine;
  readonly backup: ScriptedEngine | undefined;
  readonly caller: VirtualCaller;
  readonly events: { readonly atMs: number; readonly event: CallEvent }[] = [];
  /** The conversation's event log so far, without its header. */
  readonly log: LoggedEvent[] = [];
  readonly invitation: VirtualInvitation;
  readonly #media: VirtualMedia;
  readonly #call: Call;

  /** A call that was just answered. */
  static async start(options: VirtualCallOptions): Promise<VirtualCall> {
    const call = new VirtualCall(options);
    await settle();
    return call;
  }

  private constructor(options: VirtualCallOptions) {
    const { clock } = this;
    const {
      model,
      script,
      speculation = true,
      rules,
      wire = {},
      greeting = 'Hi.',
      language = 'en',
      phaseMs = 10,
    } = options;
    const toCaller = new VirtualWire(clock, wire, (bytes) => this.caller.receive(bytes));
    const toBot = new VirtualWire(clock, { ...wire, seed: (wire.seed ?? 1) + 1 }, (bytes) =>
      this.#media.receive(bytes),
    );
    const capabilities = { speculation: speculation ? 'sequential' : 'none', ...options.capabilities } as const;
    this.engine = new ScriptedEngine(clock, script, capabilities);
    this.backup = options.backup && new ScriptedEngine(clock, options.backup, capabilities);
    this.caller = new VirtualCaller(clock, (bytes) => toBot.send(bytes));
    this.#media = new VirtualMedia(clock, model, (bytes) => toCaller.send(bytes), options.hopMs);
    this.invitation = new VirtualInvitation({
      offerSdp: this.caller.offer(),
      onAnswer: (answer) => this.caller.pickUp(answer, phaseMs),
      acknowledged: () => new Promise((resolve) => void clock.setTimer(options.ackMs ?? 0, () => resolve())),
      refer: options.refer,
    });
    const load = options.load?.(clock);
    this.#call = new Call({
      incoming: this.invitation,
      bot: {
        name: 'bot',
        engines: [
          new SharedEngine({ engine: this.engine, clock, ...(load && { load }) }),
          ...(this.backup === undefined ? [] : [new SharedEngine({ engine: this.backup, clock, name: 'backup' })]),
        ],
        voice: options.voice ?? toneVoice,
        tools: options.tools ?? { tools: [], run: async () => ({ ok: true, value: {} }) },
        language,
        persona: '',
        greeting: [{ language, text: greeting }],
        phrases: defaultPhrases,
        style: {},
        rules: { ...defaultRules, ...rules },
        turnModel: options.turnModel,
        transfer: options.refer && { target: 'sip:agent@192.0.2.3', timeoutMs: 10_000 },
      },
      media: this.#media,
      mediaAddress: '192.0.2.2',
      clock,
      onEvent: (event) => this.events.push({ atMs: clock.nowMs(), event }),
      onLogLine: (line) => {
        const entry = JSON.parse(line) as LoggedEvent | { readonly event?: undefined };
        if (entry.event !== undefined) this.log.push(entry);
      },
    });
  }

  /** How the caller's turn sounds so far to the anger model, 0 to 1, which these calls are without. */
  sounds(anger: number): void {
    const { clock } = this;
    const manner = { activeMs: 1500, loudDbfs: -20, syllablesPerSecond: 4, pitchHz: 200 };
    this.#media.tells({ type: 'voice', reading: { atMs: clock.nowMs(), anger, angerThreshold: 0.7, ...manner } });
  }

  /** Lets time pass, rounded up to whole ticks. */
  async run(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += tickMs) await this.#tick();
  }

  /** Lets time pass until `done`, for `limitMs` at most. False when it was not. */
  async runUntil(done: () => boolean, limitMs: number): Promise<boolean> {
    for (let passedMs = 0; !done() && passedMs < limitMs; passedMs += tickMs) await this.#tick();
    return done();
  }

  /** Until the bot has said something, or something more, and is silent. */
  async waitReply(limitMs = 15_000): Promise<boolean> {
    const before = this.#heardUpToMs();
    const isSilent = () => this.clock.nowMs() - this.#heardUpToMs() >= silentMs;
    return this.runUntil(() => this.#heardUpToMs() > before && isSilent(), limitMs);
  }

  /** Until the bot has been audible for so long in one breath. */
  async waitAudible(durationMs: number, limitMs = 15_000): Promise<boolean> {
    const before = this.#heardUpToMs();
    const isHeard = ({ fromMs, toMs }: AudibleRun) => toMs > before && toMs - fromMs >= durationMs;
    return this.runUntil(() => this.caller.runs.some(isHeard), limitMs);
  }

  #heardUpToMs(): number {
    return this.caller.runs.at(-1)?.toMs ?? 0;
  }

  /** The caller hangs up. */
  async end(): Promise<void> {
    this.caller.hangUp();
    this.invitation.bye();
    await this.#call.over;
    await this.#media.close();
  }

  async #tick(): Promise<void> {
    this.clock.advance(tickMs);
    await settle();
    await this.#media.tick();
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
