import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { onnxMetadata } from '#src/engines/local/recogniser/ctc/onnx-metadata.js';
import { signWeights } from '#src/engines/local/recogniser/ctc/signed-weights.js';
import { onnxGraph } from '../../support/onnx-model.js';

const folder = mkdtempSync(join(tmpdir(), 'undertone-metadata-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'model.onnx');

function metadataOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  writeFileSync(file, bytes);
  return onnxMetadata(file);
}

const model = onnxGraph({
  inputs: [{ name: 'x', shape: ['N', 2] }],
  outputs: [{ name: 'y', shape: ['N', 2] }],
  nodes: [{ op: 'Identity', from: 'x', to: 'y' }],
  metadata: { vocab_size: '25055', neg_mean: new Array(560).fill('-8.5').join(','), comment: '粵語' },
});

describe('the metadata of a model', () => {
  test('are read', () => {
    const metadata = metadataOf(model);
    expect(metadata.get('vocab_size')).toBe('25055');
    expect(metadata.get('neg_mean')?.split(',')).toHaveLength(560);
    expect(metadata.get('comment')).toBe('粵語');
  });

  test.each([
    ['an empty file', new Uint8Array()],
    ['a text', Buffer.from('version https://git-lfs.github.com/spec/v1\n')],
    ['a file cut short', model.subarray(0, model.length - 5)],
    ['an entry that claims a gigabyte', Buffer.concat([model, Buffer.from([0x72, 0x80, 0x80, 0x80, 0x80, 4])])],
    ['a number without an end', Buffer.concat([model, Buffer.alloc(40, 0xff)])],
    [
      'a thousand entries and more',
      Buffer.concat([model, ...new Array(1_001).fill(0).map((_, at) => entry(`k${at}`))]),
    ],
    ['fields without end', Buffer.concat([model, Buffer.alloc(400_000, 0x08)])],
  ])('of %s are refused', (_, bytes) => {
    expect(() => metadataOf(bytes)).toThrow(/is damaged/);
  });

  test('of any bytes are read or refused, and nothing else happens', () => {
    const changed = fc
      .array(fc.tuple(fc.nat(model.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const bytes = Buffer.from(model);
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 400 })), (bytes) => {
        try {
          metadataOf(bytes);
        } catch (thrown) {
          expect((thrown as Error).message).toMatch(/is damaged: /);
        }
        try {
          signWeights(Buffer.from(bytes));
        } catch (thrown) {
          expect((thrown as Error).message).toMatch(/^it is no ONNX model$|^its end is missing$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function entry(key: string): Buffer {
  const pair = Buffer.concat([Buffer.from([0x0a, key.length]), Buffer.from(key), Buffer.from([0x12, 0])]);
  return Buffer.concat([Buffer.from([0x72, pair.length]), pair]);
}
