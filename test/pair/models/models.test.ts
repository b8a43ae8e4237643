import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '#src/cli/commands.js';
import { type ZipMember, zipFile } from '../../support/zip-file.js';

const weights = Buffer.alloc(300_000, 'undertone');
const folder = mkdtempSync(join(tmpdir(), 'undertone-models-'));
const store = join(folder, 'store');
let answer: RequestListener = () => {};
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => rmSync(store, { recursive: true, force: true }));
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const serve = (data: Buffer) => {
  answer = (_request, response) => void response.end(data);
};

function manifest(file: Record<string, unknown> = {}): string {
  const entry = { source: `${url}/model.onnx`, sha256: sha256(weights), bytes: weights.length, ...file };
  const path = join(folder, 'manifest.yaml');
  const models = [{ name: 'ears', licence: 'MIT', sample_rate_hz: 16000, files: [entry] }];
  writeFileSync(path, JSON.stringify({ models }));
  return path;
}

async function models(action: 'pull' | 'verify', manifestPath: string, stop = new AbortController().signal) {
  const out: string[] = [];
  const noted: string[] = [];
  const status = await runCommand(['models', action, '--manifest', manifestPath, '--folder', store], {
    out: (text) => out.push(text),
    note: (text) => noted.push(text),
    stop,
    interactive: false,
    environment: {},
  });
  return { status, out: out.join('\n'), noted: noted.join('\n') };
}

test('a model is fetched, kept when it is the one of the manifest, and found right later', async () => {
  serve(weights);
  const pulled = await models('pull', manifest());
  expect(pulled).toMatchObject({ status: 0, out: 'ears: as the manifest says (licence MIT)' });
  expect(pulled.noted).toContain('ears: 0.3 of 0.3 MB');
  expect(readFileSync(join(store, 'ears', 'model.onnx')).equals(weights)).toBe(true);
  expect((await models('verify', manifest())).status).toBe(0);
});

test('an archive is unpacked, and what was in it is checked', async () => {
  const inside = join(folder, 'inside');
  mkdirSync(join(inside, 'deep'), { recursive: true });
  writeFileSync(join(inside, 'deep', 'tokens.txt'), 'a b c');
  const archive = join(folder, 'model.tar.gz');
  expect(spawnSync('tar', ['-czf', archive, '-C', inside, 'deep']).status).toBe(0);
  const data = readFileSync(archive);
  serve(data);
  const path = manifest({ source: `${url}/model.tar.gz`, sha256: sha256(data), bytes: data.length, unpack: 'tar' });
  expect((await models('pull', path)).status).toBe(0);
  const tokens = join(store, 'ears', 'deep', 'tokens.txt');
  expect(readFileSync(tokens, 'utf8')).toBe('a b c');
  expect(existsSync(join(store, 'ears', 'model.tar.gz'))).toBe(false);
  writeFileSync(tokens, 'a b d');
  expect(await models('verify', path)).toMatchObject({ status: 1, noted: expect.stringContaining('MODEL_MISMATCH') });
  rmSync(tokens);
  expect(await models('verify', path)).toMatchObject({ status: 1, noted: expect.stringContaining('MODEL_MISSING') });
});

function zipManifest(members: readonly ZipMember[]): string {
  const data = zipFile(members);
  serve(data);
  return manifest({ source: `${url}/model.zip`, sha256: sha256(data), bytes: data.length, unpack: 'zip' });
}

