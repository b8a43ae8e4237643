/**
 * A model with the shape of SenseVoice Small and random weights, so that its cost is measured without the published ones,
 * which are the user's to fetch. It has what costs time and memory there: 70 SAN-M layers (Z. Gao et al., "SAN-M: Memory
 * Equipped Self-Attention for End-to-End Speech Recognition", Interspeech 2020) of 512, 4 heads, a memory of 11 rows, 2048
 * in between, and 25055 tokens; 233 million weights of 8 bits, quantised as `quantize_dynamic` does it (unsigned weights,
 * activations quantised as they come), which onnxruntime fuses in the same way.
 *
 * What it says is noise, but of the form that a trained model's output has: rows of a pause are blank, in speech about one
 * row in five has a token, the tags are clear. A random head would have a token in each row, which no speech has, and the
 * search for other texts, the scores of phrases and the cuts in pauses would cost something else than they do.
 */
import { createCipheriv } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, onnxParts, type Weights } from '../../test/support/onnx-model.js';
import { realSizeTokens, tagTokens, tokenCount } from './real-size-tokens.js';

const bands = 80;
const inputSize = 7 * bands;
const size = 512;
const heads = 4;
const inner = 2048;
const memoryRows = 11;
const layers = 50;
const laterLayers = 20;
/** 60 s and the tags. */
const mostRows = 1004;

/** Standard deviation of the tokens' scores in a row, and the score of the blank in speech. */
const spread = 12;
const blankBias = 88;
/** Dimensions of the last layer that say "pause" or one of the four tags, instead of noise. */
const signDimensions = 16;
const signs = 1 + tagTokens.length;
const signValue = 4;

/** Bytes that are the same in each run. */
const bytesOf = (length: number): Uint8Array =>
  createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16)).update(Buffer.alloc(length));
const pool = bytesOf(32 * 1024 * 1024);
/** Standard deviation of a uniform byte. */
const byteDeviation = 73.9;

/** Nodes and weights of a graph as it is put together. */
class Graph {
  readonly nodes: Node[] = [];
  readonly weights: Weights[] = [];
  #names = 0;
  #drawn = 0;

  node(op: string, from: readonly string[], attributes: Node['attributes'] = {}): string {
    const to = this.#name();
    this.nodes.push({ op, from, to, attributes });
    return to;
  }

  nodeOf(op: string, from: readonly string[], outputs: number, attributes: Node['attributes'] = {}): string[] {
    const to = Array.from({ length: outputs }, () => this.#name());
    this.nodes.push({ op, from, to, attributes });
    return to;
  }

  constant(values: Weights['values'], shape: readonly number[] = [values.length]): string {
    const name = this.#name();
    this.weights.push({ name, shape, values });
    return name;
  }

  floats(...values: number[]): string {
    return this.constant(Float32Array.from(values), values.length === 1 ? [] : [values.length]);
  }

  integers(...values: number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt));
  }

  /** Part of the pool: weights as good as any. */
  random(length: number): Uint8Array {
    this.#drawn = (this.#drawn + 1_000_003) % (pool.length - length);
    return pool.subarray(this.#drawn, this.#drawn + length);
  }

  randomFloats(length: number, deviation: number): Float32Array {
    return Float32Array.from(this.random(length), (byte) => ((byte - 127.5) / byteDeviation) * deviation);
  }

  /** A product with 8-bit weights and a bias; its result varies `gain` times as much as what goes in. */
  linear(from: string, [rows, columns]: readonly [number, number], options: LinearOptions = {}): string {
    const { gain = 1, weights = this.random(rows * columns), bias = new Float32Array(columns) } = options;
    const [quantised, scale, zero] = this.nodeOf('DynamicQuantizeLinear', [from], 3);
    const weightScale = this.floats(gain / byteDeviation / Math.sqrt(rows));
    const weightZero = this.constant(Uint8Array.of(128), []);
    const product = this.node('MatMulInteger', [
      quantised!,
      this.constant(weights, [rows, columns]),
      zero!,
      weightZero,
    ]);
    const float = this.node('Cast', [product], { to: 1 });
    const scaled = this.node('Mul', [float, this.node('Mul', [scale!, weightScale])]);
    return this.node('Add', [this.constant(bias), scaled]);
  }

  norm(from: string, width: number, weights = new Float32Array(width).fill(1)): string {
    const [scale, bias] = [this.constant(weights), this.constant(new Float32Array(width))];
    return this.node('LayerNormalization', [from, scale, bias], { axis: 2, epsilon: { float: 1e-12 } });
  }

  #name(): string {
    this.#names += 1;
    return `n${this.#names}`;
  }
}

