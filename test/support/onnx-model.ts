/**
 * Writes small ONNX models byte by byte (protobuf wire format; field numbers of onnx.proto), so that neither training
 * nor a test needs a download or a Python installation.
 */
type Bytes = readonly number[];

const varint = (value: number): Bytes => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]);
const integer = (field: number, value: number): Bytes => [...varint(field << 3), ...varint(value)];
const block = (field: number, bytes: Bytes): Bytes => [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
const text = (field: number, value: string): Bytes => block(field, [...Buffer.from(value)]);

/** TensorProto.DataType. */
const types = { float: 1, int32: 6, int64: 7 } as const;
type ElementType = keyof typeof types;

/** A dimension is a number, or a name for one that is open. */
function tensorInfo({ name, shape, type = 'float' }: Shape): Bytes {
  const dimensions = shape.flatMap((size) => block(1, typeof size === 'number' ? integer(1, size) : text(2, size)));
  const tensor = [...integer(1, types[type]), ...block(2, dimensions)];
  return [...text(1, name), ...block(2, block(1, tensor))];
}

/** A constant of the model. */
export interface Weights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array | Int8Array | Uint8Array | Int32Array;
}

function typeOf(values: Weights['values']): number {
  if (values instanceof Float32Array) return types.float;
  if (values instanceof Int8Array) return 3;
  if (values instanceof Uint8Array) return 2;
  return values instanceof Int32Array ? types.int32 : types.int64;
}

/** The tensor as a field of the graph: what stands before its values, and the values themselves, which are not copied. */
function initializer({ name, shape, values }: Weights): readonly [Uint8Array, Uint8Array] {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const head = [...shape.flatMap((size) => integer(1, size)), ...integer(2, typeOf(values)), ...text(8, name)];
  const tensor = [...head, ...varint((9 << 3) | 2), ...varint(raw.length)];
  return [Uint8Array.from([...varint((5 << 3) | 2), ...varint(tensor.length + raw.length), ...tensor]), raw];
}

export interface Node {
  readonly op: string;
  readonly from: string | readonly string[];
  readonly to: string | readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** Whole numbers, unless it is said that it is a float. */
type Attribute = number | readonly number[] | { readonly float: number };

function attributeOf([name, value]: readonly [string, Attribute]): Bytes {
  if (typeof value === 'number') return [...text(1, name), ...integer(3, value), ...integer(20, 2)];
  if ('float' in value) {
    const bytes = new Uint8Array(Float32Array.of(value.float).buffer);
    return [...text(1, name), ...varint((2 << 3) | 5), ...bytes, ...integer(20, 1)];
  }
  return [...text(1, name), ...value.flatMap((entry) => integer(8, entry)), ...integer(20, 7)];
}

function nodeOf({ op, from, to, attributes = {} }: Node): Bytes {
  const encoded = Object.entries(attributes).flatMap((attribute) => block(5, attributeOf(attribute)));
  const inputs = [from].flat().flatMap((name) => text(1, name));
  const outputs = [to].flat().flatMap((name) => text(2, name));
  return [...inputs, ...outputs, ...text(4, op), ...encoded];
}

interface Shape {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  readonly type?: ElementType;
}

export interface OnnxGraph {
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  readonly nodes: readonly Node[];
  readonly weights?: readonly Weights[];
  readonly metadata?: Readonly<Record<string, string>>;
  /** Version of the operators. */
  readonly opset?: number;
}

/** The file piece by piece: the weights of a large model need not be in memory twice. */
export function* onnxParts(model: OnnxGraph): Generator<Uint8Array> {
  const { inputs, outputs, nodes, weights = [], metadata = {}, opset = 13 } = model;
  const graph = [
    Uint8Array.from([...nodes.flatMap((node) => block(1, nodeOf(node))), ...text(2, 'undertone')]),
    ...weights.flatMap(initializer),
    Uint8Array.from(inputs.flatMap((input) => block(11, tensorInfo(input)))),
    Uint8Array.from(outputs.flatMap((output) => block(12, tensorInfo(output)))),
  ];
  const length = graph.reduce((sum, part) => sum + part.length, 0);
  yield Uint8Array.from([...integer(1, 8), ...varint((7 << 3) | 2), ...varint(length)]);
  yield* graph;
  yield Uint8Array.from(block(8, [...text(1, ''), ...integer(2, opset)]));
  for (const [key, value] of Object.entries(metadata)) {
    yield Uint8Array.from(block(14, [...text(1, key), ...text(2, value)]));
  }
}

export const onnxGraph = (model: OnnxGraph): Uint8Array => Buffer.concat([...onnxParts(model)]);

export const onnxModel = (
  input: Shape,
  output: Shape,
  nodes: readonly Node[],
  weights: readonly Weights[] = [],
): Uint8Array => onnxGraph({ inputs: [input], outputs: [output], nodes, weights });

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
