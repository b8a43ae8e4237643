import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ModelStore, weights } from '../../support/model-store.js';
import { optional } from '../../support/optional.js';

const disk = mkdtempSync(join(tmpdir(), 'undertone-small-disk-'));
const mount = (megabytes: number) =>
  process.platform === 'linux' &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk]).status === 0;
const unmount = () => spawnSync('umount', [disk]).status === 0;
const smallDisk = optional('the right to mount a small disk', mount(1) && unmount());

let store: ModelStore;

beforeAll(async () => {
  store = await ModelStore.start();
});
afterEach(() => store.clear());
afterAll(() => {
  store.close();
  rmSync(disk, { recursive: true, force: true });
});

describe.skipIf(smallDisk.missing)(`on a disk that is too small${smallDisk.note}`, () => {
  afterEach(() => expect(unmount()).toBe(true));

  test('a pull is not begun, and says what is needed and what is free', async () => {
    expect(mount(2)).toBe(true);
    store.folder = join(disk, 'store');
    store.serve(weights);
    const { status, noted } = await store.run('pull', store.manifest());
    expect(status).toBe(1);
    expect(noted).toMatch(/3\.0 MB are needed and 2\.\d MB are free \[MODEL_DOWNLOAD\]/);
    expect(store.requests).toEqual([]);
  });

  test('a pull that fills it says so, and is continued once there is room', async () => {
    expect(mount(5)).toBe(true);
    store.folder = join(disk, 'store');
    const other = join(disk, 'other');
    store.answer = (_request, response) => {
      // Somebody else needs the disk meanwhile.
      writeFileSync(other, Buffer.alloc(3_500_000));
      response.writeHead(200, { etag: '"one"', 'content-length': weights.length }).end(weights);
    };
    const { status, noted } = await store.run('pull', store.manifest());
    expect(status).toBe(1);
    expect(noted).toMatch(/the disk is full \(ENOSPC\); \d\.\d MB are still to be written, 0\.0 MB are free/);
    expect(noted).toContain('[MODEL_DOWNLOAD]');
    const { partBytes } = store;
    expect(partBytes).toBeGreaterThan(0);
    rmSync(other);
    store.serveRanges(weights);
    expect((await store.run('pull', store.manifest())).status).toBe(0);
    expect(store.requests.at(-1)?.range).toBe(`bytes=${partBytes}-`);
    expect(readFileSync(join(store.folder, 'ears', 'model.onnx')).equals(weights)).toBe(true);
  });
});

test('a file that may not grow any further is told, and what has come is kept', async () => {
  store.serve(weights);
  const program = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
  const args = ['models', 'pull', 'ears', '--yes', '--manifest', store.manifest(), '--folder', store.folder];
  // POSIX counts in blocks of 512 bytes, bash in 1024: one or two megabytes and a half.
  const limited = 'ulimit -f 2560 && exec "$@"';
  const child = spawn('sh', ['-c', limited, 'sh', process.execPath, program, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let noted = '';
  child.stderr.on('data', (text) => {
    noted += text;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(noted).toMatch(/the file is larger than this system allows \(EFBIG\).*\[MODEL_DOWNLOAD\]/);
  expect(store.partBytes).toBeGreaterThan(1_000_000);
  expect(store.partBytes).toBeLessThan(weights.length);
});

test('a folder that cannot be one is told', async () => {
  mkdirSync(store.folder, { recursive: true });
  store.folder = join(store.folder, 'file');
  writeFileSync(store.folder, 'in the way');
  store.serve(weights);
  const { status, noted } = await store.run('pull', store.manifest());
  expect(status).toBe(1);
  expect(noted).toMatch(/file: .*(EEXIST|ENOTDIR).*\[MODEL_DOWNLOAD\]/);
  rmSync(store.folder);
});

const isRoot = process.getuid?.() === 0;
const unprivileged = optional('a user without privileges', !isRoot && process.platform !== 'win32');

test.skipIf(unprivileged.missing)(`a folder that may not be written is told${unprivileged.note}`, async () => {
  mkdirSync(store.folder, { recursive: true, mode: 0o555 });
  store.serve(weights);
  const { status, noted } = await store.run('pull', store.manifest());
  expect(status).toBe(1);
  expect(noted).toContain('it may not be written by this user');
  expect(existsSync(join(store.folder, 'ears'))).toBe(false);
});
