import type { GuessAccount } from '../core/call-event.js';
import type { UndertoneError } from '../core/errors.js';
import type { Language } from '../core/language.js';
import type { LineCue } from '../core/line-cues.js';
import type { VoiceReading } from '../core/voice-reading.js';
import type { CallerAudio } from './caller-audio.js';
import type { ContextManager } from './context.js';
import { continuation } from './continuation.js';
import { ConversationBooks } from './conversation-books.js';
import type { ConversationOptions } from './conversation-options.js';
import type { Effect, HistoryEntry } from './effect.js';
import { EngineListener } from './engine-listener.js';
import type { ControllerEvent, EndReason } from './event.js';
import { type EventLog, openEventLog } from './event-log.js';
import { turnAskedAgain } from './failover-moves.js';
import { handoverOf } from './handover.js';
import type { SessionRates } from './pass-through.js';
import { PreRoll } from './pre-roll.js';
import { reduce } from './reduce.js';
import type { ReplyScreening } from './reply-stream.js';
import { defaultFailoverRules, SessionHolder } from './session-holder.js';
import type { SharedEngine } from './shared-engine.js';
import { speakingManner } from './speaking-manner.js';
import { type ControllerState, initialState, rulesFor, type TurnState } from './state.js';
import { Timers } from './timers.js';
import { ToolRuns } from './tool-runs.js';
import { TurnJudge } from './turn-judge.js';
import { Utterances } from './utterances.js';

