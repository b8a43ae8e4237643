import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AngerModel } from '#src/media/ears/anger/anger-model.js';
import { featureNames, TurnVoice } from '#src/media/ears/anger/turn-voice.js';
import { areaUnderCurve, calibration, thresholdFor } from '../../../training/anger/figures.js';
import { cleanLine, overLine } from '../../../training/anger/line.js';
import { fitLogistic, predict } from '../../../training/anger/logistic.js';
import { onnxOf } from '../../../training/anger/model-file.js';
import { type Recording, recordings as trainingRecordings } from '../../../training/anger/recordings.js';
import { featuresOf } from '../../../training/anger/turns.js';
import { seeded } from '../../support/seeded.js';
import { recordings } from '../../support/shared-data.js';

const cardFile = new URL('../../../models/anger.json', import.meta.url);

interface Card {
  readonly features: readonly string[];
  readonly threshold: number;
  readonly leaveSpeakersOut: { readonly auc: number; readonly falseAlarmsOrders: number };
  readonly fixedSet: Readonly<Record<string, number>>;
}

const readCard = async (): Promise<Card> => JSON.parse(await readFile(cardFile, 'utf8')) as Card;

/** A voice of 1.2 s: a pulse train with a falling pitch and two formants, in syllables. */
function madeVoice(gain: number): Int16Array {
  const random = seeded(7);
  let phase = 0;
  let [a, b] = [0, 0];
  return Int16Array.from({ length: 9600 }, (_, index) => {
    phase += (180 - index / 200) / 8000;
    const pulse = phase >= 1 ? 1 : 0;
    phase %= 1;
    const syllable = 0.5 + 0.5 * Math.sin((2 * Math.PI * 4 * index) / 8000);
    const out = pulse + 1.6 * a - 0.9 * b + 0.01 * (random() - 0.5);
    [b, a] = [a, out];
    return Math.round(gain * 2000 * syllable * out);
  });
}

describe('what the anger model reads of a voice', () => {
  test('a turn has one number for each name, and none of them is missing', () => {
    const features = featuresOf(madeVoice(1))!;
    expect(features).toHaveLength(featureNames.length);
    expect(new Set(featureNames).size).toBe(featureNames.length);
    expect(features.every(Number.isFinite)).toBe(true);
  });

  test('a cough is too short to be judged, and silence is nothing', () => {
    expect(featuresOf(madeVoice(1).subarray(0, 1600))).toBeUndefined();
    expect(new TurnVoice().summary()).toBeUndefined();
  });

  test('loudness, pace and pitch of a turn are told in their units', () => {
    const voice = new TurnVoice();
    const audio = overLine(madeVoice(1), cleanLine);
    for (let from = 0; from + 256 <= audio.length; from += 256) voice.push(audio.subarray(from, from + 256), 165, 0.9);
    const { loudDbfs, pitchHz, syllablesPerSecond, activeMs } = voice.summary()!;
    expect(loudDbfs).toBeGreaterThan(-26);
    expect(loudDbfs).toBeLessThan(-14);
    expect(pitchHz).toBeCloseTo(165, 0);
    expect(syllablesPerSecond).toBeGreaterThan(3);
    expect(syllablesPerSecond).toBeLessThan(6);
    expect(activeMs).toBeLessThanOrEqual(1200);
  });
});