test('a zip archive, as Vosk models come, is unpacked, and what was in it is checked', async () => {
  const trained = randomBytes(100_000);
  const path = zipManifest([{ name: 'vosk-model/' }, { name: 'vosk-model/am/final.mdl', data: trained }]);
  expect((await models('pull', path)).status).toBe(0);
  const unpacked = join(store, 'ears', 'vosk-model', 'am', 'final.mdl');
  expect(readFileSync(unpacked).equals(trained)).toBe(true);
  expect(existsSync(join(store, 'ears', 'model.zip'))).toBe(false);
  expect((await models('verify', path)).status).toBe(0);
  writeFileSync(unpacked, 'something else');
  expect(await models('verify', path)).toMatchObject({ status: 1, noted: expect.stringContaining('MODEL_MISMATCH') });
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
    const path = members.length === 0 ? manifest({ unpack: 'zip' }) : zipManifest(members);
    if (members.length === 0) serve(weights);
    const { status, noted } = await models('pull', path);
    expect(status).toBe(1);
    expect(noted).toMatch(complaint);
    expect(noted).toContain('MODEL_DOWNLOAD');
    expect(existsSync(join(store, 'ears'))).toBe(false);
    expect(existsSync(join(store, 'ears.part'))).toBe(false);
    expect(existsSync(join(folder, '..', 'evil'))).toBe(false);
  });
});

describe('nothing is kept', () => {
  test.each<[string, () => void, string]>([
    ['when one byte differs', () => serve(Buffer.concat([weights.subarray(1), Buffer.from('x')])), 'MODEL_MISMATCH'],
    ['when it is too short', () => serve(weights.subarray(1)), 'MODEL_DOWNLOAD'],
    ['when it is too long', () => serve(Buffer.concat([weights, weights])), 'MODEL_DOWNLOAD'],
    [
      'when it is not there',
      () => {
        answer = (_q, r) => void r.writeHead(404).end();
      },
      'MODEL_DOWNLOAD',
    ],
    [
      'when the line is cut',
      () => {
        answer = (_q, r) => {
          r.write(weights.subarray(9));
          setImmediate(() => r.destroy());
        };
      },
      'MODEL_DOWNLOAD',
    ],
  ])('%s', async (_name, prepare, code) => {
    prepare();
    expect(await models('pull', manifest())).toMatchObject({ status: 1, noted: expect.stringContaining(code) });
    expect(existsSync(join(store, 'ears'))).toBe(false);
    expect(existsSync(join(store, 'ears.part'))).toBe(false);
  });

  test('when the person stops it', async () => {
    const stop = new AbortController();
    answer = (_request, response) => {
      response.write(weights.subarray(9));
      stop.abort();
    };
    expect(await models('pull', manifest(), stop.signal)).toMatchObject({
      status: 1,
      noted: expect.stringContaining('stopped'),
    });
    expect(existsSync(join(store, 'ears.part'))).toBe(false);
  });
});

test('a model that was right stays when a new download is wrong', async () => {
  serve(weights);
  await models('pull', manifest());
  serve(weights.subarray(5));
  expect((await models('pull', manifest())).status).toBe(1);
  expect((await models('verify', manifest())).status).toBe(0);
});

test('a file that was changed, or is not there, is told', async () => {
  expect(await models('verify', manifest())).toMatchObject({
    status: 1,
    noted: expect.stringContaining('MODEL_MISSING'),
  });
  serve(weights);
  await models('pull', manifest());
  writeFileSync(join(store, 'ears', 'model.onnx'), 'something else');
  expect(await models('verify', manifest())).toMatchObject({
    status: 1,
    noted: expect.stringContaining('MODEL_MISMATCH'),
  });
});

test('a manifest cannot name an insecure source, a hash that is none, or a folder outside', async () => {
  const insecure = await models('pull', manifest({ source: 'http://models.test/x.onnx', sha256: 'unknown' }));
  expect(insecure.status).toBe(1);
  expect(insecure.noted).toContain('must be an https URL');
  expect(insecure.noted).toContain('must be 64 hexadecimal digits');
  const path = join(folder, 'outside.yaml');
  writeFileSync(path, readFileSync(manifest(), 'utf8').replace('"ears"', '"../ears"'));
  expect((await models('pull', path)).noted).toContain('a name is lower-case letters');
});

test('the manifest that is shipped lists nothing that nobody has checked', async () => {
  const { status, noted } = await models('verify', 'models/manifest.yaml');
  expect([status, noted]).toEqual([0, 'models/manifest.yaml names no model; it shows how to add one']);
});
