import type { CallAudio, PlayPlace } from '#src/agent/call-audio.js';
import { Conversation } from '#src/agent/conversation.js';
import type { ConversationRecord } from '#src/agent/conversation-options.js';
import type { ReplyRequest, TurnDetection } from '#src/agent/engine.js';
import type { EngineLoad } from '#src/agent/engine-load.js';
import type { EndReason } from '#src/agent/event.js';
import type { Handover } from '#src/agent/handover.js';
import type { FailoverRules } from '#src/agent/session-holder.js';
import { SharedEngine } from '#src/agent/shared-engine.js';
import { type ControllerRules, type ControllerState, defaultRules } from '#src/agent/state.js';
import { defaultPhrases } from '#src/agent/system1/default-phrases.js';
import type { ToolDescription, ToolResult, ToolRunner } from '#src/agent/tool.js';
import { durationMs, type Samples } from '#src/core/audio.js';
import type { Cancel, Clock } from '#src/core/clock.js';
import { type Language, languages } from '#src/core/language.js';
import { ClockedEars, type Sound } from './clocked-ears.js';
import { ManualClock } from './manual-clock.js';
import { ScriptedEngine, type ScriptedReply } from './scripted-engine.js';
import { toneVoice } from './tone-voice.js';

/** Plays at the speed of the clock, as the media plane does: in order, one utterance after the other, pausable. */
export class ClockedAudio implements CallAudio {
  readonly #queue: { id: number; leftMs: number; playedMs: number; closed: boolean }[] = [];
  readonly #cut = new Set<number>();
  #paused = false;
  #tick: Cancel | undefined;
  /** One character a 20 ms packet: the last digit of the utterance's id, or a dot for silence. */
  timeline = '';
  /** How the caller's audio is wanted. */
  listening = '';
  /** How often it was asked to go on softly. */
  ducks = 0;

  constructor(
    private readonly clock: Clock,
    private readonly conversation: () => Conversation,
    private readonly ears: ClockedEars,
  ) {}

  start(): void {
    this.#tick = this.clock.setTimer(20, () => this.#packet());
  }

  stop(): void {
    this.#tick?.();
  }

  listen(rateHz: number, when: 'speech' | 'always'): void {
    this.listening = `${when} at ${rateHz} Hz`;
  }

  play(id: number, samples: Samples, rateHz: number): void {
    if (this.#cut.has(id)) return;
    let entry = this.#queue.find((queued) => queued.id === id);
    if (entry === undefined) {
      entry = { id, leftMs: 0, playedMs: 0, closed: false };
      this.#queue.push(entry);
    }
    entry.leftMs += durationMs(samples.length, rateHz);
  }

  endPlay(id: number): void {
    const entry = this.#queue.find((queued) => queued.id === id);
    if (entry !== undefined) entry.closed = true;
  }

  stopPlay(): void {
    this.#paused = false;
    for (const { id, playedMs } of this.#queue.splice(0)) {
      this.#cut.add(id);
      this.clock.setTimer(0, () => this.conversation().playEnded(id, playedMs, true));
    }
  }

  pausePlay(): void {
    this.#paused = true;
  }

  duckPlay(): void {
    this.ducks += 1;
  }

  resumePlay(place: PlayPlace | undefined): void {
    this.#paused = false;
    const [entry] = this.#queue;
    if (entry === undefined || entry.id !== place?.id) return;
    entry.leftMs += entry.playedMs - place.atMs;
    entry.playedMs = place.atMs;
  }

  turnOver(): void {
    this.ears.turnOver();
  }

  #packet(): void {
    this.start();
    const entry = this.#paused ? undefined : this.#queue[0];
    if (entry === undefined || (entry.leftMs <= 0 && !entry.closed)) {
      this.timeline += '.';
      return;
    }
    if (entry.leftMs > 0) {
      if (entry.playedMs === 0) this.conversation().playStarted(entry.id);
      entry.leftMs -= 20;
      entry.playedMs += 20;
      this.timeline += String(entry.id % 10);
    }
    if (entry.leftMs <= 0 && entry.closed && this.#queue[0] === entry) {
      this.#queue.shift();
      this.conversation().playEnded(entry.id, entry.playedMs, false);
    }
  }
}

