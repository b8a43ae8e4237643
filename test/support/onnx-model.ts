/**
 * Writes small ONNX models byte by byte (protobuf wire format; field numbers of onnx.proto), so that neither training
 * nor a test needs a download or a Python installation.
 */
type Bytes = readonly number[];

const varint = (value: number): Bytes => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]);
const integer = (field: number, value: number): Bytes => [...varint(field << 3), ...varint(value)];
const block = (field: number, bytes: Bytes): Bytes => [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
const text = (field: number, value: string): Bytes => block(field, [...Buffer.from(value)]);

const floatType = 1;

/** A dimension is a number, or a name for one that is open. */
function tensorInfo(name: string, shape: readonly (number | string)[]): Bytes {
  const dimensions = shape.flatMap((size) => block(1, typeof size === 'number' ? integer(1, size) : text(2, size)));
  const tensor = [...integer(1, floatType), ...block(2, dimensions)];
  return [...text(1, name), ...block(2, block(1, tensor))];
}

/** A constant of the model. */
export interface Weights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function tensorOf({ name, shape, values }: Weights): Bytes {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [
    ...shape.flatMap((size) => integer(1, size)),
    ...integer(2, floatType),
    ...text(8, name),
    ...block(9, [...raw]),
  ];
}

interface Node {
  readonly op: string;
  readonly from: string | readonly string[];
  readonly to: string;
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

function nodeOf({ op, from, to, attributes = {} }: Node): Bytes {
  const encoded = Object.entries(attributes).flatMap(([name, value]) =>
    block(
      5,
      typeof value === 'number'
        ? [...text(1, name), ...integer(3, value), ...integer(20, 2)]
        : [...text(1, name), ...value.flatMap((entry) => integer(8, entry)), ...integer(20, 7)],
    ),
  );
  const inputs = [from].flat().flatMap((name) => text(1, name));
  return [...inputs, ...text(2, to), ...text(4, op), ...encoded];
}

interface Shape {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export function onnxModel(
  input: Shape,
  output: Shape,
  nodes: readonly Node[],
  weights: readonly Weights[] = [],
): Uint8Array {
  const graph = [
    ...nodes.flatMap((node) => block(1, nodeOf(node))),
    ...text(2, 'undertone'),
    ...weights.flatMap((each) => block(5, tensorOf(each))),
    ...block(11, tensorInfo(input.name, input.shape)),
    ...block(12, tensorInfo(output.name, output.shape)),
  ];
  const opset = [...text(1, ''), ...integer(2, 13)];
  return Uint8Array.from([...integer(1, 8), ...block(7, graph), ...block(8, opset)]);
}

/** A model with the input and output of Smart Turn v3 that always answers 1, or always 0. */
export function decidedTurnModel(finished: boolean): Uint8Array {
  return onnxModel({ name: 'input_features', shape: ['batch', 80, 800] }, { name: 'logits', shape: ['batch', 1] }, [
    { op: 'ReduceMean', from: 'input_features', to: 'mean', attributes: { axes: [1, 2], keepdims: 1 } },
    { op: 'Flatten', from: 'mean', to: 'flat', attributes: { axis: 1 } },
    { op: 'Sigmoid', from: 'flat', to: 'between' },
    { op: finished ? 'Ceil' : 'Floor', from: 'between', to: 'logits' },
  ]);
}

/** A model with the input and output of Smart Turn v3 that answers with the logistic of the features' mean. */
export function meanTurnModel(): Uint8Array {
  return onnxModel({ name: 'input_features', shape: ['batch', 80, 800] }, { name: 'logits', shape: ['batch', 1] }, [
    { op: 'ReduceMean', from: 'input_features', to: 'mean', attributes: { axes: [1, 2], keepdims: 1 } },
    { op: 'Flatten', from: 'mean', to: 'flat', attributes: { axis: 1 } },
    { op: 'Sigmoid', from: 'flat', to: 'logits' },
  ]);
}
