import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.js';
import { asUndertoneError, UndertoneError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import { eventLine, headerLine } from './traffic-file.js';
import type { WireEvent, WireTap } from './wire-tap.js';

/** A recording is for looking at a fault, not an archive. */
const maxBytes = 256 * 1024 * 1024;

export interface TrafficRecorderOptions {
  /** Created where it is missing; only its owner may read what is in it. */
  readonly folder: string;
  /** As it is named in the configuration. */
  readonly engine: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Writes what crosses an engine's wire into a file of its own, which a player can serve again. */
export class TrafficRecorder {
  readonly #options: TrafficRecorderOptions;
  readonly #startedMs: number;
  readonly #file: WriteStream;
  #bytes = 0;
  #isOver = false;

  /** @throws UndertoneError LOG_FOLDER */
  constructor(options: TrafficRecorderOptions) {
    const { folder, engine, clock } = options;
    this.#options = options;
    this.#startedMs = clock.nowMs();
    makeFolder(folder);
    const startedAt = new Date(clock.wallMs()).toISOString();
    this.#file = createWriteStream(join(folder, `${engine}-${startedAt.replaceAll(/[:.]/g, '')}.jsonl`), {
      mode: 0o600,
    });
    this.#file.on('error', (thrown) => this.#fail(asUndertoneError(thrown).message));
    this.#write(headerLine(engine, startedAt));
  }

  readonly tap: WireTap = (event: WireEvent) => {
    this.#write(eventLine({ atMs: this.#options.clock.nowMs() - this.#startedMs, event }));
  };

  close(): Promise<void> {
    this.#isOver = true;
    return new Promise((resolve) => {
      this.#file.once('close', resolve);
      this.#file.end();
    });
  }

  #write(line: string): void {
    if (this.#isOver) return;
    this.#bytes += line.length;
    if (this.#bytes > maxBytes) this.#fail(`it is longer than ${maxBytes} bytes`);
    else this.#file.write(line);
  }

  /** Calls go on; what is recorded so far stays. */
  #fail(reason: string): void {
    this.#isOver = true;
    this.#options.log.warn({ engine: this.#options.engine, reason }, 'the recording of engine traffic has ended');
    this.#file.end();
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    const { message } = thrown as Error;
    throw new UndertoneError('LOG_FOLDER', `engine traffic cannot be recorded: ${message}`, {}, { cause: thrown });
  }
}
