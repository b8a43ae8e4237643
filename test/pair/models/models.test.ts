import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { installedModel } from '#src/models/record.js';
import { ModelStore, sha256, weights } from '../../support/model-store.js';
import { type ZipMember, zipFile } from '../../support/zip-file.js';

let store: ModelStore;

beforeAll(async () => {
  store = await ModelStore.start();
});
afterEach(() => store.clear());
afterAll(() => store.close());

const kept = (...path: string[]) => join(store.folder, 'ears', ...path);
const tokens = Buffer.from('a b c');

function twoFiles(): string {
  store.answer = (request, response) => void response.end(request.url?.endsWith('.txt') ? tokens : weights);
  return store.manifestOf([store.entry('model.onnx', weights), store.entry('tokens.txt', tokens)]);
}

test('a model is fetched, kept when it is the one of the manifest, and found right later', async () => {
  store.serve(weights);
  const pulled = await store.run('pull', store.manifest());
  expect(pulled).toMatchObject({ status: 0, out: 'ears: as the manifest says (licence MIT)' });
  expect(pulled.noted).toContain('ears: 100 %, 3.0 of 3.0 MB');
  expect(readFileSync(kept('model.onnx')).equals(weights)).toBe(true);
  expect(readdirSync(store.folder)).toEqual(['ears']);
  expect(await store.run('verify', store.manifest())).toMatchObject({
    status: 0,
    out: 'ears: as the manifest says (licence MIT)',
  });
});

test('a model that is here and right is not fetched again', async () => {
  store.serve(weights);
  await store.run('pull', store.manifest());
  expect(await store.run('pull', store.manifest())).toEqual({
    status: 0,
    out: 'ears: here already, as the manifest says (licence MIT)',
    noted: '',
  });
  expect(store.requests).toHaveLength(1);
});

test('of a model with a file that is missing or wrong only that file is fetched', async () => {
  const manifest = twoFiles();
  await store.run('pull', manifest);
  writeFileSync(kept('tokens.txt'), 'a b d');
  store.requests.length = 0;
  expect((await store.run('pull', manifest)).status).toBe(0);
  expect(store.requests.map(({ path }) => path)).toEqual(['/hub/tokens.txt']);
  expect(readFileSync(kept('tokens.txt'), 'utf8')).toBe('a b c');
  expect(readFileSync(kept('model.onnx')).equals(weights)).toBe(true);
});

test('a file that came before another could not be had is not fetched again', async () => {
  const manifest = twoFiles();
  store.answer = (request, response) => {
    if (request.url?.endsWith('.txt')) response.writeHead(404).end();
    else response.end(weights);
  };
  expect((await store.run('pull', manifest)).status).toBe(1);
  expect(existsSync(kept())).toBe(false);
  store.requests.length = 0;
  store.serve(tokens);
  expect((await store.run('pull', manifest)).status).toBe(0);
  expect(store.requests.map(({ path }) => path)).toEqual(['/hub/tokens.txt']);
});

test('a file has the name that the manifest gives it', async () => {
  store.serve(weights);
  await store.run('pull', store.manifest({ source: `${store.url}/download?id=5`, name: 'model.onnx' }));
  expect(readFileSync(kept('model.onnx')).equals(weights)).toBe(true);
});

test('an archive is unpacked, and what was in it is checked', async () => {
  const inside = join(store.home, 'inside');
  mkdirSync(join(inside, 'deep'), { recursive: true });
  writeFileSync(join(inside, 'deep', 'tokens.txt'), 'a b c');
  const archive = join(store.home, 'model.tar.gz');
  expect(spawnSync('tar', ['-czf', archive, '-C', inside, 'deep']).status).toBe(0);
  const data = readFileSync(archive);
  store.serve(data);
  const path = store.manifest({ ...store.entry('model.tar.gz', data), unpack: 'tar' });
  expect((await store.run('pull', path)).status).toBe(0);
  const unpacked = kept('deep', 'tokens.txt');
  expect(readFileSync(unpacked, 'utf8')).toBe('a b c');
  expect(existsSync(kept('model.tar.gz'))).toBe(false);
  writeFileSync(unpacked, 'a b d');
  expect(await store.run('verify', path)).toMatchObject({
    status: 1,
    noted: expect.stringContaining('MODEL_MISMATCH'),
  });
  rmSync(unpacked);
  expect(await store.run('verify', path)).toMatchObject({ status: 1, noted: expect.stringContaining('MODEL_MISSING') });
});

