/**
 * The weights of an 8-bit model as signed numbers. Models are published with unsigned ones, because products of unsigned and
 * signed bytes overflow on processors without VNNI instructions (k2-fsa/sherpa-onnx, scripts/sense-voice/export-onnx.py;
 * microsoft/onnxruntime #6004); on those that have them onnxruntime takes half of the time with signed ones. A weight and
 * its zero point are both less by 128 then: the products, and so what is heard, are the same to the bit. Pure.
 */

/** Of onnx.proto: fields of ModelProto, GraphProto, NodeProto and TensorProto. */
const graphField = 7;
const nodeField = 1;
const initializerField = 5;
const inputField = 1;
const operatorField = 4;
const typeField = 2;
const int32DataField = 5;
const nameField = 8;
const rawDataField = 9;
const uint8 = 2;
const int8 = 3;

const bytesType = 2;
const signBit = 0x80;

interface Field {
  readonly number: number;
  readonly type: number;
  /** Of the field with its tag, of its content (a number's is the number itself), and behind both. */
  readonly start: number;
  readonly from: number;
  readonly end: number;
}

/** A tensor that stands in the model as a constant. */
type Constant = readonly Field[];

/**
 * Changes the bytes of a model in place.
 * @returns false where there is nothing to change, or the model is not as `quantize_dynamic` makes it: nothing is changed then
 * @throws Error when it is damaged
 */
export function signWeights(model: Buffer): boolean {
  const graph = [...fields(model, 0, model.length)].find(({ number }) => number === graphField);
  if (graph === undefined) return false;
  const inside = [...fields(model, graph.from, graph.end)];
  const products = productsOf(model, inside);
  if (products === undefined || products.length === 0) return false;
  const constants = constantsOf(model, inside);
  const named = (place: 0 | 1): (Constant | undefined)[] =>
    [...new Set(products.map((names) => names[place]))].map((name) => constants.get(name));
  const [weights, zeros] = [named(0), named(1)];
  if (!weights.every((weight) => isUnsigned(model, weight) && partOf(weight, rawDataField) !== undefined)) return false;
  if (!zeros.every((zero) => isUnsigned(model, zero) && zeroOf(model, zero) !== undefined)) return false;
  for (const weight of weights) {
    signAll(model, partOf(weight, rawDataField)!);
    model[partOf(weight, typeField)!.from] = int8;
  }
  for (const zero of zeros) {
    writeZero(model, zero!, zeroOf(model, zero)! ^ signBit);
    model[partOf(zero, typeField)!.from] = int8;
  }
  return true;
}

const partOf = (constant: Constant | undefined, wanted: number): Field | undefined =>
  constant?.find(({ number }) => number === wanted);

function isUnsigned(model: Buffer, constant: Constant | undefined): boolean {
  const type = partOf(constant, typeField);
  return type !== undefined && model[type.from] === uint8;
}

/** Four bytes at a time where they stand so. */
function signAll(model: Buffer, { from, end }: Field): void {
  const aligned = from + ((4 - ((model.byteOffset + from) % 4)) % 4);
  const words = Math.max(0, Math.floor((end - aligned) / 4));
  const behind = words === 0 ? from : aligned + 4 * words;
  if (words > 0) {
    for (let at = from; at < aligned; at++) model[at]! ^= signBit;
    const view = new Int32Array(model.buffer, model.byteOffset + aligned, words);
    for (let at = 0; at < words; at++) view[at]! ^= 0x80808080;
  }
  for (let at = behind; at < end; at++) model[at]! ^= signBit;
}

/** Weights and zero point of each product; undefined when one of them is used otherwise too. */
function productsOf(model: Buffer, inside: readonly Field[]): (readonly [string, string])[] | undefined {
  const products: (readonly [string, string])[] = [];
  const elsewhere = new Set<string>();
  for (const node of inside) {
    if (node.number !== nodeField) continue;
    const parts = [...fields(model, node.from, node.end)];
    const inputs = parts.filter(({ number }) => number === inputField).map((part) => textOf(model, part));
    const operator = parts.find(({ number }) => number === operatorField);
    const [, weights, , zero] = inputs;
    if (operator === undefined || textOf(model, operator) !== 'MatMulInteger') {
      for (const input of inputs) elsewhere.add(input);
    } else if (weights === undefined || zero === undefined) return undefined;
    else products.push([weights, zero]);
  }
  return products.flat().some((name) => elsewhere.has(name)) ? undefined : products;
}

function constantsOf(model: Buffer, inside: readonly Field[]): Map<string, Constant> {
  const constants = new Map<string, Constant>();
  for (const field of inside) {
    if (field.number !== initializerField) continue;
    const parts = [...fields(model, field.from, field.end)];
    const name = parts.find(({ number }) => number === nameField);
    if (name !== undefined) constants.set(textOf(model, name), parts);
  }
  return constants;
}

const textOf = (model: Buffer, { from, end }: Field): string => model.toString('utf8', from, end);

/** A zero point of a whole weight: one value, as raw data or as a packed number. */
function zeroOf(model: Buffer, constant: Constant | undefined): number | undefined {
  const raw = partOf(constant, rawDataField);
  if (raw !== undefined) return raw.end - raw.from === 1 ? model[raw.from] : undefined;
  const packed = partOf(constant, int32DataField);
  if (packed?.type !== bytesType || packed.from - packed.start !== 2) return undefined;
  const { value, next } = varintAt(model, packed.from, packed.end);
  return next === packed.end && value < 256 ? value : undefined;
}

/** As raw data of one byte: three bytes with tag and length, and where there are four the length takes two. */
function writeZero(model: Buffer, constant: Constant, value: number): void {
  const raw = partOf(constant, rawDataField);
  if (raw !== undefined) {
    model[raw.from] = value;
    return;
  }
  const { start, end } = partOf(constant, int32DataField)!;
  const tag = (rawDataField << 3) | bytesType;
  model.set(end - start === 3 ? [tag, 1, value] : [tag, 0x81, 0, value], start);
}

/** Fields of a message of protobuf. @throws Error when it is damaged */
function* fields(bytes: Buffer, from: number, to: number): Generator<Field> {
  for (let at = from; at < to; ) {
    const tag = varintAt(bytes, at, to);
    const [number, type] = [Math.floor(tag.value / 8), tag.value % 8];
    let [content, end] = [tag.next, tag.next];
    if (type === bytesType) {
      const length = varintAt(bytes, tag.next, to);
      content = length.next;
      end = content + length.value;
    } else if (type === 0) end = varintAt(bytes, tag.next, to).next;
    else if (type === 1) end += 8;
    else if (type === 5) end += 4;
    else throw new Error('it is no ONNX model');
    if (end > to) throw new Error('its end is missing');
    yield { number, type, start: at, from: content, end };
    at = end;
  }
}

/** Ten bytes at most; the value of more than 53 bits is not exact, and none that is looked at here has so many. */
function varintAt(bytes: Buffer, from: number, to: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = from; at < Math.min(to, from + 10); at++) {
    value += (bytes[at]! & 0x7f) * 2 ** (7 * (at - from));
    if (bytes[at]! < 0x80) return { value, next: at + 1 };
  }
  throw new Error('it is no ONNX model');
}