export interface RigOptions {
  readonly rules?: Partial<ControllerRules>;
  readonly script?: (nth: number) => ScriptedReply;
  /** Told of each request to the engine. */
  readonly onRequest?: (request: ReplyRequest) => void;
  readonly tools?: readonly ToolDescription[];
  readonly runTool?: (name: string, signal: AbortSignal) => Promise<ToolResult>;
  readonly transfer?: () => Promise<boolean>;
  readonly speculation?: 'none' | 'sequential';
  readonly turnDetection?: TurnDetection;
  readonly rephrases?: boolean;
  /** Of the bot, which begins the call. Default English. */
  readonly language?: Language;
  readonly load?: (clock: Clock) => EngineLoad;
  /** Engines that follow in the list of the bot. */
  readonly others?: (clock: Clock) => readonly ScriptedEngine[];
  readonly failover?: FailoverRules;
  /** What has happened to the engines before the call. */
  readonly prepare?: (engines: readonly ScriptedEngine[], shared: readonly SharedEngine[]) => void;
}

/** A whole conversation on a manual clock: the real Controller and its shell, a scripted engine, a clocked line. */
export async function conversationRig(options: RigOptions = {}) {
  const clock = new ManualClock();
  const engine = new ScriptedEngine(
    clock,
    (request, nth) => {
      options.onRequest?.(request);
      return options.script?.(nth) ?? { text: 'Yes.', audioMs: 400 };
    },
    {
      speculation: options.speculation ?? 'none',
      turnDetection: options.turnDetection ?? 'controller',
      rephrases: options.rephrases ?? false,
      languages,
    },
  );
  const others = options.others?.(clock) ?? [];
  const load = options.load?.(clock);
  const engines = [
    new SharedEngine({ engine, clock, ...(load && { load }) }),
    ...others.map((other, index) => new SharedEngine({ engine: other, clock, name: `other ${index + 1}` })),
  ];
  options.prepare?.([engine, ...others], engines);
  const records: ConversationRecord[] = [];
  const logLines: string[] = [];
  /** After each event. */
  const states: ControllerState[] = [];
  const ends: EndReason[] = [];
  const transfers: string[] = [];
  const handovers: Handover[] = [];
  const tools: ToolRunner = {
    tools: options.tools ?? [],
    run: (call, signal) => options.runTool?.(call.name, signal) ?? Promise.resolve({ ok: true, value: {} }),
  };
  const ears = new ClockedEars(clock, () => conversation);
  const audio: ClockedAudio = new ClockedAudio(clock, () => conversation, ears);
  const conversation: Conversation = await Conversation.open({
    callId: 'call-1',
    clock,
    rules: { ...defaultRules, ...options.rules },
    engines,
    voice: toneVoice,
    tools,
    audio,
    control: {
      transfer: (reason, handover) => {
        transfers.push(reason);
        handovers.push(handover);
        return options.transfer?.() ?? Promise.resolve(true);
      },
      end: (reason) => ends.push(reason),
    },
    language: options.language ?? 'en',
    persona: '',
    greeting: [{ language: 'en', text: 'Hello there.' }],
    phrases: defaultPhrases,
    style: {},
    ...(options.failover && { failover: options.failover }),
    onLogLine: (line) => {
      logLines.push(line);
      if (logLines.length > 1) states.push(conversation.state);
    },
    onRecord: (record) => records.push(record),
  });
  audio.start();
  ears.start();

  /** The caller speaks for that long, and is silent for 200 ms. */
  async function speak(durationInMs: number, sound?: Sound) {
    ears.speak(durationInMs, sound);
    await clock.run(durationInMs + 200);
  }

  async function greet() {
    conversation.answered();
    await clock.run(900);
  }

  const history = () =>
    conversation.context.entries.flatMap((entry) => {
      if ('text' in entry && entry.text === undefined) return [];
      if (entry.role === 'tool') return `tool ${entry.name} ${entry.ok ? 'ok' : 'failed'}`;
      if ('digits' in entry) return `caller keyed ${entry.digits}`;
      return `${entry.role}: ${entry.text}${entry.role === 'bot' && entry.cut ? ' —' : ''}`;
    });

  return {
    clock,
    engine,
    engines,
    conversation,
    records,
    logLines,
    states,
    ends,
    transfers,
    handovers,
    audio,
    ears,
    speak,
    greet,
    history,
  };
}
