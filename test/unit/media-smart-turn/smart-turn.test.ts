import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fourier } from '#src/core/fourier.js';
import { LogMel } from '#src/media/ears/smart-turn/log-mel.js';
import { SmartTurn } from '#src/media/ears/smart-turn/smart-turn.js';
import { meanTurnModel, onnxModel } from '../../support/onnx-model.js';

const turnSamples = 40_000;

/** 2.5 s that sweep from 200 Hz to 1700 Hz, louder and softer four times a second. */
function sweep(): Int16Array {
  return Int16Array.from({ length: turnSamples }, (_, i) => {
    const phase = 2 * Math.PI * ((200 * i) / 16_000 + ((1500 / (2 * turnSamples)) * i * i) / 16_000);
    return Math.round(32767 * 0.3 * Math.sin(phase) * (0.5 + 0.5 * Math.sin((2 * Math.PI * 4 * i) / 16_000)));
  });
}

function paddedTo8s(turn: Int16Array): Float32Array {
  const audio = new Float32Array(128_000);
  for (let i = 0; i < turn.length; i++) audio[audio.length - turn.length + i] = turn[i]! / 32768;
  return audio;
}

describe('the Fourier transform', () => {
  it.each([8, 20, 60, 400])('of %i samples is the sum it stands for', (length) => {
    const fourier = new Fourier(length);
    const input = Array.from({ length }, (_, i) => [Math.sin(i * i), Math.cos(3 * i)] as const);
    for (const [i, [re, im]] of input.entries()) [fourier.re[i], fourier.im[i]] = [re, im];
    fourier.transform();
    for (let bin = 0; bin < length; bin += 7) {
      let [re, im] = [0, 0];
      for (const [i, [a, b]] of input.entries()) {
        const angle = (-2 * Math.PI * bin * i) / length;
        re += a * Math.cos(angle) - b * Math.sin(angle);
        im += a * Math.sin(angle) + b * Math.cos(angle);
      }
      expect(fourier.re[bin]).toBeCloseTo(re, 8);
      expect(fourier.im[bin]).toBeCloseTo(im, 8);
    }
  });

  it('refuses a length it cannot divide', () => {
    expect(() => new Fourier(22)).toThrow(RangeError);
  });
});

describe('Whisper’s log-mel spectrogram', () => {
  // Computed with NumPy's FFT from the published definition.
  it.each([
    [0, 0, -0.1038],
    [3, 560, 1.03411],
    [10, 600, 1.20752],
    [20, 700, 0.16612],
    [40, 799, 1.62538],
    [79, 650, -0.1038],
    [5, 551, 1.75195],
    [15, 780, -0.1038],
  ])('has in band %i, frame %i the value %f', (band, frame, expected) => {
    const features = new LogMel(128_000).of(paddedTo8s(sweep()));
    expect(features.length).toBe(80 * 800);
    expect(features[band * 800 + frame]).toBeCloseTo(expected, 3);
  });
});

describe('a turn model file', () => {
  let folder = '';
  const write = async (name: string, bytes: Uint8Array | string) => {
    const file = join(folder, name);
    await writeFile(file, bytes);
    return file;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'turn-model-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('judges the last 8 s of a turn', async () => {
    const model = await SmartTurn.load(await write('mean.onnx', meanTurnModel()));
    // The logistic of the mean of the features above.
    expect(await model.judge(sweep(), 16_000)).toBeCloseTo(1 / (1 + Math.exp(0.054885)), 3);
    const long = new Int16Array(200_000).fill(5000, 0, 60_000);
    long.set(sweep(), 160_000);
    expect(await model.judge(long, 16_000)).toBeCloseTo(1 / (1 + Math.exp(0.054885)), 3);
    await model.close();
  });

  it('judges several turns asked for at once', async () => {
    const model = await SmartTurn.load(await write('mean.onnx', meanTurnModel()));
    const [first, silence, again] = await Promise.all([
      model.judge(sweep(), 16_000),
      model.judge(new Int16Array(16_000), 16_000),
      model.judge(sweep(), 16_000),
    ]);
    expect(again).toBe(first);
    expect(silence).not.toBe(first);
    await model.close();
  });

  it('is asked for by name when it is not there', async () => {
    await expect(SmartTurn.load(join(folder, 'none.onnx'))).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });

  it('is refused when it is something else', async () => {
    await expect(SmartTurn.load(await write('text.onnx', 'no model'))).rejects.toMatchObject({
      code: 'MODEL_MISMATCH',
    });
    const other = onnxModel({ name: 'audio', shape: ['batch', 10] }, { name: 'out', shape: ['batch', 10] }, [
      { op: 'Sigmoid', from: 'audio', to: 'out' },
    ]);
    await expect(SmartTurn.load(await write('other.onnx', other))).rejects.toMatchObject({ code: 'MODEL_MISMATCH' });
    const unbounded = onnxModel(
      { name: 'input_features', shape: ['batch', 80, 800] },
      { name: 'out', shape: ['batch', 80, 800] },
      [
        { op: 'Neg', from: 'input_features', to: 'mean' },
        { op: 'Exp', from: 'mean', to: 'out' },
      ],
    );
    await expect(SmartTurn.load(await write('unbounded.onnx', unbounded))).rejects.toMatchObject({
      code: 'MODEL_MISMATCH',
    });
  });
});
