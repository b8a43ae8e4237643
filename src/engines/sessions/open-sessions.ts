import type { EngineCapabilities, EngineHealth, EngineSession, EngineSessionOptions } from '../../agent/engine.js';
import { UndertoneError } from '../../core/errors.js';

/** The sessions that an engine has open: whom it lets in, and how many more. */
export class OpenSessions<S extends Pick<EngineSession, 'close'>> {
  readonly #engine: string;
  readonly #capabilities: Pick<EngineCapabilities, 'languages' | 'concurrentSessions'>;
  readonly #sessions = new Set<S>();

  constructor(engine: string, capabilities: Pick<EngineCapabilities, 'languages' | 'concurrentSessions'>) {
    this.#engine = engine;
    this.#capabilities = capabilities;
  }

  /** Places that are left; undefined where no limit is known. */
  get free(): number | undefined {
    const { concurrentSessions } = this.#capabilities;
    return concurrentSessions === undefined ? undefined : Math.max(0, concurrentSessions - this.#sessions.size);
  }

  /** Of an engine that is there. */
  get health(): EngineHealth {
    return this.free === undefined ? { up: true } : { up: true, freeSessions: this.free };
  }

  /** @throws UndertoneError ENGINE_UNAVAILABLE for a language that it does not have, or without a free place */
  admit({ language }: Pick<EngineSessionOptions, 'language'>): void {
    const { languages, concurrentSessions } = this.#capabilities;
    if (!languages.includes(language)) {
      throw new UndertoneError('ENGINE_UNAVAILABLE', `${this.#engine} does not have ${language}`);
    }
    if (this.free === 0) {
      throw new UndertoneError('ENGINE_UNAVAILABLE', `${this.#engine} serves ${concurrentSessions} calls at a time`);
    }
  }

  /** Before anything is waited for: places are counted, not raced for. */
  add(session: S): void {
    this.#sessions.add(session);
  }

  delete(session: S): void {
    this.#sessions.delete(session);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.close()));
  }
}
