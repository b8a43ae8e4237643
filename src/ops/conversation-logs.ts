import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { UndertoneError } from '../core/errors.js';
import type { Log } from '../core/log.js';

/** Longest name most file systems take, less the time and the ending. */
const maxNameChars = 120;

/** A folder with one file a call. Files hold what was said: only their owner may read them. */
export class ConversationLogs {
  readonly #open = new Set<ConversationLogFile>();

  /** @throws UndertoneError LOG_FOLDER */
  constructor(
    private readonly folder: string,
    private readonly log: Log,
  ) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (thrown) {
      throw new UndertoneError('LOG_FOLDER', `log.conversations: ${(thrown as Error).message}`, {}, { cause: thrown });
    }
  }

  /** @param wallMs when the call began, for the file's name */
  open(callId: string, wallMs: number): ConversationLogFile {
    const time = new Date(wallMs).toISOString().replaceAll(':', '-');
    // A Call-ID is the peer's to choose (RFC 3261 section 8.1.1.4).
    const name = callId.replaceAll(/[^\w.@-]/gu, '_').slice(0, maxNameChars);
    const file = new ConversationLogFile(join(this.folder, `${time}_${name}.ndjson`), this.log);
    this.#open.add(file);
    void file.over.then(() => this.#open.delete(file));
    return file;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map((file) => file.close()));
  }
}

/** Written in the background; a disk that fails costs the rest of this file and nothing else. */
export class ConversationLogFile {
  /** Resolves when the file is complete on disk, or given up. Never rejects. */
  readonly over: Promise<void>;
  readonly #stream: WriteStream;
  #isOpen = true;

  constructor(
    readonly path: string,
    log: Log,
  ) {
    this.#stream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    this.over = new Promise((resolve) => {
      this.#stream.on('error', ({ message }) => {
        this.#isOpen = false;
        log.warn({ reason: message }, 'a conversation log cannot be written');
        resolve();
      });
      this.#stream.on('close', resolve);
    });
  }

  /** @param line one JSON value, without its line end */
  write(line: string): void {
    if (this.#isOpen) this.#stream.write(`${line}\n`);
  }

  close(): Promise<void> {
    this.#isOpen = false;
    this.#stream.end();
    return this.over;
  }
}