interface LinearOptions {
  readonly gain?: number;
  readonly weights?: Uint8Array;
  readonly bias?: Float32Array;
}

/** Writes `model.int8.onnx` (240 MB) and `tokens.txt`. @param words whose characters shall be among the tokens */
export function writeRealSizeModel(folder: string, words: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const tokens = realSizeTokens(words);
  writeFileSync(join(folder, 'tokens.txt'), tokens.map((token, id) => `${token} ${id}\n`).join(''));
  const file = openSync(join(folder, 'model.int8.onnx'), 'w');
  try {
    for (const part of onnxParts(model())) writeSync(file, part);
  } finally {
    closeSync(file);
  }
}

function model(): Parameters<typeof onnxParts>[0] {
  const graph = new Graph();
  let x = withPositions(graph, withQueries(graph));
  for (let layer = 0; layer < layers; layer++) x = sanM(graph, x, layer === 0 ? inputSize : size);
  x = graph.norm(x, size);
  for (let layer = 0; layer < laterLayers; layer++) x = sanM(graph, x, size);
  head(graph, x);
  return {
    opset: 17,
    inputs: [
      { name: 'x', shape: ['N', 'T', inputSize] },
      { name: 'x_length', shape: ['N'], type: 'int32' },
      { name: 'language', shape: ['N'], type: 'int32' },
      { name: 'text_norm', shape: ['N'], type: 'int32' },
    ],
    outputs: [{ name: 'logits', shape: ['N', 'L', tokenCount] }],
    nodes: graph.nodes,
    weights: graph.weights,
    metadata: metadata(),
  };
}

/** Language, emotion, event and text normalisation are asked for in four rows in front. One utterance at a time. */
function withQueries(graph: Graph): string {
  const table = graph.constant(graph.randomFloats(16 * inputSize, 1), [16, inputSize]);
  const axis = graph.integers(1);
  const row = (index: string): string => graph.node('Unsqueeze', [graph.node('Gather', [table, index]), axis]);
  const moods = graph.constant(graph.randomFloats(2 * inputSize, 1), [1, 2, inputSize]);
  return graph.node('Concat', [row('language'), moods, row('text_norm'), 'x'], { axis: 1 });
}

function withPositions(graph: Graph, x: string): string {
  const half = inputSize / 2;
  const positions = Float32Array.from({ length: mostRows * inputSize }, (_, at) => {
    const [row, column] = [Math.floor(at / inputSize) + 1, at % inputSize];
    const angle = row * Math.exp((-Math.log(10_000) / (half - 1)) * (column % half));
    return column < half ? Math.sin(angle) : Math.cos(angle);
  });
  const rows = graph.node('Gather', [graph.node('Shape', [x]), graph.integers(1)]);
  const table = graph.constant(positions, [1, mostRows, inputSize]);
  const here = graph.node('Slice', [table, graph.integers(0), rows, graph.integers(1)]);
  return graph.node('Add', [graph.node('Mul', [x, graph.floats(Math.sqrt(size))]), here]);
}

/** One layer: attention over all rows, a memory of the values beside it, and two products. */
function sanM(graph: Graph, x: string, from: number): string {
  const joined = graph.linear(graph.norm(x, from), [from, 3 * size]);
  const [query, key, value] = graph.nodeOf('Split', [joined, graph.integers(size, size, size)], 3, { axis: 2 });
  const attended = graph.linear(attention(graph, query!, key!, value!), [size, size]);
  const both = graph.node('Add', [attended, memory(graph, value!)]);
  const y = from === size ? graph.node('Add', [x, both]) : both;
  const between = graph.node('Relu', [graph.linear(graph.norm(y, size), [size, inner])]);
  return graph.node('Add', [y, graph.linear(between, [inner, size])]);
}

