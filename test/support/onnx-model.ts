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
  readonly values: Float32Array | BigInt64Array | Int8Array;
}

const typeOf = (values: Weights['values']): number =>
  values instanceof Float32Array ? types.float : values instanceof Int8Array ? 3 : types.int64;

function tensorOf({ name, shape, values }: Weights): Uint8Array {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const head = [...shape.flatMap((size) => integer(1, size)), ...integer(2, typeOf(values)), ...text(8, name)];
  return Buffer.concat([Uint8Array.from([...head, ...varint((9 << 3) | 2), ...varint(raw.length)]), raw]);
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
  readonly type?: ElementType;
}

export interface OnnxGraph {
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  readonly nodes: readonly Node[];
  readonly weights?: readonly Weights[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A field of any length, without spreading it over the stack. */
const large = (field: number, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Uint8Array.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes]);

export function onnxGraph({ inputs, outputs, nodes, weights = [], metadata = {} }: OnnxGraph): Uint8Array {
  const graph = Buffer.concat([
    Uint8Array.from([...nodes.flatMap((node) => block(1, nodeOf(node))), ...text(2, 'undertone')]),
    ...weights.map((each) => large(5, tensorOf(each))),
    Uint8Array.from(inputs.flatMap((input) => block(11, tensorInfo(input)))),
    Uint8Array.from(outputs.flatMap((output) => block(12, tensorInfo(output)))),
  ]);
  const opset = [...text(1, ''), ...integer(2, 13)];
  const properties = Object.entries(metadata).map(([key, value]) =>
    large(14, Uint8Array.from([...text(1, key), ...text(2, value)])),
  );
  return Buffer.concat([
    Uint8Array.from(integer(1, 8)),
    large(7, graph),
    Uint8Array.from(block(8, opset)),
    ...properties,
  ]);
}

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
