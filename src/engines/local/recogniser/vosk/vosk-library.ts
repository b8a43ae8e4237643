/**
 * libvosk through koffi. Calls with bad handles or paths crash the process, so this is loaded only in the
 * recogniser's child, paths are checked before and no null handle is passed on.
 */
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Heard } from '../recogniser.js';
import { knownWords, written } from './known-words.js';
import { modelRateHz, voskModelFolder } from './vosk-model.js';

const unknownWord = '[unk]';
/** Phrases whose words are remembered: looking a word up is a call into the library. */
const mostPhrasesKept = 20_000;

declare const handle: unique symbol;
type Handle = { readonly [handle]: true };
type Native<Arguments extends readonly unknown[], Result> = {
  (...args: Arguments): Result;
  async(...args: [...Arguments, (error: Error | null, result: Result) => void]): void;
};

/** koffi, as far as it is used; it is an optional dependency, so its types may not be there. */
interface Koffi {
  load(path: string): { func(prototype: string): unknown };
}

export class VoskLibrary {
  readonly #model: Handle;
  readonly #findWord: Native<[Handle, string], number>;
  readonly #newRecogniser: Native<[Handle, number, string], Handle | null>;
  readonly #newOpenRecogniser: Native<[Handle, number], Handle | null>;
  readonly #setWords: Native<[Handle, number], void>;
  readonly #accept: Native<[Handle, Int16Array, number], number>;
  readonly #result: Native<[Handle], string>;
  readonly #partialResult: Native<[Handle], string>;
  readonly #finalResult: Native<[Handle], string>;
  readonly #free: Native<[Handle], void>;
  readonly #phrases = new Map<string, string>();

  /** @throws Error in words for the person who starts the program. */
  constructor(libraryPath: string, modelDirectory: string) {
    const modelFolder = voskModelFolder(modelDirectory);
    if (statSync(libraryPath, { throwIfNoEntry: false })?.isFile() !== true) throw new Error(`no file ${libraryPath}`);
    const koffi = createRequire(import.meta.url)('koffi') as Koffi;
    const library = koffi.load(libraryPath);
    const bind = <Arguments extends readonly unknown[], Result>(prototype: string) =>
      library.func(prototype) as Native<Arguments, Result>;
    bind<[number], void>('void vosk_set_log_level(int level)')(-1);
    this.#findWord = bind('int vosk_model_find_word(void *model, const char *word)');
    this.#newRecogniser = bind('void *vosk_recognizer_new_grm(void *model, float rate, const char *grammar)');
    this.#newOpenRecogniser = bind('void *vosk_recognizer_new(void *model, float rate)');
    this.#setWords = bind('void vosk_recognizer_set_words(void *recognizer, int words)');
    this.#accept = bind('int vosk_recognizer_accept_waveform_s(void *recognizer, const int16_t *data, int length)');
    this.#result = bind('const char *vosk_recognizer_result(void *recognizer)');
    this.#partialResult = bind('const char *vosk_recognizer_partial_result(void *recognizer)');
    this.#finalResult = bind('const char *vosk_recognizer_final_result(void *recognizer)');
    this.#free = bind('void vosk_recognizer_free(void *recognizer)');
    const model = bind<[string], Handle | null>('void *vosk_model_new(const char *path)')(modelFolder);
    if (model === null) throw new Error(`the model in ${modelFolder} cannot be loaded`);
    this.#model = model;
  }

  /** The words of these phrases that the model does not have. */
  unknownWords(phrases: readonly string[]): readonly string[] {
    return [...new Set(phrases.flatMap((phrase) => knownWords(phrase, this.#knows).unknown))];
  }

  /**
   * @param grammar phrases; words of them that the model does not have are left out. Undefined: any words of the model.
   * @throws Error when no word of the grammar is left
   */
  async open(grammar: readonly string[] | undefined): Promise<VoskRecogniser> {
    const recogniser =
      grammar === undefined
        ? await inThreadPool(this.#newOpenRecogniser, this.#model, modelRateHz)
        : await inThreadPool(this.#newRecogniser, this.#model, modelRateHz, this.#grammarJson(grammar));
    if (recogniser === null) throw new Error('the grammar was refused');
    this.#setWords(recogniser, 1);
    return new VoskRecogniser({
      accept: (samples) => inThreadPool(this.#accept, recogniser, samples, samples.length),
      result: () => this.#result(recogniser),
      partialResult: () => this.#partialResult(recogniser),
      finalResult: () => inThreadPool(this.#finalResult, recogniser),
      free: () => this.#free(recogniser),
    });
  }

  #grammarJson(grammar: readonly string[]): string {
    const known = [...new Set(grammar.map((phrase) => this.#inWords(phrase)))].filter((phrase) => phrase !== '');
    if (known.length === 0) throw new Error('no word of the grammar is in the vocabulary of the model');
    return JSON.stringify([...known, unknownWord]);
  }

  readonly #knows = (word: string): boolean => this.#findWord(this.#model, word) >= 0;

  #inWords(phrase: string): string {
    const kept = this.#phrases.get(phrase);
    if (kept !== undefined) return kept;
    const words = knownWords(phrase, this.#knows).words.join(' ');
    if (this.#phrases.size < mostPhrasesKept) this.#phrases.set(phrase, words);
    return words;
  }
}

interface Calls {
  accept(samples: Int16Array): Promise<number>;
  result(): string;
  partialResult(): string;
  finalResult(): Promise<string>;
  free(): void;
}

/** One decoding; its calls must not overlap. */
export class VoskRecogniser {
  readonly #calls: Calls;
  #words: { readonly word: string; readonly conf: number }[] = [];

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Samples at 16 kHz. */
  async push(samples: Int16Array): Promise<void> {
    if (samples.length === 0) return;
    // Its own end of an utterance, long before our turn ends, starts a new result: keep the words.
    if ((await this.#calls.accept(samples)) === 1) this.#take(this.#calls.result());
  }

  /** What it takes the audio so far for; a later one may differ in any word. */
  partial(): string {
    const { partial = '' } = JSON.parse(this.#calls.partialResult()) as { partial?: string };
    const words = [...this.#words.map(({ word }) => word), ...partial.split(' ')];
    return written(words.filter((word) => word !== unknownWord && word !== ''));
  }

  async finish(): Promise<Heard> {
    this.#take(await this.#calls.finalResult());
    const known = this.#words.filter(({ word }) => word !== unknownWord);
    return {
      text: written(known.map(({ word }) => word)),
      confidence: known.length === 0 ? 0 : Math.min(...known.map(({ conf }) => conf)),
      unknownWords: this.#words.length - known.length,
    };
  }

  free(): void {
    this.#calls.free();
  }

  #take(json: string): void {
    const { result = [] } = JSON.parse(json) as { result?: { word: string; conf: number }[] };
    this.#words.push(...result);
  }
}

function inThreadPool<Arguments extends readonly unknown[], Result>(
  native: Native<Arguments, Result>,
  ...args: Arguments
): Promise<Result> {
  return new Promise((resolve, reject) => {
    native.async(...args, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}
