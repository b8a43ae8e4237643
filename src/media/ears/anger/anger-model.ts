import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { asUndertoneError, UndertoneError } from '../../../core/errors.js';
import { featureNames } from './turn-voice.js';

/** What training writes beside the model (`npm run train:anger`). */
export interface AngerCard {
  /** What the model reads, in this order. */
  readonly features: readonly string[];
  /** A score from here on is taken for anger: at most 2 % of everyday orders and 5 % of other emotions reach it. */
  readonly threshold: number;
}

const inputName = 'features';
const outputName = 'anger';
const shipped = fileURLToPath(new URL('../../../../models/anger.onnx', import.meta.url));

/**
 * Whether a turn sounds angry: logistic regression over how the voice sounds, trained on the phone's band
 * (docs/adr/0120). A soft signal: it takes one happy shout in three for anger, and knows only acted German anger.
 */
export class AngerModel {
  readonly #session: InferenceSession;
  readonly threshold: number;

  private constructor(session: InferenceSession, { threshold }: AngerCard) {
    this.#session = session;
    this.threshold = threshold;
  }

  /** @throws UndertoneError MODEL_MISSING, MODEL_MISMATCH when it was trained on other features */
  static async load(file: string = shipped): Promise<AngerModel> {
    const cardFile = file.replace(/\.onnx$/, '.json');
    for (const path of [file, cardFile]) {
      await access(path).catch((cause) => {
        throw new UndertoneError('MODEL_MISSING', `there is no anger model at ${path}`, { file: path }, { cause });
      });
    }
    try {
      const card = JSON.parse(await readFile(cardFile, 'utf8')) as AngerCard;
      if (card.features.join() !== featureNames.join()) throw new Error('it was trained on other features');
      const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' } as const;
      return new AngerModel(await InferenceSession.create(file, options), card);
    } catch (thrown) {
      const message = `the anger model at ${file} cannot be used: ${asUndertoneError(thrown).message}`;
      throw new UndertoneError('MODEL_MISMATCH', message, { file }, { cause: thrown });
    }
  }

  /** 0 to 1; 0.5 where a turn is as likely angry as not, if both were as frequent. */
  async judge(features: Float32Array): Promise<number> {
    const input = new Tensor('float32', features, [1, features.length]);
    const output = await this.#session.run({ [inputName]: input });
    return Number(output[outputName]!.data[0]);
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
