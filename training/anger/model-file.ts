/** The trained model as files: models/anger.onnx, and models/anger.json that says what it reads and how good it is. */
import { onnxModel } from '../../test/support/onnx-model.js';
import { type LogisticModel, limit } from './logistic.js';

/** Standardises, limits and weighs the features, and gives the logistic of the sum: `features` [batch, n] to `anger` [batch, 1]. */
export function onnxOf({ mean, deviation, weights, bias }: LogisticModel): Uint8Array {
  const width = mean.length;
  const vector = (name: string, values: ArrayLike<number>) => ({
    name,
    shape: [1, values.length],
    values: Float32Array.from(values),
  });
  const scalar = (name: string, value: number) => ({ name, shape: [], values: Float32Array.of(value) });
  return onnxModel(
    { name: 'features', shape: ['batch', width] },
    { name: 'anger', shape: ['batch', 1] },
    [
      { op: 'Sub', from: ['features', 'mean'], to: 'centred' },
      { op: 'Div', from: ['centred', 'deviation'], to: 'standard' },
      { op: 'Clip', from: ['standard', 'least', 'most'], to: 'limited' },
      { op: 'MatMul', from: ['limited', 'weights'], to: 'weighed' },
      { op: 'Add', from: ['weighed', 'bias'], to: 'sum' },
      { op: 'Sigmoid', from: 'sum', to: 'anger' },
    ],
    [
      vector('mean', mean),
      vector('deviation', deviation),
      scalar('least', -limit),
      scalar('most', limit),
      { name: 'weights', shape: [width, 1], values: Float32Array.from(weights) },
      vector('bias', [bias]),
    ],
  );
}
