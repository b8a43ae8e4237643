import type { EngineHealth } from '../../../agent/engine.js';
import type { Samples } from '../../../core/audio.js';
import type { Language } from '../../../core/language.js';
import type { Recogniser, RecogniserTurn } from '../../local/recogniser/recogniser.js';
import { recogniserRateHz } from '../../local/recogniser/recogniser.js';
import type { CascadeRecogniser, CascadeTurn, HeardSpeech } from './recogniser.js';

/** The embedded recogniser, with the whole vocabulary of its model: a cascade has no grammar of what may be said. */
export function localEars(recognisers: ReadonlyMap<Language, Recogniser>): CascadeRecogniser {
  return new LocalEars(recognisers);
}

class LocalEars implements CascadeRecogniser {
  readonly languages: readonly Language[];
  readonly rateHz = recogniserRateHz;
  /** It hears words, and half a word is another word. */
  readonly earlyGuesses = false;
  readonly paralinguistics: 'none' | 'tags';
  readonly #recognisers: ReadonlyMap<Language, Recogniser>;

  constructor(recognisers: ReadonlyMap<Language, Recogniser>) {
    this.#recognisers = recognisers;
    this.languages = [...recognisers.keys()];
    this.paralinguistics = [...recognisers.values()].some(({ hasTags }) => hasTags) ? 'tags' : 'none';
  }

  startTurn(language: Language, onPartial: (text: string) => void): CascadeTurn {
    const turn = this.#recognisers.get(language)?.startTurn({ language, onPartial });
    return turn === undefined ? deaf : new LocalTurn(turn);
  }

  /** It runs in this process, and what is missing was said at the start. */
  async probe(): Promise<EngineHealth> {
    return { up: true };
  }
}

class LocalTurn implements CascadeTurn {
  readonly #turn: RecogniserTurn;

  constructor(turn: RecogniserTurn) {
    this.#turn = turn;
  }

  push(samples: Samples): void {
    this.#turn.push(samples);
  }

  async hear(signal: AbortSignal): Promise<HeardSpeech> {
    const { text, confidence, language, reading } = await this.#turn.hear();
    signal.throwIfAborted();
    // Of a recogniser that tells languages apart the confidence is that in the language.
    const spoken =
      language === undefined ? { confidence } : { language: language.value, confidence: language.confidence };
    return { text, ...spoken, ...(reading !== undefined && { reading }) };
  }

  end(): void {
    this.#turn.end();
  }
}

/** A language that the caller has changed to and no recogniser has: nothing is understood, keys still are. */
const deaf: CascadeTurn = {
  push() {},
  hear: async () => ({ text: '' }),
  end() {},
};
