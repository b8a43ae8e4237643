import { randomUUID } from 'node:crypto';
import type { EngineEvent, EngineSession, EngineSessionOptions, ReplyRequest } from '../../agent/engine.js';
import { type Samples, sampleCount } from '../../core/audio.js';
import type { Cancel, Clock } from '../../core/clock.js';
import { asUndertoneError, UndertoneError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import { keypadText } from '../prompt/keypad.js';
import { Outbox } from '../wire/outbox.js';
import { type SampleFormat, SampleReader } from '../wire/pcm.js';
import { ReplyAudio } from '../wire/reply-audio.js';
import type { WebSocketConnection } from '../wire/web-socket.js';
import { AnswerBook, type AnswerOutput } from './answer-book.js';
import { type ClientEventName, clientAudio, clientEvent, clientEvents } from './client-event.js';
import { type ConnectionState, type ConnectionTrigger, connectionTable } from './connection-table.js';
import { readServerEvent, type ServerEvent } from './server-event.js';
import { type DoubaoVoice, outputRateHz, saidItems, startSessionRequest } from './start-session.js';

export const inputRateHz = 16_000;

export interface DoubaoLimits {
  /** Until an answer is audible, from when it was asked for and the caller is done. */
  readonly firstAudioMs: number;
  /** Longest pause within an answer. */
  readonly idleMs: number;
  /** Longest answer. */
  readonly maxReplyMs: number;
}

export interface DoubaoSessionOptions {
  readonly voice: DoubaoVoice;
  readonly limits: DoubaoLimits;
  readonly gzip: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly session: EngineSessionOptions;
}

/** The server gives up after 10 s without audio; without it, it also hears no end of speech. */
const silenceEveryMs = 100;
/** A reply to speech that the engine has heard nothing of by then is a reply to nothing. */
const unheardMs = 2_000;

/** One call: the engine hears turns itself and answers them unasked; which answer is which reply is the AnswerBook's. */
export class DoubaoSession implements EngineSession {
  readonly #options: DoubaoSessionOptions;
  readonly #id = randomUUID();
  readonly #outbox: Outbox<EngineEvent>;
  readonly #book = new AnswerBook();
  readonly #onEnded: () => void;
  #state: ConnectionState = 'connecting';
  #connection: WebSocketConnection | undefined;
  #resolveReady!: () => void;
  /** Resolves once the session is open. */
  readonly ready = new Promise<void>((resolve) => {
    this.#resolveReady = resolve;
  });
  #output: { readonly replyId: number; readonly audio: ReplyAudio; readonly reader: SampleReader } | undefined;
  /** Of the caller's turn at hand, or of the one that was not answered yet. */
  #heard = '';
  #isCallerSpeaking = false;
  #lastAudioMs = 0;
  #cancelWait: Cancel = () => {};
  #cancelSilence: Cancel = () => {};

  constructor(options: DoubaoSessionOptions, onEnded: () => void) {
    this.#options = options;
    this.#onEnded = onEnded;
    this.#outbox = new Outbox(options.session.onEvent);
  }

  begin(connection: WebSocketConnection): void {
    this.#connection = connection;
    this.#step('socket-open');
  }

  /** @throws UndertoneError what ends the connection */
  received(data: string | Uint8Array): void {
    const event = readServerEvent(data);
    const handle = this.#handlers[event.type] as (event: ServerEvent) => void;
    handle(event);
  }

  /** The connection is gone; without an error it was closed by us. */
  closed(error: UndertoneError | undefined): void {
    const wasReady = this.#state === 'ready';
    this.#step('socket-closed');
    if (wasReady) this.#outbox.put({ type: 'lost', error: error ?? gone() });
    this.#stop();
  }

  /** The engine hears turns itself. */
  startTurn(): void {}

  pushAudio(samples: Samples): void {
    if (this.#state !== 'ready' || samples.length === 0) return;
    this.#lastAudioMs = this.#options.clock.nowMs();
    this.#connection?.sendAudio(clientAudio(this.#id, samples, this.#options.gzip));
  }

  reply({ replyId, input, language }: ReplyRequest): void {
    if (this.#state !== 'ready') return;
    if (input.kind === 'dtmf') {
      this.#book.askAnew(replyId);
      this.#send('chatTextQuery', { content: keypadText(input.digits, language) });
      this.#watch();
      return;
    }
    const isHeard = this.#isCallerSpeaking || this.#heard !== '';
    this.#tellHeard(replyId);
    this.#tell(this.#book.ask(replyId));
    if (this.#book.waiting === replyId && !isHeard) this.#await(unheardMs, () => this.#leaveUnanswered(replyId));
  }

  commit(): void {}

  cancel(replyId: number): void {
    this.#outbox.discard((event) => 'replyId' in event && event.replyId === replyId);
    if (this.#output?.replyId === replyId) this.#closeOutput();
    if (this.#book.cancel(replyId)) this.#send('clientInterrupt', {});
    this.#watch();
  }

  /** ConversationUpdate replaces the text of an answer in the engine's memory. */
  truncate(replyId: number, _playedMs: number, heardText: string): void {
    const id = this.#book.idOf(replyId);
    if (id !== undefined) this.#send('conversationUpdate', { items: [{ item_id: id, text: heardText }] });
  }

  noteSaid(text: string): void {
    if (text !== '') this.#send('conversationCreate', saidItems(text, this.#options.session.language));
  }

  /** It has no tools. */
  toolResult(): void {}

  async close(): Promise<void> {
    this.#outbox.close();
    this.#step('close');
    this.#stop();
    await this.#connection?.close();
  }

  readonly #handlers: { readonly [T in ServerEvent['type']]: (event: Extract<ServerEvent, { type: T }>) => void } = {
    'connection-started': () => this.#step('connection-started'),
    'session-started': () => {
      this.#step('session-started');
      this.#keepLineOpen();
      this.#resolveReady();
    },
    'session-finished': () => {
      throw gone();
    },
    failed: ({ error }) => {
      throw error;
    },
    'speech-started': () => {
      this.#isCallerSpeaking = true;
      this.#heard = '';
      this.#book.callerSpeaks();
      this.#outbox.put({ type: 'speech-started' });
      this.#watch();
    },
    heard: ({ text }) => {
      this.#heard = text;
      this.#outbox.put({ type: 'heard', text, final: false });
    },
    'speech-stopped': () => {
      this.#isCallerSpeaking = false;
      this.#tell(this.#book.callerDone());
      if (this.#book.waiting !== undefined) this.#tellHeard(this.#book.waiting);
      this.#outbox.put({ type: 'speech-stopped' });
      this.#watch();
    },
    text: ({ answerId, text }) => this.#tell(this.#book.text(answerId, text)),
    sentence: ({ answerId, text }) => this.#tell(this.#book.sentence(answerId, text)),
    audio: ({ bytes }) => this.#tell(this.#book.audio(bytes)),
    answered: ({ answerId }) => this.#tell(this.#book.answered(answerId)),
    other: ({ event }) => this.#options.log.debug({ event }, 'an event of Doubao that is not used'),
  };

  /** What the caller said belongs to the reply that answers it. */
  #tellHeard(replyId: number): void {
    if (this.#isCallerSpeaking || this.#heard === '') return;
    this.#outbox.put({ type: 'heard', replyId, text: this.#heard, final: true });
    this.#heard = '';
  }

  #tell(outputs: readonly AnswerOutput[]): void {
    for (const output of outputs) this.#tellOne(output);
    this.#watch();
  }

  #tellOne(output: AnswerOutput): void {
    const { replyId } = output;
    if (output.type === 'done') {
      if (this.#output?.replyId === replyId) this.#closeOutput();
      this.#outbox.put({ type: 'done', replyId });
      return;
    }
    const { audio, reader } = this.#outputOf(replyId);
    try {
      if (output.type === 'text') audio.text(output.text);
      else audio.audio(reader.push(output.bytes), outputRateHz);
    } catch (thrown) {
      this.#fail(replyId, asUndertoneError(thrown));
    }
  }

  #outputOf(replyId: number) {
    if (this.#output?.replyId === replyId) return this.#output;
    this.#closeOutput();
    const { voice, limits } = this.#options;
    const format: SampleFormat = voice.encoding === 'pcm' ? 'float32' : 'pcm16';
    const emit = (event: EngineEvent): void => this.#outbox.put(event);
    const audio = new ReplyAudio({ replyId, outputRateHz, maxMs: limits.maxReplyMs, emit });
    this.#output = { replyId, audio, reader: new SampleReader(format) };
    return this.#output;
  }

  #closeOutput(): void {
    this.#output?.audio.close();
    this.#output = undefined;
  }

  #fail(replyId: number, error: UndertoneError): void {
    this.cancel(replyId);
    this.#outbox.put({ type: 'failed', replyId, error });
  }

  /** An answer that was asked for is due, or goes on, within its time; while the caller speaks none is due. */
  #watch(): void {
    const { limits } = this.#options;
    if (this.#book.speaking !== undefined) this.#await(limits.idleMs);
    else if (this.#book.waiting === undefined || this.#isCallerSpeaking) this.#cancelWait();
    else this.#await(limits.firstAudioMs);
  }

  #await(delayMs: number, late = (): void => this.#giveUp(delayMs)): void {
    this.#cancelWait();
    this.#cancelWait = this.#options.clock.setTimer(delayMs, late, { background: true });
  }

  #giveUp(delayMs: number): void {
    const replyId = this.#book.speaking ?? this.#book.waiting;
    if (replyId === undefined) return;
    this.#fail(replyId, new UndertoneError('ENGINE_TIMEOUT', `the engine has not gone on for ${delayMs} ms`));
  }

  /** Nothing was heard, so nothing is answered. */
  #leaveUnanswered(replyId: number): void {
    if (this.#book.waiting !== replyId) return;
    this.#book.cancel(replyId);
    this.#outbox.put({ type: 'done', replyId });
  }

  /** Silence where the line gives nothing, such as on hold. */
  #keepLineOpen(): void {
    const { clock } = this.#options;
    this.#lastAudioMs = clock.nowMs();
    const tick = (): void => {
      const isQuiet = clock.nowMs() - this.#lastAudioMs >= silenceEveryMs;
      if (isQuiet) this.pushAudio(new Int16Array(sampleCount(silenceEveryMs, inputRateHz)));
      this.#cancelSilence = clock.setTimer(silenceEveryMs, tick, { background: true });
    };
    tick();
  }

  #step(trigger: ConnectionTrigger): void {
    const step = connectionTable[this.#state][trigger];
    if (step === undefined) return;
    for (const name of step.sends) this.#sendNow(name, this.#payloads[name] ?? {});
    this.#state = step.to;
  }

  get #payloads(): Partial<Record<ClientEventName, object>> {
    const { voice, session } = this.#options;
    return { startSession: startSessionRequest(voice, session) };
  }

  #send(name: ClientEventName, value: object): void {
    if (this.#state === 'ready') this.#sendNow(name, value);
  }

  #sendNow(name: ClientEventName, value: object): void {
    const id = clientEvents[name] < clientEvents.startSession ? undefined : this.#id;
    this.#connection?.send(clientEvent(name, id, value, this.#options.gzip));
  }

  #stop(): void {
    this.#cancelWait();
    this.#cancelSilence();
    this.#closeOutput();
    this.#onEnded();
  }
}

const gone = (): UndertoneError => new UndertoneError('ENGINE_UNAVAILABLE', 'the engine ended the session');
