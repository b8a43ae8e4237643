/** Models that write an utterance down in one go (CTC): SenseVoice and WeNet's. They differ in their input and in what they tell. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Language } from '../../../../core/language.js';
import { bands, FilterBank } from './filter-bank.js';
import { type LogProbabilities, logProbabilities } from './log-probabilities.js';
import { onnxMetadata } from './onnx-metadata.js';
import { signWeights } from './signed-weights.js';
import { type SpeechTags, speechTags } from './speech-tags.js';
import { type Stacking, stacked } from './stacked-frames.js';
import { TokenTable } from './token-table.js';

export const ctcKinds = ['sense-voice', 'wenet-ctc'] as const;
export type CtcKind = (typeof ctcKinds)[number];

/** Where a model is, and how it is to be run. */
export interface CtcModelFiles {
  readonly kind: CtcKind;
  readonly folder: string;
}

export interface CtcOutput {
  readonly words: LogProbabilities;
  /** Of models that tell them. */
  readonly tags: SpeechTags | undefined;
}

export interface CtcModel {
  readonly tokens: TokenTable;
  readonly bank: FilterBank;
  /** Frames of 10 ms that a row of the output stands for. */
  readonly framesARow: number;
  /**
   * @param frames rows of 80 bands
   * @param language that is spoken, for models that take a hint; undefined: whichever it is
   */
  run(frames: Float32Array, language: Language | undefined): Promise<CtcOutput>;
}

const modelNames = ['model.int8.onnx', 'model.onnx'];
const tokensName = 'tokens.txt';

/** The files of a model. @throws Error in words for the person who starts the program */
export function ctcModelFile(folder: string): string {
  const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const [file] = modelNames.map((name) => join(folder, name)).filter(isFile);
  if (file === undefined) throw new Error(`${folder} has no ${modelNames.join(' or ')}`);
  if (!isFile(join(folder, tokensName))) throw new Error(`${folder} has no ${tokensName}`);
  return file;
}

/** @throws Error in words for the person who starts the program */
export async function openCtcModel({ kind, folder }: CtcModelFiles): Promise<CtcModel> {
  const file = ctcModelFile(folder);
  const metadata = onnxMetadata(file);
  const tokens = TokenTable.read(join(folder, tokensName), kind === 'sense-voice' ? 0 : undefined);
  const vocabulary = Number(metadata.get('vocab_size'));
  if (vocabulary !== tokens.size) {
    throw new Error(
      `${folder} has ${tokens.size} tokens in ${tokensName} and ${vocabulary || 'no'} tokens in its model`,
    );
  }
  const facts = factsOf[kind](metadata, file);
  const session = await open(file, {
    // Several utterances side by side are faster than one on several threads (docs/adr/0144).
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Every utterance has another length.
    enableMemPattern: false,
  });
  const model = facts(session, tokens);
  await probe(model, file);
  return model;
}

/** From a changed copy in memory where that is faster. */
function open(file: string, options: InferenceSession.SessionOptions): Promise<InferenceSession> {
  const signed = hasSignedProducts() ? signedCopy(file) : undefined;
  return signed === undefined ? InferenceSession.create(file, options) : InferenceSession.create(signed, options);
}

function signedCopy(file: string): Uint8Array | undefined {
  try {
    const model = readFileSync(file);
    return signWeights(model) ? model : undefined;
  } catch {
    // What is wrong with the file, onnxruntime says better.
    return undefined;
  }
}

/** Whether the processor multiplies unsigned by signed bytes without an overflow (signed-weights.ts). */
function hasSignedProducts(): boolean {
  try {
    return /\bavx512_vnni\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false;
  }
}

type Facts = (session: InferenceSession, tokens: TokenTable) => CtcModel;
type ReadFacts = (metadata: ReadonlyMap<string, string>, file: string) => Facts;

const factsOf: Readonly<Record<CtcKind, ReadFacts>> = { 'sense-voice': senseVoice, 'wenet-ctc': wenet };