function zipManifest(members: readonly ZipMember[]): string {
  const data = zipFile(members);
  store.serve(data);
  return store.manifest({ ...store.entry('model.zip', data), unpack: 'zip' });
}

test('a zip archive, as Vosk models come, is unpacked, and what was in it is checked', async () => {
  const trained = randomBytes(100_000);
  const path = zipManifest([{ name: 'vosk-model/' }, { name: 'vosk-model/am/final.mdl', data: trained }]);
  expect((await store.run('pull', path)).status).toBe(0);
  const unpacked = kept('vosk-model', 'am', 'final.mdl');
  expect(readFileSync(unpacked).equals(trained)).toBe(true);
  expect(existsSync(kept('model.zip'))).toBe(false);
  expect((await store.run('verify', path)).status).toBe(0);
  writeFileSync(unpacked, 'something else');
  expect(await store.run('verify', path)).toMatchObject({
    status: 1,
    noted: expect.stringContaining('MODEL_MISMATCH'),
  });
});

describe('a zip archive is refused as a whole', () => {
  const small = Buffer.from('x');
  test.each<[string, readonly ZipMember[], RegExp]>([
    [
      'that leads outside its folder',
      [
        { name: 'a', data: small },
        { name: '../../../evil', data: small },
      ],
      /evil/,
    ],
    ['that has an absolute path', [{ name: '/tmp/evil', data: small }], /evil/],
    ['that has a backslash in a name', [{ name: '..\\evil', data: small }], /evil/],
    ['that has a link', [{ name: 'link', data: Buffer.from('/etc'), mode: 0o120777 }], /link is a link/],
    [
      'that has a file twice',
      [
        { name: 'a', data: small },
        { name: 'a', data: small },
      ],
      /EEXIST/,
    ],
    ['that grows beyond measure', [{ name: 'a', data: Buffer.alloc(1_000_000) }], /100 times as large/],
    ['that says it is smaller than it is', [{ name: 'a', data: weights, size: 10 }], /too many bytes/],
    ['that is none', [], /cannot be unpacked/],
  ])('%s', async (_name, members, complaint) => {
    const path = members.length === 0 ? store.manifest({ unpack: 'zip' }) : zipManifest(members);
    if (members.length === 0) store.serve(weights);
    const { status, noted } = await store.run('pull', path);
    expect(status).toBe(1);
    expect(noted).toMatch(complaint);
    expect(noted).toContain('MODEL_DOWNLOAD');
    expect(existsSync(kept())).toBe(false);
    expect(existsSync(join(store.folder, 'ears.part', 'whole'))).toBe(false);
    expect(existsSync(join(store.home, 'evil'))).toBe(false);
  });
});

describe('nothing is kept', () => {
  const chunked = (data: Buffer) => {
    store.answer = (_request, response) => {
      response.write(data.subarray(0, 5));
      response.end(data.subarray(5));
    };
  };
  test.each<[string, () => void, RegExp]>([
    [
      'when one byte differs',
      () => store.serve(Buffer.concat([weights.subarray(1), tokens.subarray(0, 1)])),
      /MISMATCH/,
    ],
    [
      'when it is too short',
      () => store.serve(weights.subarray(1)),
      /2999999 bytes, the manifest says 3000000.*DOWNLOAD/,
    ],
    ['when it is too long', () => store.serve(Buffer.concat([weights, weights])), /6000000 bytes, the man.*DOWNLOAD/],
    [
      'when it turns out too long',
      () => chunked(Buffer.concat([weights, weights])),
      /longer than the 3000000 .*DOWNLOAD/,
    ],
    ['when it is not there', () => (store.answer = (_q, r) => void r.writeHead(404).end()), /HTTP 404.*DOWNLOAD/],
    ['when it may not be had', () => (store.answer = (_q, r) => void r.writeHead(403).end()), /HTTP 403.*DOWNLOAD/],
    [
      'when it is elsewhere, in clear text',
      () => (store.answer = (_q, r) => void r.writeHead(302, { location: 'http://models.test/m' }).end()),
      /redirected to http:\/\/models.test, which is not https.*DOWNLOAD/,
    ],
    [
      'when it is nowhere in the end',
      () => (store.answer = (_q, r) => void r.writeHead(302, { location: '/again' }).end()),
      /redirected more than 5 times.*DOWNLOAD/,
    ],
  ])('%s', async (_name, prepare, complaint) => {
    prepare();
    const { status, noted } = await store.run('pull', store.manifest());
    expect(status).toBe(1);
    expect(noted).toMatch(complaint);
    expect(readdirSync(store.folder)).toEqual([]);
  });
});