/**
 * One conversation: feeds what happens to the pure Controller (reduce) and carries out its effects on the engine,
 * the voice, the tools and the call. Holds no decision of its own.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #timers: Timers;
  readonly #utterances: Utterances;
  readonly #toolRuns: ToolRuns;
  readonly #preRoll = new PreRoll();
  readonly #turnJudge: TurnJudge;
  readonly #queue: ControllerEvent[] = [];
  readonly #books: ConversationBooks;
  readonly #listener: EngineListener;
  #log: EventLog | undefined;
  #session: SessionHolder | undefined;
  /** The one at hand, or else the one before. */
  #engine: SharedEngine | undefined;
  #outputRateHz = 8000;
  #state: ControllerState;
  #reducing = false;

  /** @throws UndertoneError ENGINE_UNAVAILABLE, ENGINE_TIMEOUT */
  static async open(options: ConversationOptions): Promise<Conversation> {
    const conversation = new Conversation(options);
    try {
      conversation.#session = await conversation.#openSession();
    } catch (thrown) {
      conversation.#books.close(options.clock.nowMs());
      throw thrown;
    }
    return conversation;
  }

  private constructor(options: ConversationOptions) {
    this.#options = options;
    this.#timers = new Timers(options.clock, (timer) => this.#dispatch({ type: 'timer', timer }));
    this.#toolRuns = new ToolRuns(options.tools, (id, { toolCallId, name }, result) =>
      this.#dispatch({ type: 'tool-result', id, toolCallId, name, result }),
    );
    this.#utterances = new Utterances({
      voice: options.voice,
      audio: options.audio,
      greeting: options.greeting,
      phrases: options.phrases,
      onWords: (id, atMs) => this.#dispatch({ type: 'words', id, atMs }),
      onFailed: (id, error, silent) => this.#onPhraseFailed(id, error, silent),
    });
    this.#turnJudge = new TurnJudge(options.turnModel, (pause, finished) =>
      this.#dispatch({ type: 'turn-hint', pause, finished }),
    );
    this.#state = initialState(options.rules, options.language);
    this.#books = new ConversationBooks(options.language, options.tools.tools);
    this.#listener = new EngineListener({
      replies: this.#utterances.replies,
      context: this.context,
      toolRuns: this.#toolRuns,
      outputRateHz: () => this.#outputRateHz,
      dispatch: (event) => this.#dispatch(event),
      remember: (entry) => this.#remember(entry),
      forget: (id) => this.#utterances.forget(id),
      onAudible: () => this.#leaveUnsaid(),
      onRecord: options.onRecord,
    });
  }

  #openSession(): Promise<SessionHolder> {
    const { callId, clock, engines, persona, tools, codec, failover = defaultFailoverRules, onRecord } = this.#options;
    return SessionHolder.open({
      engines,
      clock,
      rules: failover,
      describe: () => ({
        callId,
        language: this.language,
        persona,
        tools: tools.tools,
        ...(codec === undefined ? {} : { passThrough: codec }),
        context: this.context.snapshot(turnAskedAgain(this.#state)),
      }),
      onEvent: (event) => {
        this.#books.onEngineEvent(event, clock.nowMs());
        this.#listener.take(event);
      },
      onEngine: (engine, rates) => this.#onEngine(engine, rates),
      onCut: (id) => this.#onReplyCut(id),
      onOutage: ({ code, message }) => onRecord({ type: 'failed', code, message }),
      onTakeover: (takeover) => onRecord({ type: 'took-over', ...takeover }),
    });
  }

  /** The first one tells what the Controller goes by from the beginning, the others change it. */
  #onEngine(shared: SharedEngine, rates: SessionRates): void {
    this.#outputRateHz = rates.outputRateHz;
    if (shared === this.#engine) return;
    const isFirst = this.#engine === undefined;
    this.#engine = shared;
    this.#books.engineChanged(shared.load);
    const { capabilities } = shared.engine;
    const rules = rulesFor(this.#options.rules, capabilities);
    if (isFirst) {
      this.#state = initialState({ ...this.#options.rules, ...rules }, this.language);
      this.#log = openEventLog(this.#options, this.#state.rules);
    } else this.#dispatch({ type: 'engine-changed', rules });
    this.#options.audio.listen(rates.inputRateHz, capabilities.turnDetection === 'controller' ? 'speech' : 'always');
  }

  #onReplyCut(id: number): void {
    this.#books.replyCut(id, this.#options.clock.nowMs());
    // What has no sound is not played to an end.
    if (this.#utterances.get(id)?.audioMs === 0) this.#utterances.forget(id);
    this.#dispatch({ type: 'reply-cut', id });
  }

  /** Of the Controller, for onlookers. */
  get state(): ControllerState {
    return this.#state;
  }

  get turn(): TurnState {
    return this.#state.turn;
  }

  get language(): Language {
    return this.#state.language;
  }

  get context(): ContextManager {
    return this.#books.context;
  }

  /** What guessing has cost and gained so far; final when the conversation is over. */
  get guesses(): GuessAccount {
    return this.#books.guesses;
  }

  answered(): void {
    this.#dispatch({ type: 'answered' });
  }

  speech(event: Extract<ControllerEvent, { type: 'speech-start' | 'speech-pause' | 'speech-resume' | 'cues' }>): void {
    if (event.type === 'speech-start') this.#preRoll.clear();
    this.#dispatch(event);
  }

  voice(reading: VoiceReading): void {
    this.#dispatch({ type: 'voice', reading });
  }

  line(cue: LineCue): void {
    this.#dispatch({ type: 'line', cue });
  }

  callerAudio(audio: CallerAudio): void {
    this.#preRoll.push(audio);
    this.#pushToTurn(audio);
  }

  #pushToTurn(audio: CallerAudio): void {
    this.#session?.pushAudio(audio);
    this.#turnJudge.push(audio);
  }

  held(held: boolean): void {
    this.#dispatch({ type: 'hold', held });
  }

  dtmf(digit: string): void {
    this.#dispatch({ type: 'dtmf', digit });
  }

  playStarted(id: number): void {
    if (this.#utterances.get(id) !== undefined) this.context.utteranceBegun(id);
    this.#dispatch({ type: 'play-started', id });
  }

  playEnded(id: number, playedMs: number, cut: boolean): void {
    const utterance = this.#utterances.get(id);
    if (utterance === undefined) return;
    const own = this.#utterances.isOwn(id);
    const heardText = cut ? utterance.heardBy(playedMs) : utterance.text;
    this.#utterances.forget(id);
    if (!own) this.#session?.played(id, heardText);
    this.#dispatch({ type: 'play-ended', id, own, playedMs, cut, heardText });
  }

  /** The call is gone, by whatever end. */
  gone(reason: EndReason): void {
    this.#dispatch({ type: 'gone', reason });
  }

  async close(): Promise<void> {
    this.gone('shut-down');
    this.#timers.cancelAll();
    this.#toolRuns.abort();
    this.#log?.end();
    this.#books.close(this.#options.clock.nowMs());
    await this.#session?.close();
  }

  /** Events that an effect causes wait until the effects of the one before are done. */
  #dispatch(event: ControllerEvent): void {
    this.#queue.push(event);
    if (this.#reducing) return;
    this.#reducing = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#step(next);
    } finally {
      this.#reducing = false;
    }
  }

  #step(event: ControllerEvent): void {
    const { turn: before, language } = this.#state;
    const nowMs = this.#options.clock.nowMs();
    const { state, effects } = reduce(this.#state, event, nowMs);
    this.#state = state;
    this.#log?.add(event, nowMs, state.turn);
    this.context.languageChanged(state.language);
    if (state.language !== language) this.#session?.languageChanged(state.language);
    if (state.turn !== before) {
      this.#options.onRecord({ type: 'state', from: before, to: state.turn, event: event.type });
    }
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    this.#books.onEffect(effect, this.#options.clock.nowMs());
    const carry = this.#effects[effect.type] as (effect: Effect) => void;
    carry(effect);
  }

  readonly #effects: { readonly [T in Effect['type']]: (effect: Extract<Effect, { type: T }>) => void } = {
    'start-turn': () => {
      this.#allowGuesses();
      this.#session?.startTurn();
      this.#turnJudge.beginTurn();
      // An engine that hears the turns itself has had it already.
      const hasNotHeard = this.#state.rules.turnDetection === 'controller';
      for (const audio of this.#preRoll.take()) {
        if (hasNotHeard) this.#session?.pushAudio(audio);
        this.#turnJudge.push(audio);
      }
    },
    'turn-over': () => {
      this.#options.audio.turnOver();
      this.#turnJudge.turnOver();
    },
    'judge-pause': ({ pause }) => this.#turnJudge.ask(pause),
    'request-reply': ({ id, input, speculative, language, instruction: said, insteadOf }) => {
      this.#utterances.beginReply(id, this.#screening(id));
      if (speculative) this.#options.onRecord({ type: 'guess', outcome: 'started' });
      const { style, toThePoint, instruction: manner } = speakingManner(this.#state, this.#options.style);
      const parts = [insteadOf && continuation(insteadOf.heardText), said, manner];
      const instruction = parts.filter(Boolean).join(' ') || undefined;
      this.#session?.reply({ replyId: id, input, speculative, style, language, instruction, toThePoint });
    },
    'commit-reply': ({ id }) => {
      this.#options.onRecord({ type: 'guess', outcome: 'committed' });
      this.#session?.commit(id);
    },
    'cancel-reply': ({ id }) => {
      this.#utterances.cancelReply(id);
      this.#session?.cancel(id);
    },
    'discard-guess': ({ id }) => {
      this.#options.onRecord({ type: 'guess', outcome: 'discarded' });
      this.#utterances.forget(id);
      this.#session?.cancel(id);
    },
    'retract-reply': ({ id }) => {
      this.#utterances.forget(id);
      this.#session?.cancel(id);
      this.#session?.truncate(id, 0, '');
    },
    'pass-reply': ({ id }) => this.#utterances.replies.get(id)?.pass(),
    'truncate-reply': ({ id, playedMs, heardText }) => this.#session?.truncate(id, playedMs, heardText),
    'note-said': ({ text }) => this.#session?.noteSaid(text),
    'play-reply': ({ id }) => this.#utterances.replies.get(id)?.release(),
    'hold-reply': ({ id }) => this.#utterances.replies.get(id)?.hold(),
    say: ({ id, words }) => {
      const { style } = speakingManner(this.#state, this.#options.style);
      this.#utterances.say(id, words, this.language, style);
    },
    'stop-play': () => {
      this.#utterances.stopSaying();
      this.#options.audio.stopPlay();
    },
    'pause-play': () => this.#options.audio.pausePlay(),
    'duck-play': () => this.#options.audio.duckPlay(),
    'resume-play': ({ place }) => this.#options.audio.resumePlay(place),
    'run-tool': ({ id, call }) => void this.#toolRuns.run(id, call),
    'answer-tool': ({ id, toolCallId, result }) => this.#session?.toolResult(id, toolCallId, result),
    'abort-tools': ({ id }) => this.#toolRuns.abort(id),
    'set-timer': ({ timer, delayMs }) => this.#timers.set(timer, delayMs),
    'cancel-timer': ({ timer }) => this.#timers.cancel(timer),
    transfer: ({ reason }) => {
      void this.#options.control
        .transfer(reason, handoverOf(this.#state.attention.mood.track.mood, this.context.snapshot()))
        .then((accepted) => this.#dispatch({ type: 'transfer-result', accepted }));
    },
    end: ({ reason }) => {
      this.#timers.cancelAll();
      this.#options.control.end(reason);
    },
    remember: ({ entry }) => this.#remember(entry),
    'report-mood': ({ mood }) => this.#options.onRecord({ type: 'mood', mood }),
    'report-mood-action': ({ action, mood }) => this.#options.onRecord({ type: 'mood-action', action, mood }),
    'report-drift': ({ drift }) => this.#options.onRecord({ type: 'language-drift', drift }),
    'report-turn': ({ waterfall }) => this.#options.onRecord({ type: 'turn', waterfall }),
    'report-refused': ({ event, state }) => this.#options.onRecord({ type: 'refused', event, state }),
  };

  /** Of replies that can be asked for once more: others are heard whatever they are in. */
  #screening(id: number): ReplyScreening | undefined {
    if (!this.#state.rules.rephrases) return undefined;
    return {
      clock: this.#options.clock,
      wanted: () => (this.#state.guess?.id === id ? this.#state.guess.language : this.language),
      onDrift: (written, text) => this.#dispatch({ type: 'drift', id, written, text }),
      onAudible: () => this.#leaveUnsaid(),
    };
  }

  #remember(entry: HistoryEntry): void {
    if (this.#books.remember(entry)) this.#options.onRecord({ type: 'said', entry });
  }

  /** Told to the Controller only when it changes. */
  #allowGuesses(): void {
    const guesses = this.#engine?.load.allowedGuesses();
    if (guesses !== undefined && guesses !== this.#state.guessAllowance) {
      this.#dispatch({ type: 'guess-allowance', guesses });
    }
  }

  #onPhraseFailed(id: number, { code, message }: UndertoneError, silent: boolean): void {
    this.#options.onRecord({ type: 'failed', code, message });
    if (!silent) return;
    this.#utterances.forget(id);
    this.#dispatch({ type: 'phrase-failed', id });
  }

  /** A filler or a bridge that is still being made would be heard after the words that it was to be heard before. */
  #leaveUnsaid(): void {
    for (const id of this.#utterances.dropUnbegun()) this.#dispatch({ type: 'phrase-failed', id });
  }
}
