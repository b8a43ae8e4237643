import { access } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Samples } from '../../../core/audio.js';
import { asUndertoneError, UndertoneError } from '../../../core/errors.js';
import { resampled } from '../../../core/resampled.js';
import { LogMel, melBands } from './log-mel.js';

/** The model takes the last 8 s of a turn at 16 kHz; a shorter one has silence before it. */
const rateInHz = 16_000;
const windowSeconds = 8;
const windowSamples = windowSeconds * rateInHz;
const inputName = 'input_features';

/**
 * Smart Turn v3 (Daily, BSD-2-Clause; the weights are brought by the models manifest): is this turn complete, by its
 * words and its melody. A Whisper Tiny encoder with a classifier, ONNX: `input_features` [batch, 80, 800] float32 in,
 * one probability a row out. It is asked once at a pause, not every frame, and keeps its thread busy for tens of
 * milliseconds: never the thread that paces RTP.
 */
export class SmartTurn {
  readonly #session: InferenceSession;
  readonly #logMel = new LogMel(windowSamples);
  #running: Promise<unknown> = Promise.resolve();

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** @throws UndertoneError MODEL_MISSING, MODEL_MISMATCH when the file is not such a model */
  static async load(file: string): Promise<SmartTurn> {
    await access(file).catch((cause) => {
      throw new UndertoneError('MODEL_MISSING', `there is no turn model at ${file}`, { file }, { cause });
    });
    const model = new SmartTurn(await openSession(file));
    await model.#probe(file);
    return model;
  }

  /** Probability that the caller has finished, from the whole turn so far. */
  async judge(turn: Samples, rateHz: number): Promise<number> {
    const features = this.#logMel.of(lastWindow(turn, rateHz));
    const input = new Tensor('float32', features, [1, melBands, this.#logMel.frames]);
    // One run at a time: the session is single-threaded.
    const run = this.#running.then(() => this.#session.run({ [inputName]: input }));
    this.#running = run.catch(() => undefined);
    return probabilityOf(await run);
  }

  async close(): Promise<void> {
    await this.#running;
    await this.#session.release();
  }

  async #probe(file: string): Promise<void> {
    try {
      await this.judge(new Int16Array(0), rateInHz);
    } catch (thrown) {
      await this.close();
      throw mismatch(file, thrown);
    }
  }
}

async function openSession(file: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    });
  } catch (thrown) {
    throw mismatch(file, thrown);
  }
}

function mismatch(file: string, thrown: unknown): UndertoneError {
  const { message } = asUndertoneError(thrown);
  return new UndertoneError(
    'MODEL_MISMATCH',
    `${file} is no Smart Turn model: ${message}`,
    { file },
    { cause: thrown },
  );
}

function lastWindow(turn: Samples, rateHz: number): Float32Array {
  const audio = new Float32Array(windowSamples);
  const last = turn.subarray(Math.max(0, turn.length - windowSeconds * rateHz));
  const kept = resampled(last, rateHz, rateInHz).subarray(-windowSamples);
  const from = windowSamples - kept.length;
  for (let i = 0; i < kept.length; i++) audio[from + i] = kept[i]! / 32768;
  return audio;
}

function probabilityOf(outputs: InferenceSession.OnnxValueMapType): number {
  const output = Object.values(outputs)[0];
  const value = output instanceof Tensor && output.data instanceof Float32Array ? output.data[0] : undefined;
  if (value === undefined || !(value >= 0 && value <= 1)) {
    throw new UndertoneError('MODEL_MISMATCH', 'its output is no probability');
  }
  return value;
}