function attention(graph: Graph, query: string, key: string, value: string): string {
  const shape = graph.integers(0, 0, heads, size / heads);
  const inHeads = (each: string, perm: readonly number[]): string =>
    graph.node('Transpose', [graph.node('Reshape', [each, shape])], { perm });
  const scaled = graph.node('Mul', [inHeads(query, [0, 2, 1, 3]), graph.floats((size / heads) ** -0.5)]);
  const shares = graph.node('Softmax', [graph.node('MatMul', [scaled, inHeads(key, [0, 2, 3, 1])])], { axis: 3 });
  const mixed = graph.node('MatMul', [shares, inHeads(value, [0, 2, 1, 3])]);
  return graph.node('Reshape', [graph.node('Transpose', [mixed], { perm: [0, 2, 1, 3] }), graph.integers(0, 0, size)]);
}

function memory(graph: Graph, value: string): string {
  const weights = graph.constant(graph.randomFloats(size * memoryRows, 0.1), [size, 1, memoryRows]);
  const turned = graph.node('Transpose', [value], { perm: [0, 2, 1] });
  const pad = memoryRows >> 1;
  const convolved = graph.node('Conv', [turned, weights], {
    group: size,
    kernel_shape: [memoryRows],
    pads: [pad, pad],
    strides: [1],
    dilations: [1],
  });
  return graph.node('Add', [graph.node('Transpose', [convolved], { perm: [0, 2, 1] }), value]);
}

/** Weight of the layers' own result in the noise: without training it is much the same in all rows. */
const ownNoise = 0.1;

/** Scores of the tokens: noise in most dimensions, and the signs of a pause and of the tags in a few. */
function head(graph: Graph, x: string): void {
  const signed = signs * signDimensions;
  const normed = graph.norm(
    x,
    size,
    new Float32Array(size).map((_, at) => (at < signed ? 0 : ownNoise)),
  );
  const hidden = graph.node('Add', [normed, signRows(graph)]);
  const weights = Uint8Array.from(graph.random(size * tokenCount));
  weights.fill(128, 0, signed * tokenCount);
  for (const [sign, token] of [0, ...tagTokens].entries()) {
    for (let at = 0; at < signDimensions; at++) weights[(sign * signDimensions + at) * tokenCount + token] = 255;
  }
  const bias = new Float32Array(tokenCount);
  bias[0] = blankBias;
  const scores = graph.linear(hidden, [size, tokenCount], { gain: spread, weights, bias });
  graph.nodes.push({ op: 'Identity', from: scores, to: 'logits' });
}

/** Below this mean of the telephone's bands in the row's own frame, as it stands after the deviations, is a pause. */
const pauseLevel = -1.7;
const telephoneBands = 56;
const noiseGain = 0.08;

function signRows(graph: Graph): string {
  const tags = new Float32Array(tagTokens.length * size);
  for (let tag = 0; tag < tagTokens.length; tag++) {
    const from = tag * size + (1 + tag) * signDimensions;
    tags.fill(signValue, from, from + signDimensions);
  }
  // Sounds alone say little of what a row's own noise is: projections of its seven frames do.
  const quiet = graph.randomFloats(inputSize * size, noiseGain);
  for (let row = 0; row < inputSize; row++) quiet.fill(0, row * size, row * size + signs * signDimensions);
  for (let band = 0; band < telephoneBands; band++) {
    quiet.fill(-4 / telephoneBands, (3 * bands + band) * size, (3 * bands + band) * size + signDimensions);
  }
  const product = graph.node('MatMul', ['x', graph.constant(quiet, [inputSize, size])]);
  const shift = new Float32Array(size);
  shift.fill(4 * pauseLevel, 0, signDimensions);
  const least = new Float32Array(size).fill(-signValue).fill(0, 0, signDimensions);
  const shifted = graph.node('Add', [product, graph.constant(shift)]);
  const pause = graph.node('Min', [graph.node('Max', [shifted, graph.constant(least)]), graph.floats(signValue)]);
  return graph.node('Concat', [graph.constant(tags, [1, tagTokens.length, size]), pause], { axis: 1 });
}

function metadata(): Record<string, string> {
  return {
    model_type: 'sense_voice_ctc',
    comment: 'random weights, made for a bench',
    vocab_size: String(tokenCount),
    lfr_window_size: '7',
    lfr_window_shift: '6',
    normalize_samples: '0',
    lang_auto: '0',
    lang_zh: '3',
    lang_en: '4',
    lang_yue: '7',
    lang_ja: '11',
    lang_ko: '12',
    with_itn: '14',
    without_itn: '15',
    neg_mean: new Array(inputSize).fill('-17').join(','),
    inv_stddev: new Array(inputSize).fill('0.35').join(','),
  };
}