/** An utterance of silence: what does not fit shows here, and not in a call. */
async function probe(model: CtcModel, file: string): Promise<void> {
  const frames = new Float32Array(100 * bands);
  const { words } = await model.run(frames, undefined).catch((thrown) => {
    throw new Error(`${file} cannot be run: ${(thrown as Error).message}`);
  });
  const rows = Math.ceil(100 / model.framesARow);
  // Convolutions at the edges cost a row or two.
  if (words.rows > rows + 1 || words.rows < rows - 3) throw new Error(`${file} gives ${words.rows} rows, not ${rows}`);
}

const int32 = (value: number): Tensor => new Tensor('int32', Int32Array.of(value), [1]);

/** Rows of tags in front of the words: language, emotion, event, text normalisation. */
const tagRows = 4;
const languageKeys: Readonly<Record<Language, string>> = { yue: 'lang_yue', cmn: 'lang_zh', en: 'lang_en' };

/** SenseVoice Small as sherpa-onnx exports it (k2-fsa/sherpa-onnx, scripts/sense-voice/export-onnx.py). */
function senseVoice(metadata: ReadonlyMap<string, string>, file: string): Facts {
  const number = (key: string): number => {
    const value = Number.parseInt(metadata.get(key) ?? '', 10);
    if (!Number.isInteger(value)) throw new Error(`${file} is no SenseVoice model: it does not say its ${key}`);
    return value;
  };
  const stacking = stackingOf(metadata, number, file);
  const anyLanguage = number('lang_auto');
  const asSpoken = number('without_itn');
  const languageOf = (language: Language | undefined): number =>
    language === undefined ? anyLanguage : number(languageKeys[language]);
  return (session, tokens) => ({
    tokens,
    bank: new FilterBank({ window: 'hamming', highHz: 0, snipEdges: true }),
    framesARow: stacking.shift,
    async run(frames, language) {
      const rows = stacked(frames, stacking);
      const count = rows.length / (stacking.window * bands);
      const { logits } = await session.run({
        x: new Tensor('float32', rows, [1, count, stacking.window * bands]),
        x_length: int32(count),
        language: int32(languageOf(language)),
        text_norm: int32(asSpoken),
      });
      const scores = scoresOf(logits, tokens.size);
      return { words: logProbabilities(scores, tokens.size, tagRows), tags: speechTags(scores, tokens) };
    },
  });
}

function stackingOf(metadata: ReadonlyMap<string, string>, number: (key: string) => number, file: string): Stacking {
  const window = number('lfr_window_size');
  const numbers = (key: string): Float32Array =>
    Float32Array.from(
      (metadata.get(key) ?? '').split(',').filter((text) => text.trim() !== ''),
      Number,
    );
  const [shifts, scales] = [numbers('neg_mean'), numbers('inv_stddev')];
  const isWhole = (values: Float32Array): boolean => values.length === window * bands && values.every(Number.isFinite);
  if (!isWhole(shifts) || !isWhole(scales))
    throw new Error(`${file} is damaged: its means or deviations are incomplete`);
  if (number('normalize_samples') !== 0) throw new Error(`${file} takes samples of another scale`);
  return { window, shift: number('lfr_window_shift'), shifts, scales };
}

/** A WeNet CTC model, such as that of WenetSpeech-Yue (k2-fsa/sherpa-onnx, scripts/wenet). */
function wenet(metadata: ReadonlyMap<string, string>, file: string): Facts {
  const framesARow = Number.parseInt(metadata.get('subsampling_factor') ?? '', 10);
  if (!(framesARow > 0)) throw new Error(`${file} is no WeNet model: it does not say its subsampling_factor`);
  return (session, tokens) => ({
    tokens,
    bank: new FilterBank({ window: 'povey', highHz: -400, snipEdges: false }),
    framesARow,
    async run(frames) {
      const count = frames.length / bands;
      const [x, lengths] = session.inputNames;
      const output = await session.run({
        [x!]: new Tensor('float32', frames, [1, count, bands]),
        [lengths!]: new Tensor('int64', BigInt64Array.of(BigInt(count)), [1]),
      });
      const scores = scoresOf(output[session.outputNames[0]!], tokens.size);
      return { words: logProbabilities(scores, tokens.size), tags: undefined };
    },
  });
}

function scoresOf(output: Tensor | undefined, tokens: number): Float32Array {
  if (!(output?.data instanceof Float32Array) || output.dims.at(-1) !== tokens) {
    throw new Error('its output is of another shape');
  }
  return output.data;
}
