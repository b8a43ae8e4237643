/**
 * libvosk through koffi. Calls with bad handles or paths crash the process, so this is loaded only in the
 * recogniser's child, paths are checked before and no null handle is passed on.
 */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Heard } from './recogniser-message.js';

const modelRateHz = 16000;
const unknownWord = '[unk]';
/** What a model must have to be used with a grammar; HCLr and Gr are the two halves of a dynamic graph. */
const modelFiles = ['am/final.mdl', 'conf/mfcc.conf', 'graph/HCLr.fst', 'graph/Gr.fst'];

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
  readonly #setWords: Native<[Handle, number], void>;
  readonly #accept: Native<[Handle, Int16Array, number], number>;
  readonly #result: Native<[Handle], string>;
  readonly #finalResult: Native<[Handle], string>;
  readonly #free: Native<[Handle], void>;

  /** @throws Error in words for the person who starts the program. */
  constructor(libraryPath: string, modelDirectory: string) {
    checkModel(modelDirectory);
    if (statSync(libraryPath, { throwIfNoEntry: false })?.isFile() !== true) throw new Error(`no file ${libraryPath}`);
    const koffi = createRequire(import.meta.url)('koffi') as Koffi;
    const library = koffi.load(libraryPath);
    const bind = <Arguments extends readonly unknown[], Result>(prototype: string) =>
      library.func(prototype) as Native<Arguments, Result>;
    bind<[number], void>('void vosk_set_log_level(int level)')(-1);
    this.#findWord = bind('int vosk_model_find_word(void *model, const char *word)');
    this.#newRecogniser = bind('void *vosk_recognizer_new_grm(void *model, float rate, const char *grammar)');
    this.#setWords = bind('void vosk_recognizer_set_words(void *recognizer, int words)');
    this.#accept = bind('int vosk_recognizer_accept_waveform_s(void *recognizer, const int16_t *data, int length)');
    this.#result = bind('const char *vosk_recognizer_result(void *recognizer)');
    this.#finalResult = bind('const char *vosk_recognizer_final_result(void *recognizer)');
    this.#free = bind('void vosk_recognizer_free(void *recognizer)');
    const model = bind<[string], Handle | null>('void *vosk_model_new(const char *path)')(modelDirectory);
    if (model === null) throw new Error(`the model in ${modelDirectory} cannot be loaded`);
    this.#model = model;
  }

  knows(word: string): boolean {
    return this.#findWord(this.#model, word) >= 0;
  }

  /** Words the model does not have are left out. @throws Error when none is left. */
  async open(grammar: readonly string[]): Promise<VoskRecogniser> {
    const phrases = grammar.map((phrase) =>
      phrase
        .split(' ')
        .filter((word) => this.knows(word))
        .join(' '),
    );
    const known = phrases.filter((phrase) => phrase !== '');
    if (known.length === 0) throw new Error('no word of the grammar is in the vocabulary of the model');
    const recogniser = await inThreadPool(
      this.#newRecogniser,
      this.#model,
      modelRateHz,
      JSON.stringify([...known, unknownWord]),
    );
    if (recogniser === null) throw new Error('the grammar was refused');
    this.#setWords(recogniser, 1);
    return new VoskRecogniser({
      accept: (samples) => inThreadPool(this.#accept, recogniser, samples, samples.length),
      result: () => this.#result(recogniser),
      finalResult: () => inThreadPool(this.#finalResult, recogniser),
      free: () => this.#free(recogniser),
    });
  }
}

interface Calls {
  accept(samples: Int16Array): Promise<number>;
  result(): string;
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

  async finish(): Promise<Heard> {
    this.#take(await this.#calls.finalResult());
    const known = this.#words.filter(({ word }) => word !== unknownWord);
    return {
      text: known.map(({ word }) => word).join(' '),
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

function checkModel(directory: string): void {
  for (const file of modelFiles) {
    if (statSync(join(directory, file), { throwIfNoEntry: false })?.isFile() !== true) {
      throw new Error(`${directory} is no model for a grammar: ${file} is not there`);
    }
  }
  const rate = /--sample-frequency=(\d+)/.exec(readFileSync(join(directory, 'conf/mfcc.conf'), 'utf8'))?.[1];
  if (rate !== undefined && Number(rate) !== modelRateHz) throw new Error(`${directory} is a model for ${rate} Hz`);
}
