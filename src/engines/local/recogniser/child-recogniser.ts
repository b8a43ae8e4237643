import type { Cancel, Clock } from '../../../core/clock.js';
import { UndertoneError } from '../../../core/errors.js';
import type { Language } from '../../../core/language.js';
import { type Log, silentLog } from '../../../core/log.js';
import type { OpenChannel } from '../child/channel.js';
import { Supervisor } from '../child/supervisor.js';
import type { MissingPart } from '../missing-part.js';
import type { RecogniserLoad, RecogniserMessage, RecogniserRequest } from './message.js';
import { type Recogniser, type RecogniserTurn, recogniserRateHz, type TurnOptions } from './recogniser.js';

const loadTimeoutMs = 30_000;
const answerTimeoutMs = 3_000;
/**
 * Audio goes to the child in pieces: a message each 20 ms of each call costs more than the decoding of phrases. A recogniser of
 * free words has to see at once where the voice ends.
 */
const pieceSamples = recogniserRateHz / 10;
const freePieceSamples = recogniserRateHz / 50;

export interface ChildRecogniserOptions {
  /** The process that recognises. */
  readonly open: OpenChannel<RecogniserRequest, RecogniserMessage>;
  /** What it is told to load. */
  readonly model: unknown;
  readonly languages: readonly Language[];
  readonly freeWords: boolean;
  readonly hasTags: boolean;
  readonly clock: Clock;
  readonly log?: Log;
}

export interface LocalRecogniser {
  /** Absent when it does not run here; then `missing` says why. */
  readonly recogniser?: Recogniser;
  readonly missing: readonly MissingPart[];
  close(): Promise<void>;
}

/** A recogniser that does not run here. */
export const missingRecogniser = (reason: string, languages: readonly Language[]): LocalRecogniser => ({
  missing: [{ part: 'recogniser', reason, languages }],
  close: async () => {},
});

/** A recogniser in a process of its own, which is started again when it ends. */
export async function startChildRecogniser(options: ChildRecogniserOptions): Promise<LocalRecogniser> {
  const recogniser = new ChildRecogniser(options);
  const reason = await recogniser.started;
  if (reason === undefined) return { recogniser, missing: [], close: () => recogniser.close() };
  await recogniser.close();
  return missingRecogniser(reason, options.languages);
}

interface Pending {
  readonly resolve: (message: RecogniserMessage) => void;
  readonly reject: (error: UndertoneError) => void;
  readonly cancelTimeout: Cancel;
}

class ChildRecogniser implements Recogniser {
  /** Resolves with the reason why it does not run, undefined when it does. */
  readonly started: Promise<string | undefined>;
  readonly languages: readonly Language[];
  readonly freeWords: boolean;
  readonly hasTags: boolean;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #supervisor: Supervisor<RecogniserRequest, RecogniserMessage>;
  readonly #pending = new Map<number, Pending>();
  readonly #partials = new Map<number, (text: string) => void>();
  #lastId = 0;
  #resolveStarted: (reason: string | undefined) => void = () => {};

  constructor({ open, model, languages, freeWords, hasTags, clock, log = silentLog }: ChildRecogniserOptions) {
    this.languages = languages;
    this.freeWords = freeWords;
    this.hasTags = hasTags;
    this.#clock = clock;
    this.#log = log;
    this.started = new Promise((resolve) => {
      this.#resolveStarted = resolve;
    });
    clock.setTimer(loadTimeoutMs, () => this.#resolveStarted('not loaded in time'), { background: true });
    this.#supervisor = new Supervisor(open, clock, {
      up: () => this.#supervisor.send({ type: 'load', model }),
      message: (message) => this.#received(message),
      down: (reason) => this.#wentDown(reason),
    });
  }

  async unknownWords(phrases: readonly string[]): Promise<readonly string[]> {
    const answer = await this.#ask((requestId) => ({ type: 'vocabulary', requestId, phrases }));
    return answer.type === 'unknown-words' ? answer.words : [];
  }

  startTurn({ language, phrases, onPartial }: TurnOptions): RecogniserTurn {
    this.#lastId += 1;
    const turn = this.#lastId;
    if (onPartial !== undefined) this.#partials.set(turn, onPartial);
    this.#supervisor.send({ type: 'start', turn, language, phrases });
    let piece: Int16Array[] = [];
    let pieceLength = 0;
    const flush = (): void => {
      if (pieceLength === 0) return;
      this.#supervisor.send({ type: 'audio', turn, samples: joined(piece, pieceLength) });
      piece = [];
      pieceLength = 0;
    };
    return {
      push: (samples) => {
        piece.push(samples);
        pieceLength += samples.length;
        if (pieceLength >= (this.freeWords ? freePieceSamples : pieceSamples)) flush();
      },
      hear: async () => {
        flush();
        const answer = await this.#ask((requestId) => ({ type: 'hear', turn, requestId }));
        if (answer.type !== 'heard') throw new UndertoneError('ENGINE_FAILED', 'the recogniser gave no text');
        return answer.heard;
      },
      end: () => {
        this.#partials.delete(turn);
        this.#supervisor.send({ type: 'end', turn });
      },
    };
  }

  async close(): Promise<void> {
    await this.#supervisor.close();
    this.#failAll('closed');
  }

  #ask(request: (requestId: number) => RecogniserRequest): Promise<RecogniserMessage> {
    this.#lastId += 1;
    const requestId = this.#lastId;
    return new Promise((resolve, reject) => {
      const expired = (): void => {
        this.#pending.delete(requestId);
        reject(new UndertoneError('ENGINE_TIMEOUT', 'the recogniser did not answer in time'));
      };
      const cancelTimeout = this.#clock.setTimer(answerTimeoutMs, expired, { background: true });
      this.#pending.set(requestId, { resolve, reject, cancelTimeout });
      this.#supervisor.send(request(requestId));
    });
  }

  #received(message: RecogniserMessage): void {
    if (message.type === 'ready') {
      this.#supervisor.settled();
      this.#resolveStarted(undefined);
      return;
    }
    if (message.type === 'missing') {
      this.#resolveStarted(message.reason);
      return;
    }
    if (message.type === 'partial') {
      this.#partials.get(message.turn)?.(message.text);
      return;
    }
    if (message.type === 'load-report') {
      this.#report(message);
      return;
    }
    const pending = this.#pending.get(message.requestId);
    if (pending === undefined) return;
    this.#pending.delete(message.requestId);
    pending.cancelTimeout();
    if (message.type === 'failed') pending.reject(new UndertoneError('ENGINE_FAILED', message.reason));
    else pending.resolve(message);
  }

  #report({ memoryBytes, answers, answerMsP50, answerMsP95, busy, mostWaiting, refused }: RecogniserLoad): void {
    const load = {
      memoryMb: Math.round(memoryBytes / 1e6),
      answers,
      answerMsP50,
      answerMsP95,
      busy,
      mostWaiting,
      refused,
    };
    this.#log.info({ part: 'recogniser', languages: this.languages, ...load }, 'recogniser load');
  }

  #wentDown(reason: string): void {
    this.#resolveStarted(`it ended at the start: ${reason}`);
    this.#log.warn({ part: 'recogniser', reason }, 'recogniser ended, starting it again');
    this.#failAll(reason);
  }

  #failAll(reason: string): void {
    for (const { reject, cancelTimeout } of this.#pending.values()) {
      cancelTimeout();
      reject(new UndertoneError('ENGINE_FAILED', `recogniser: ${reason}`));
    }
    this.#pending.clear();
  }
}

function joined(parts: readonly Int16Array[], length: number): Int16Array {
  const all = new Int16Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
