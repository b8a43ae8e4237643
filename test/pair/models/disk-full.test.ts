import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ModelStore, weights } from '../../support/model-store.js';

const disk = mkdtempSync(join(tmpdir(), 'undertone-small-disk-'));
const mount = (size: string) =>
  process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', disk]).status === 0;
const unmount = () => spawnSync('umount', [disk]).status === 0;
// One of these two is never there, whatever a machine is equipped with: not a matter of UNDERTONE_NO_SKIP.
const mayMount = mount('size=1m') && unmount();
const isRoot = process.getuid?.() === 0;
const named = (name: string, isSkipped: boolean, reason: string) => (isSkipped ? `${name} (skipped: ${reason})` : name);

let store: ModelStore;

beforeAll(async () => {
  store = await ModelStore.start();
});
afterEach(() => store.clear());
afterAll(() => {
  store.close();
  rmSync(disk, { recursive: true, force: true });
});

describe.skipIf(!mayMount)(named('on a small disk', !mayMount, 'this user may not mount one'), () => {
  afterEach(() => expect(unmount()).toBe(true));

  test('a pull is not begun, and says what is needed and what is free', async () => {
    expect(mount('size=2m')).toBe(true);
    store.folder = join(disk, 'store');
    store.serve(weights);
    const { status, noted } = await store.run('pull', store.manifest());
    expect(status).toBe(1);
    expect(noted).toMatch(/3\.0 MB are needed and 2\.\d MB are free \[MODEL_DOWNLOAD\]/);
    expect(store.requests).toEqual([]);
  });

  test('a pull that fills it says so, and is continued once there is room', async () => {
    expect(mount('size=5m')).toBe(true);
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

test.skipIf(!mayMount)(
  named('a disk that is read-only is told', !mayMount, 'this user may not mount one'),
  async () => {
    expect(mount('size=5m,ro')).toBe(true);
    try {
      store.folder = disk;
      store.serve(weights);
      const { status, noted } = await store.run('pull', store.manifest());
      expect(status).toBe(1);
      expect(noted).toMatch(/on a file system that is read-only \(EROFS\).*\[MODEL_DOWNLOAD\]/);
    } finally {
      store.folder = join(store.home, 'store');
      expect(unmount()).toBe(true);
    }
  },
);

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

test.skipIf(isRoot)(named('a folder that may not be written is told', isRoot, 'root may'), async () => {
  mkdirSync(store.folder, { recursive: true, mode: 0o555 });
  store.serve(weights);
  const { status, noted } = await store.run('pull', store.manifest());
  expect(status).toBe(1);
  expect(noted).toContain('it may not be written by this user');
  expect(existsSync(join(store.folder, 'ears'))).toBe(false);
});
