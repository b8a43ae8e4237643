import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { signWeights } from '#src/engines/local/recogniser/ctc/signed-weights.js';
import { onnxGraph, type Weights } from '../../support/onnx-model.js';
import { seeded } from '../../support/seeded.js';

const [rows, columns] = [12, 5];

interface Making {
  readonly zero?: Weights['values'];
  readonly otherUse?: boolean;
}

/** A product as `quantize_dynamic` makes it. Weights of 64 values around the zero point overflow nowhere. */
function quantised({ zero = Uint8Array.of(121), otherUse = false }: Making = {}): Buffer {
  const random = seeded(5);
  const weights = Uint8Array.from({ length: rows * columns }, () => 96 + Math.floor(random() * 64));
  return Buffer.from(
    onnxGraph({
      inputs: [{ name: 'x', shape: ['N', rows] }],
      outputs: [{ name: 'y', shape: ['N', columns] }],
      nodes: [
        { op: 'DynamicQuantizeLinear', from: 'x', to: ['q', 'scale', 'offset'] },
        { op: 'MatMulInteger', from: ['q', 'weights', 'offset', 'zero'], to: 'product' },
        { op: 'Cast', from: 'product', to: 'float', attributes: { to: 1 } },
        { op: 'Mul', from: ['float', 'scale'], to: otherUse ? 'inner' : 'y' },
        ...(otherUse
          ? [
              { op: 'Cast', from: 'zero', to: 'asFloat', attributes: { to: 1 } },
              { op: 'Add', from: ['inner', 'asFloat'], to: 'y' },
            ]
          : []),
      ],
      weights: [
        { name: 'weights', shape: [rows, columns], values: weights },
        { name: 'zero', shape: [], values: zero },
      ],
    }),
  );
}

async function run(model: Buffer): Promise<number[]> {
  const session = await InferenceSession.create(model);
  const x = Float32Array.from({ length: 3 * rows }, (_, at) => Math.sin(at * at));
  const { y } = await session.run({ x: new Tensor('float32', x, [3, rows]) });
  return [...(y!.data as Float32Array)];
}

/** The zero point as Python's onnx package writes it: a packed number instead of raw data. */
function packed(model: Buffer, raw: readonly number[]): Buffer {
  const at = model.lastIndexOf(Buffer.from([0x4a, raw.length, ...raw]));
  expect(at).toBeGreaterThan(0);
  model[at] = 0x2a;
  return model;
}

describe('weights as signed numbers', () => {
  test.each([
    ['raw', () => quantised()],
    ['a packed number', () => packed(quantised(), [121])],
    ['a packed number of two bytes', () => packed(quantised({ zero: Uint8Array.of(0x85, 1) }), [0x85, 1])],
  ])('give the same products, their zero point being %s', async (_, made) => {
    const model = made();
    const before = await run(Buffer.from(model));
    expect(signWeights(model)).toBe(true);
    expect(await run(model)).toEqual(before);
    expect(signWeights(model)).toBe(false);
  });

  test.each([
    ['is used otherwise too', () => quantised({ otherUse: true })],
    ['is signed already', () => quantised({ zero: Int8Array.of(3) })],
    ['has two values where one is expected', () => quantised({ zero: Uint8Array.of(1, 2) })],
  ])('stay as they are where the zero point %s', (_, made) => {
    const model = made();
    const before = Buffer.from(model);
    expect(signWeights(model)).toBe(false);
    expect(model.equals(before)).toBe(true);
  });

  test('stay as they are in a model that is not quantised', () => {
    const model = Buffer.from(
      onnxGraph({
        inputs: [{ name: 'x', shape: [2] }],
        outputs: [{ name: 'y', shape: [2] }],
        nodes: [{ op: 'Identity', from: 'x', to: 'y' }],
      }),
    );
    expect(signWeights(model)).toBe(false);
  });
});
