import type {
  Engine,
  EngineCapabilities,
  EngineHealth,
  EngineSession,
  EngineSessionOptions,
} from '../../agent/engine.js';
import type { Voice } from '../../agent/voice.js';
import type { Clock } from '../../core/clock.js';
import { asUndertoneError } from '../../core/errors.js';
import type { Language } from '../../core/language.js';
import type { Log } from '../../core/log.js';
import { OpenSessions } from '../sessions/open-sessions.js';
import type { Dialogue } from './dialogue/dialogue-schema.js';
import { vocabularyOf } from './dialogue/grammar.js';
import { prepareDialogue } from './dialogue/meaning/understanding.js';
import { inSpokenLanguages } from './dialogue/spoken-languages.js';
import type { Recogniser } from './recogniser/recogniser.js';
import { recogniserRateHz } from './recogniser/recogniser.js';
import { LocalSession } from './session.js';

export interface LocalEngineOptions {
  readonly voice: Voice;
  /** By what is heard in a conversation in that language. Callers who speak one without are told to use the keypad. */
  readonly recognisers: ReadonlyMap<Language, Recogniser>;
  /** What dialogueSchema made of a dialogue file. */
  readonly dialogue: Dialogue;
  readonly clock: Clock;
  readonly log: Log;
  /** IANA name of the callers' time zone, for "last month"; default: that of the machine. */
  readonly timeZone?: string;
}

/** The embedded engine: recognised words and keys through a written dialogue to a synthesiser, no model, no network. */
export function createLocalEngine(options: LocalEngineOptions): Engine {
  const engine = new LocalEngine(options);
  void engine.reportUnknownWords();
  return engine;
}

class LocalEngine implements Engine {
  readonly name = 'local';
  readonly capabilities: EngineCapabilities;
  readonly #options: LocalEngineOptions;
  readonly #sessions: OpenSessions<LocalSession>;

  constructor(options: LocalEngineOptions) {
    const recognisers = [...options.recognisers.values()];
    // Who hears several languages may find out in the middle of a turn that it is in another one.
    const rephrases = recognisers.some(({ languages }) => languages.length > 1);
    this.#options = { ...options, dialogue: inSpokenLanguages(options.dialogue, options.voice.languages) };
    // Reading the dictionaries takes a second, for which no caller is to wait.
    if (recognisers.some(({ freeWords }) => freeWords)) prepareDialogue(this.#options.dialogue);
    this.capabilities = {
      turnDetection: 'controller',
      speculation: 'sequential',
      earlyGuesses: false,
      truncation: true,
      tools: true,
      rephrases,
      paralinguistics: recognisers.some(({ hasTags }) => hasTags) ? 'tags' : 'none',
      languages: this.#options.dialogue.languages,
      inputRateHz: recogniserRateHz,
      outputRateHz: options.voice.rateHz,
    };
    this.#sessions = new OpenSessions(this.name, this.capabilities);
  }

  async openSession(session: EngineSessionOptions): Promise<EngineSession> {
    this.#sessions.admit(session);
    const opened = new LocalSession({ ...this.#options, ...session, today: () => this.#today() }, () =>
      this.#sessions.delete(opened),
    );
    this.#sessions.add(opened);
    return opened;
  }

  /** It runs in this process: a part that is missing was said at the start, and keys work without any. */
  async probe(): Promise<EngineHealth> {
    return { up: true };
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }

  /** Words of the dialogue that callers can say as often as they like: the model does not have them. */
  async reportUnknownWords(): Promise<void> {
    const { recognisers, dialogue, log } = this.#options;
    for (const language of dialogue.languages) {
      const recogniser = recognisers.get(language);
      if (recogniser === undefined) continue;
      try {
        const words = await recogniser.unknownWords(vocabularyOf(dialogue, language));
        if (words.length > 0) log.warn({ language, words }, 'the recogniser cannot hear these words of the dialogue');
      } catch (thrown) {
        log.warn({ language, code: asUndertoneError(thrown).code }, 'the words of the dialogue could not be checked');
      }
    }
  }

  /** `YYYY-MM-DD` where the callers are. */
  #today(): string {
    const { clock, timeZone } = this.#options;
    const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    return format.format(clock.wallMs());
  }
}
