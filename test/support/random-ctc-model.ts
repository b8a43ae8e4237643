/** Models with the interface of SenseVoice Small and of WeNet CTC that write random words for whatever they hear. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CtcKind } from '#src/engines/local/recogniser/ctc/ctc-model.js';
import { onnxGraph } from './onnx-model.js';
import { seeded } from './seeded.js';

const bands = 80;
const vocabulary = 60;
/** Of log-mel energies of 16-bit speech. */
const mean = 10;
const deviation = 4;

/** @returns the folder */
export function writeRandomModel(folder: string, kind: CtcKind): string {
  mkdirSync(folder, { recursive: true });
  const tokens = Array.from({ length: vocabulary }, (_, id) =>
    id === 0 ? '<blk>' : String.fromCodePoint(0x4e00 + id),
  );
  writeFileSync(join(folder, 'tokens.txt'), tokens.map((token, id) => `${token} ${id}\n`).join(''));
  writeFileSync(join(folder, 'model.int8.onnx'), kind === 'sense-voice' ? senseVoice() : wenet());
  return folder;
}

const random = (seed: number, length: number, scale: number): Float32Array => {
  const next = seeded(seed);
  return Float32Array.from({ length }, () => (next() - 0.5) * scale);
};

function senseVoice(): Uint8Array {
  const width = 7 * bands;
  return onnxGraph({
    inputs: [
      { name: 'x', shape: ['N', 'T', width] },
      { name: 'x_length', shape: ['N'], type: 'int32' },
      { name: 'language', shape: ['N'], type: 'int32' },
      { name: 'text_norm', shape: ['N'], type: 'int32' },
    ],
    outputs: [{ name: 'logits', shape: ['N', 'L', vocabulary] }],
    nodes: [
      { op: 'MatMul', from: ['x', 'weights'], to: 'words' },
      { op: 'Concat', from: ['tags', 'words'], to: 'logits', attributes: { axis: 1 } },
    ],
    weights: [
      { name: 'weights', shape: [width, vocabulary], values: random(7, width * vocabulary, 1) },
      // Rows of tags that are never a blank, each other than the one before: the oracle drops four tokens.
      { name: 'tags', shape: [1, 4, vocabulary], values: tagRows() },
    ],
    metadata: {
      model_type: 'sense_voice_ctc',
      vocab_size: String(vocabulary),
      lfr_window_size: '7',
      lfr_window_shift: '6',
      normalize_samples: '0',
      ...{ lang_auto: '0', lang_zh: '3', lang_en: '4', lang_yue: '7', lang_ja: '11', lang_ko: '12' },
      ...{ with_itn: '14', without_itn: '15' },
      neg_mean: new Array(width).fill(String(-mean)).join(','),
      inv_stddev: new Array(width).fill(String(1 / deviation)).join(','),
    },
  });
}

function tagRows(): Float32Array {
  const rows = new Float32Array(4 * vocabulary);
  for (let row = 0; row < 4; row++) rows[row * vocabulary + vocabulary - 1 - row] = 10;
  return rows;
}

/** One row for four frames, as the subsampling of a conformer has it. */
function wenet(): Uint8Array {
  return onnxGraph({
    inputs: [
      { name: 'x', shape: ['N', 'T', bands] },
      { name: 'x_lens', shape: ['N'], type: 'int64' },
    ],
    outputs: [
      { name: 'log_probs', shape: ['N', 'L', vocabulary] },
      { name: 'log_probs_lens', shape: ['N'], type: 'int64' },
    ],
    nodes: [
      { op: 'Add', from: ['x', 'shift'], to: 'centred' },
      { op: 'Slice', from: ['centred', 'first', 'last', 'axis', 'four'], to: 'fourth' },
      { op: 'MatMul', from: ['fourth', 'weights'], to: 'scores' },
      { op: 'LogSoftmax', from: 'scores', to: 'log_probs', attributes: { axis: 2 } },
      { op: 'Shape', from: 'fourth', to: 'shape' },
      { op: 'Gather', from: ['shape', 'one'], to: 'log_probs_lens' },
    ],
    weights: [
      { name: 'shift', shape: [1], values: Float32Array.of(-mean) },
      { name: 'weights', shape: [bands, vocabulary], values: random(11, bands * vocabulary, 0.5) },
      { name: 'first', shape: [1], values: BigInt64Array.of(0n) },
      { name: 'last', shape: [1], values: BigInt64Array.of(1_000_000n) },
      { name: 'axis', shape: [1], values: BigInt64Array.of(1n) },
      { name: 'four', shape: [1], values: BigInt64Array.of(4n) },
      { name: 'one', shape: [1], values: BigInt64Array.of(1n) },
    ],
    metadata: { model_type: 'wenet_ctc', vocab_size: String(vocabulary), subsampling_factor: '4' },
  });
}
