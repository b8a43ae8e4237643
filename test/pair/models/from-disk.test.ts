import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ModelStore, weights } from '../../support/model-store.js';
import { optional } from '../../support/optional.js';
import { zipFile } from '../../support/zip-file.js';

let store: ModelStore;
let mine: string;
const tokens = Buffer.from('a b c');

beforeAll(async () => {
  store = await ModelStore.start();
});
beforeEach(() => {
  mine = mkdtempSync(join(store.home, 'mine-'));
});
afterEach(() => {
  expect(store.requests).toEqual([]);
  store.clear();
});
afterAll(() => store.close());

const manifest = () => store.manifestOf([store.entry('model.onnx', weights), store.entry('tokens.txt', tokens)]);
const kept = (name: string) => readFileSync(join(store.folder, 'ears', name));
const put = (data: Buffer, ...path: string[]) => {
  const file = join(mine, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, data);
  return file;
};
const pull = (...from: string[]) =>
  store.run(
    'pull',
    manifest(),
    from.flatMap((path) => ['--from', path]),
  );

function expectWhole(pulled: { readonly status: number; readonly noted: string }): void {
  expect([pulled.status, pulled.noted]).toEqual([0, expect.not.stringContaining('[')]);
  expect(kept('model.onnx').equals(weights)).toBe(true);
  expect(kept('tokens.txt').equals(tokens)).toBe(true);
  expect(readdirSync(store.folder)).toEqual(['ears']);
}

describe('a model is taken from the disk, without the network', () => {
  test('from a folder that has its files', async () => {
    put(weights, 'model.onnx');
    put(tokens, 'tokens.txt');
    expectWhole(await pull(mine));
  });

  test('from files somewhere below a folder, links to them included', async () => {
    put(weights, 'blobs', 'c71f');
    put(tokens, 'a', 'b', 'tokens.txt');
    put(Buffer.from('a longer one'), 'tokens.txt');
    mkdirSync(join(mine, 'snapshot'));
    symlinkSync(join(mine, 'blobs', 'c71f'), join(mine, 'snapshot', 'model.onnx'));
    expectWhole(await pull(mine));
  });

  test('from files one by one, whatever they are called', async () => {
    expectWhole(await pull(put(weights, 'downloaded (1).bin'), put(tokens, 'tokens.txt')));
  });

  test('from a zip archive with them', async () => {
    const data = zipFile([
      { name: 'model-2024/', data: Buffer.alloc(0) },
      { name: 'model-2024/model.onnx', data: weights },
      { name: 'model-2024/tokens.txt', data: tokens },
    ]);
    expectWhole(await pull(put(data, 'model.zip')));
  });

  const bzip2 = optional('bzip2', spawnSync('bzip2', ['--help']).error === undefined);
  test.each([
    ['tar.gz', '-czf'],
    ['tar', '-cf'],
  ])('from a %s archive with them', async (form, option) => {
    put(weights, 'inside', 'model.onnx');
    put(tokens, 'inside', 'tokens.txt');
    const archive = join(mine, `model.${form}`);
    expect(spawnSync('tar', [option, archive, '-C', mine, 'inside']).status).toBe(0);
    expectWhole(await pull(archive));
  });
  test.skipIf(bzip2.missing)(`from a tar.bz2 archive with them${bzip2.note}`, async () => {
    put(weights, 'inside', 'model.onnx');
    put(tokens, 'inside', 'tokens.txt');
    const archive = join(mine, 'model.tar.bz2');
    expect(spawnSync('tar', ['-cjf', archive, '-C', mine, 'inside']).status).toBe(0);
    expectWhole(await pull(archive));
  });

  test('and unpacked when the model itself is an archive', async () => {
    const data = zipFile([{ name: 'vosk/am/final.mdl', data: weights }]);
    const path = store.manifest({ ...store.entry('model.zip', data), unpack: 'zip' });
    expect((await store.run('pull', path, ['--from', put(data, 'model.zip')])).status).toBe(0);
    expect(kept('vosk/am/final.mdl').equals(weights)).toBe(true);
  });
});

describe('nothing is taken', () => {
  test('of a file whose hash is another', async () => {
    put(Buffer.alloc(weights.length), 'model.onnx');
    put(tokens, 'tokens.txt');
    const { status, noted } = await pull(mine);
    expect(status).toBe(1);
    expect(noted).toContain('MODEL_MISMATCH');
    expect(existsSync(join(store.folder, 'ears'))).toBe(false);
  });

  test('when a file is not there, which is named; what was there is not copied again', async () => {
    put(weights, 'model.onnx');
    const { status, noted } = await pull(mine);
    expect(status).toBe(1);
    expect(noted).toContain(`tokens.txt is not in ${mine}`);
    expectWhole(await pull(put(tokens, 'elsewhere', 'tokens.txt')));
  });

  test('from a place that is not there', async () => {
    expect((await pull(join(mine, 'nowhere'))).noted).toContain('nowhere: not there');
  });

  test.each(['broken.tar.gz', 'broken.zip'])('from %s', async (name) => {
    const { status, noted } = await pull(put(Buffer.from('nonsense'), name));
    expect(status).toBe(1);
    expect(noted).toMatch(/broken\.\S+: cannot be read: .*MODEL_DOWNLOAD/s);
  });

  test('of a member of an archive that is longer than it should be', async () => {
    const data = zipFile([{ name: 'tokens.txt', data: weights }]);
    const { noted } = await store.run('pull', store.manifest({ ...store.entry('tokens.txt', tokens) }), [
      '--from',
      put(data, 'model.zip'),
    ]);
    expect(noted).toContain('that of a longer file');
    expect(noted).toContain('MODEL_MISMATCH');
  });

  test('where an archive has a link in place of the file', async () => {
    put(tokens, 'secret');
    mkdirSync(join(mine, 'inside'));
    symlinkSync(join(mine, 'secret'), join(mine, 'inside', 'tokens.txt'));
    const archive = join(mine, 'model.tar');
    expect(spawnSync('tar', ['-cf', archive, '-C', mine, 'inside']).status).toBe(0);
    const path = store.manifest({ ...store.entry('tokens.txt', tokens) });
    expect((await store.run('pull', path, ['--from', archive])).noted).toContain('MODEL_MISMATCH');
  });
});