test('a redirect within what is allowed is followed, range and all', async () => {
  store.leaveHalf();
  store.answer = (request, response) => {
    if (request.url === '/hub/model.onnx') response.writeHead(302, { location: '/cdn/blob' }).end();
    else store.serveRanges(weights);
    if (request.url !== '/hub/model.onnx') store.answer(request, response);
  };
  expect((await store.run('pull', store.manifest())).status).toBe(0);
  expect(store.requests.map(({ path, range }) => [path, range])).toEqual([
    ['/hub/model.onnx', 'bytes=1500000-'],
    ['/cdn/blob', 'bytes=1500000-'],
  ]);
});

test('a model that was there before is untouched when a new one is wrong', async () => {
  store.serve(weights);
  const before = store.manifest();
  await store.run('pull', before);
  const other = randomBytes(1000);
  const manifest = store.manifest({ ...store.entry('model.onnx', other) });
  store.serve(randomBytes(1000));
  expect(await store.run('pull', manifest)).toMatchObject({ status: 1, noted: expect.stringContaining('MISMATCH') });
  expect(readFileSync(kept('model.onnx')).equals(weights)).toBe(true);
  expect((await store.run('verify', store.manifest())).status).toBe(0);
  store.serve(other);
  expect((await store.run('pull', store.manifest({ ...store.entry('model.onnx', other) }))).status).toBe(0);
  expect(readFileSync(kept('model.onnx')).equals(other)).toBe(true);
});

test('a file that was changed, or is not there, is told', async () => {
  expect(await store.run('verify', store.manifest(), ['ears'])).toMatchObject({
    status: 1,
    noted: expect.stringContaining('MODEL_MISSING'),
  });
  store.serve(weights);
  await store.run('pull', store.manifest());
  writeFileSync(kept('model.onnx'), 'something else');
  expect(await store.run('verify', store.manifest())).toMatchObject({
    status: 1,
    noted: expect.stringContaining('MODEL_MISMATCH'),
  });
});

describe('a start is told by sizes whether a model is whole', () => {
  const find = () => installedModel('ears', { manifest: join(store.home, 'manifest.yaml'), folder: store.folder });

  test('it is, after a pull, with what the manifest says of it', async () => {
    store.serve(weights);
    await store.run('pull', store.manifest({}, { kind: 'sense-voice', languages: ['yue'], attribution: 'Some lab' }));
    expect(find()).toMatchObject({ model: { name: 'ears', kind: 'sense-voice' }, folder: kept() });
    expect(JSON.parse(readFileSync(kept('.undertone.json'), 'utf8'))).toMatchObject({
      kind: 'sense-voice',
      languages: ['yue'],
      licence: 'MIT',
      attribution: 'Some lab',
      files: { 'model.onnx': { bytes: weights.length, sha256: sha256(weights) } },
    });
  });

  test('it is, when it was put there by hand and verified', async () => {
    mkdirSync(kept(), { recursive: true });
    writeFileSync(kept('model.onnx'), weights);
    store.manifest();
    expect(find()).toBeUndefined();
    expect((await store.run('verify', store.manifest())).status).toBe(0);
    expect(find()).toMatchObject({ folder: kept() });
  });

  test.each<[string, () => void]>([
    ['a file is gone', () => rmSync(kept('model.onnx'))],
    ['a file is shorter', () => writeFileSync(kept('model.onnx'), weights.subarray(1))],
    ['its record is gone', () => rmSync(kept('.undertone.json'))],
    ['its record is none', () => writeFileSync(kept('.undertone.json'), '{"files":')],
    ['the manifest asks for another file', () => store.manifest({ sha256: sha256(tokens) })],
    ['the manifest has no such model', () => store.manifest({}, { name: 'eyes' })],
  ])('it is not, when %s', async (_name, damage) => {
    store.serve(weights);
    await store.run('pull', store.manifest());
    expect(find()).toBeDefined();
    damage();
    expect(find()).toBeUndefined();
  });
});
