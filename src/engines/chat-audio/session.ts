import type { EngineEvent, EngineSession, EngineSessionOptions, ReplyRequest } from '../../agent/engine.js';
import type { ToolDescription, ToolResult } from '../../agent/tool.js';
import type { Samples } from '../../core/audio.js';
import { asUndertoneError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import { againText } from '../prompt/again.js';
import { instructionsText } from '../prompt/instructions.js';
import { keypadText } from '../prompt/keypad.js';
import { Outbox } from '../wire/outbox.js';
import { writtenAnswer } from './answer.js';
import { speechRequest, textRequest } from './chat-request.js';
import type { Json } from './dialect.js';
import { TurnRecorder } from './history/caller-audio.js';
import { type HistoryLimits, SpokenHistory } from './history/spoken-history.js';
import { type CallerTurn, type SpokenMessage, SpokenTurn } from './history/spoken-turn.js';
import { readingOf } from './reading/reading.js';
import { readingPrompt, transcriptionPrompt } from './reading/reading-prompt.js';
import type { SideWork } from './reading/side-work.js';
import { ReplyRun, type ReplyServices } from './reply-run.js';

/** What all sessions of an engine share. */
export interface SessionServices extends ReplyServices {
  readonly model: string;
  readonly voice: string | undefined;
  readonly parameters: Json;
  readonly history: HistoryLimits;
  readonly transcribes: boolean;
  readonly readsVoice: boolean;
  readonly sideWork: SideWork;
  readonly log: Log;
}

/** A shorter turn is a word or a click: nothing can be said of its speaker. */
const minReadingMs = 600;

/** One call. The server knows nothing of it between requests: the conversation is kept here. */
export class ChatAudioSession implements EngineSession {
  readonly #services: SessionServices;
  readonly #options: EngineSessionOptions;
  readonly #onClosed: () => void;
  readonly #outbox: Outbox<EngineEvent>;
  readonly #history: SpokenHistory;
  readonly #recorder: TurnRecorder;
  readonly #runs = new Map<number, ReplyRun>();
  readonly #closing = new AbortController();
  #reading: AbortController | undefined;
  #isListening = false;
  #isTurnOpen = false;

  constructor(services: SessionServices, options: EngineSessionOptions, onClosed: () => void) {
    this.#services = services;
    this.#options = options;
    this.#onClosed = onClosed;
    this.#outbox = new Outbox(options.onEvent);
    this.#history = new SpokenHistory(options.context, services.history);
    const { inputRateHz, maxPartMs } = services.dialect;
    this.#recorder = new TurnRecorder(inputRateHz, maxPartMs);
  }

  startTurn(): void {
    this.#recorder.clear();
    this.#isTurnOpen = true;
  }

  pushAudio(samples: Samples): void {
    if (this.#isTurnOpen) this.#recorder.push(samples);
  }

  reply(request: ReplyRequest): void {
    if (this.#closing.signal.aborted) return;
    // What is asked beside the conversation must not take its place at the server.
    this.#reading?.abort();
    const turn = new SpokenTurn(request.replyId, this.#callerTurn(request));
    const before = this.#history.messages;
    const run = new ReplyRun({
      ...this.#services,
      request,
      turn,
      bodyFor: (messages, tools) => this.#body(request, [...before, ...messages], tools),
      tools: this.#tools,
      emit: (event) => this.#outbox.put(event),
      onAudible: () => this.#listen(run),
      ended: () => this.#runs.delete(request.replyId),
    });
    this.#runs.set(request.replyId, run);
    if (!request.speculative) this.commit(request.replyId);
    run.start();
  }

  commit(replyId: number): void {
    const run = this.#runs.get(replyId);
    if (run === undefined || run.committed) return;
    this.#isTurnOpen = false;
    this.#history.add(run.turn);
    run.commit();
    this.#listen(run);
  }

  cancel(replyId: number): void {
    const run = this.#runs.get(replyId);
    if (run === undefined) return;
    this.#runs.delete(replyId);
    run.abort();
    this.#outbox.discard((event) => 'replyId' in event && event.replyId === replyId);
  }

  truncate(replyId: number, playedMs: number, heardText: string): void {
    this.#history.turn(replyId)?.cutTo(playedMs, heardText);
  }

  noteSaid(text: string): void {
    this.#history.noteSaid(text);
  }

  toolResult(replyId: number, toolCallId: string, result: ToolResult): void {
    this.#runs.get(replyId)?.toolResult(toolCallId, result);
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#outbox.close();
    for (const run of this.#runs.values()) run.abort();
    this.#runs.clear();
    this.#onClosed();
  }

  get #tools() {
    return this.#services.dialect.tools ? this.#options.tools : [];
  }

  #callerTurn({ input, language, instruction }: ReplyRequest): CallerTurn {
    if (input.kind === 'again') return { kind: 'text', text: againText(input.text, instruction) };
    if (input.kind === 'dtmf') return { kind: 'text', text: keypadText(input.digits, language) };
    return { kind: 'speech', audio: this.#recorder.take(), language };
  }

  #body(
    { style, language, instruction }: ReplyRequest,
    messages: readonly SpokenMessage[],
    tools: readonly ToolDescription[],
  ): Json {
    const { dialect, model, voice, limits, parameters } = this.#services;
    const { persona, context } = this.#options;
    const instructions = instructionsText({ persona, language, style, instruction, context });
    return speechRequest(dialect, {
      model,
      instructions,
      messages,
      tools,
      voice,
      maxMs: limits.maxReplyMs,
      parameters,
    });
  }

  /** Asks for the words and the sound of a turn, once its reply counts and can be heard: nobody waits for them. */
  #listen(run: ReplyRun): void {
    const { sideWork, transcribes, readsVoice, dialect } = this.#services;
    const { audio, replyId } = run.turn;
    if (!run.committed || !run.audible || audio === undefined || this.#isListening) return;
    if (!dialect.reads || !(transcribes || readsVoice)) return;
    this.#isListening = sideWork.tryRun(async () => {
      try {
        if (transcribes) await this.#transcribe(run.turn, audio.wavs);
        if (readsVoice && audio.lengthMs >= minReadingMs) await this.#read(replyId, audio.wavs);
      } catch (thrown) {
        const { code, message } = asUndertoneError(thrown);
        this.#services.log.debug({ callId: this.#options.callId, code, reason: message }, 'a turn was not listened to');
      } finally {
        this.#isListening = false;
      }
    });
  }

  async #transcribe(turn: SpokenTurn, wavs: readonly string[]): Promise<void> {
    const text = await this.#ask(transcriptionPrompt, wavs, this.#closing.signal);
    if (text === '') return;
    turn.transcribed(text);
    this.#outbox.put({ type: 'heard', replyId: turn.replyId, text, final: true });
  }

  async #read(replyId: number, wavs: readonly string[]): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    const signal = AbortSignal.any([reading.signal, this.#closing.signal]);
    const answer = readingOf(await this.#ask(readingPrompt, wavs, signal));
    if (answer !== undefined) this.#outbox.put({ type: 'paralinguistics', replyId, reading: answer });
  }

  #ask(prompt: string, wavs: readonly string[], signal: AbortSignal): Promise<string> {
    const { endpoint, clock, dialect, model } = this.#services;
    return writtenAnswer({ endpoint, clock, body: textRequest(dialect, model, prompt, wavs), signal });
  }
}