describe('the shipped anger model', () => {
  let model: AngerModel;
  beforeAll(async () => {
    model = await AngerModel.load();
  });
  afterAll(() => model.close());

  test('is as good as it has to be, on speakers it has not heard', async () => {
    const { leaveSpeakersOut } = await readCard();
    expect(leaveSpeakersOut.auc).toBeGreaterThanOrEqual(0.93);
    expect(leaveSpeakersOut.falseAlarmsOrders).toBeLessThanOrEqual(0.02);
  });

  test.skipIf(recordings.missing)(`gives the scores that training wrote down${recordings.note}`, async () => {
    const { fixedSet, threshold } = await readCard();
    expect(model.threshold).toBe(threshold);
    const all = new Map((await trainingRecordings()).map((recording) => [recording.name, recording]));
    const names = Object.keys(fixedSet);
    expect(names.length).toBeGreaterThan(50);
    const scored = [];
    for (const name of names) {
      const recording = all.get(name) as Recording;
      const score = await model.judge(featuresOf(overLine(recording.samples, cleanLine))!);
      expect(score, name).toBeCloseTo(fixedSet[name]!, 3);
      scored.push({ score, isAngry: recording.isAngry });
    }
    expect(areaUnderCurve(scored)).toBeGreaterThan(0.93);
  });

  test('takes a caller with a quiet telephone for nobody else', async () => {
    const normal = await model.judge(featuresOf(overLine(madeVoice(1), cleanLine))!);
    for (const gainDb of [-12, -6, 6]) {
      const other = await model.judge(featuresOf(overLine(madeVoice(1), { ...cleanLine, gainDb }))!);
      expect(Math.abs(other - normal)).toBeLessThan(0.1);
    }
  });

  test('that is not there, or reads something else, is refused by name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'undertone-anger-'));
    const file = join(folder, 'other.onnx');
    await expect(AngerModel.load(file)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    await writeFile(file, 'no model');
    await writeFile(join(folder, 'other.json'), JSON.stringify({ features: ['shoe size'], threshold: 0.5 }));
    await expect(AngerModel.load(file)).rejects.toMatchObject({ code: 'MODEL_MISMATCH' });
    await writeFile(join(folder, 'other.json'), JSON.stringify({ features: featureNames, threshold: 0.5 }));
    await expect(AngerModel.load(file)).rejects.toMatchObject({ code: 'MODEL_MISMATCH' });
    await rm(folder, { recursive: true });
  });
});

describe('training', () => {
  /** Two clouds of points that overlap, as many features as the model has. */
  const random = seeded(3);
  const examples = Array.from({ length: 300 }, (_, index) => ({
    features: Float32Array.from(featureNames, (_name, place) => random() * 4 + (index % 2) * (place < 5 ? 1 : 0)),
    isAngry: index % 2 === 1,
    weight: 1,
  }));

  test('finds what tells two groups apart, and the ONNX file says the same as the regression', async () => {
    const model = fitLogistic(examples);
    const scored = examples.map(({ features, isAngry }) => ({ isAngry, score: predict(model, features) }));
    expect(areaUnderCurve(scored)).toBeGreaterThan(0.85);
    const folder = await mkdtemp(join(tmpdir(), 'undertone-anger-'));
    await writeFile(join(folder, 'anger.onnx'), onnxOf(model));
    await writeFile(join(folder, 'anger.json'), JSON.stringify({ features: featureNames, threshold: 0.5 }));
    const written = await AngerModel.load(join(folder, 'anger.onnx'));
    for (const { features } of examples.slice(0, 20)) {
      expect(await written.judge(features)).toBeCloseTo(predict(model, features), 4);
    }
    await written.close();
    await rm(folder, { recursive: true });
  });

  test('its figures are what their names say', () => {
    const scored = [0.1, 0.4, 0.35, 0.8].map((score, index) => ({ score, isAngry: index >= 2 }));
    expect(areaUnderCurve(scored)).toBe(0.75);
    expect(areaUnderCurve(scored.map((each) => ({ ...each, score: 1 })))).toBe(0.5);
    const scores = Array.from({ length: 100 }, (_, index) => index / 100);
    expect(scores.filter((score) => score >= thresholdFor(scores, 0.05))).toHaveLength(5);
    const sure = Array.from({ length: 10 }, (_, index) => ({ score: index % 2, isAngry: index % 2 === 1 }));
    expect(calibration(sure).error).toBe(0);
  });
});
