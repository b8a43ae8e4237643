import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadManifest } from '#src/models/manifest.js';
import { type PullOptions, pullModel } from '#src/models/store.js';
import { half, hurried, ModelStore, weights } from '../../support/model-store.js';
import { until } from '../../support/until.js';

let store: ModelStore;
let model: string;
let part: string;

beforeAll(async () => {
  store = await ModelStore.start();
});
beforeEach(() => {
  model = join(store.folder, 'ears', 'model.onnx');
  part = join(store.folder, 'ears.part', 'fetched', 'model.onnx.part');
});
afterEach(() => store.clear());
afterAll(() => store.close());

/** As the command pulls, in hundredths of its time. */
async function pull(manifest = store.manifest(), options: Partial<PullOptions> = {}) {
  const retries: string[] = [];
  const [ears] = loadManifest(manifest);
  await pullModel(ears!, store.folder, {
    clock: hurried,
    signal: new AbortController().signal,
    onProgress: () => {},
    onRetry: (reason) => retries.push(reason),
    ...options,
  });
  return retries;
}

const isWhole = () => readFileSync(model).equals(weights);

describe('a cut connection', () => {
  test('is taken up again where it was cut, within one pull', async () => {
    store.answer = (_request, response) => {
      store.cut(response, 0, half).catch(() => {});
      store.serveRanges(weights);
    };
    expect(await pull()).toHaveLength(1);
    expect(isWhole()).toBe(true);
    expect(store.requests).toHaveLength(2);
    expect(store.requests[1]).toEqual({ path: '/hub/model.onnx', range: `bytes=${half}-`, ifRange: '"one"' });
    expect(existsSync(join(store.folder, 'ears.part'))).toBe(false);
  });

  test('may be cut many times, as long as each time brings something', async () => {
    const step = 400_000;
    store.answer = (request, response) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
      store.cut(response, from, from + step).catch(() => {});
    };
    await pull();
    expect(isWhole()).toBe(true);
  });

  test('that brings nothing is given up after six tries, and the next pull continues', async () => {
    store.answer = (request, response) => {
      if (request.headers.range === undefined) store.cut(response, 0, half).catch(() => {});
      else response.destroy();
    };
    await expect(pull()).rejects.toMatchObject({
      code: 'MODEL_DOWNLOAD',
      message: expect.stringContaining('continues'),
    });
    expect(store.requests).toHaveLength(6);
    expect(statSync(part).size).toBe(half);
    store.serveRanges(weights);
    expect(await pull()).toEqual([]);
    expect(isWhole()).toBe(true);
    expect(store.requests.at(-1)?.range).toBe(`bytes=${half}-`);
  });

  test.each([500, 503, 429])('is no different from HTTP %i, which is tried again', async (status) => {
    store.answer = (_request, response) => {
      response.writeHead(status).end();
      store.serveRanges(weights);
    };
    expect(await pull()).toEqual([`HTTP ${status}`]);
    expect(isWhole()).toBe(true);
  });

  test('that hangs is one too', async () => {
    store.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': weights.length, etag: '"one"' });
      response.write(weights.subarray(0, half));
      store.serveRanges(weights);
    };
    expect(await pull()).toEqual(['nothing came for 30 seconds']);
    expect(isWhole()).toBe(true);
  });
});

describe('what is left of an earlier pull', () => {
  test('is not fetched again when the server has the same file', async () => {
    store.leaveHalf('"one"');
    store.serveRanges(weights);
    await pull();
    expect(isWhole()).toBe(true);
    expect(store.requests).toEqual([{ path: '/hub/model.onnx', range: `bytes=${half}-`, ifRange: '"one"' }]);
  });

  test('is replaced when the ETag is another one', async () => {
    store.leaveHalf('"old"');
    store.serveRanges(weights);
    expect(await pull()).toEqual([]);
    expect(isWhole()).toBe(true);
  });

  test('is replaced when the server knows no ranges', async () => {
    store.leaveHalf('"one"');
    store.serve(weights);
    expect(await pull()).toEqual([]);
    expect(isWhole()).toBe(true);
  });

  test('is replaced when the server continues elsewhere', async () => {
    store.leaveHalf();
    store.answer = (request, response) => {
      if (request.headers.range === undefined) return void response.end(weights);
      const range = `bytes ${half - 5}-${weights.length - 1}/${weights.length}`;
      response.writeHead(206, { 'content-range': range }).end(weights.subarray(half - 5));
    };
    expect(await pull()).toHaveLength(1);
    expect(isWhole()).toBe(true);
  });

  test('is continued from another place, and judged by its hash', async () => {
    store.leaveHalf('"one"');
    store.serveRanges(weights, '"of the mirror"');
    await pull(store.manifest(), { mirror: `${store.url}/mirror` });
    expect(isWhole()).toBe(true);
    expect(store.requests).toEqual([{ path: '/mirror/ears/model.onnx', range: `bytes=${half}-`, ifRange: undefined }]);
  });

  test('is thrown away when the whole is not what the manifest says, and the next pull begins anew', async () => {
    store.leaveHalf();
    writeFileSync(part, Buffer.alloc(half));
    store.serveRanges(weights);
    await expect(pull()).rejects.toMatchObject({ code: 'MODEL_MISMATCH' });
    expect(existsSync(part)).toBe(false);
    await pull();
    expect(isWhole()).toBe(true);
    expect(store.requests.at(-1)?.range).toBeUndefined();
  });

  test('needs no server when nothing is missing', async () => {
    store.leaveHalf();
    writeFileSync(part, weights);
    await pull();
    expect(isWhole()).toBe(true);
    expect(store.requests).toEqual([]);
  });

  test('is kept when the person stops the pull', async () => {
    const stop = new AbortController();
    store.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': weights.length, etag: '"one"' });
      response.write(weights.subarray(0, half));
    };
    const stopped = store.run('pull', store.manifest(), [], { stop: stop.signal });
    await until(() => store.partBytes === half);
    stop.abort();
    expect(await stopped).toMatchObject({
      status: 1,
      noted: expect.stringContaining('stopped; what has come is kept'),
    });
    store.serveRanges(weights);
    expect(await store.run('pull', store.manifest())).toMatchObject({ status: 0 });
    expect(isWhole()).toBe(true);
    expect(store.requests.at(-1)?.range).toBe(`bytes=${half}-`);
  });

  test('by a process that was killed is continued by the next one', async () => {
    store.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': weights.length, etag: '"one"' });
      response.write(weights.subarray(0, half));
    };
    const program = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
    const args = ['models', 'pull', 'ears', '--yes', '--manifest', store.manifest(), '--folder', store.folder];
    const child = spawn(process.execPath, [program, ...args], { stdio: 'ignore' });
    const closed = once(child, 'close');
    await until(() => store.partBytes === half);
    expect(existsSync(join(store.folder, 'ears.lock'))).toBe(true);
    child.kill('SIGKILL');
    await closed;
    store.serveRanges(weights);
    expect(await store.run('pull', store.manifest())).toMatchObject({ status: 0 });
    expect(isWhole()).toBe(true);
    expect(store.requests.map(({ range }) => range)).toEqual([undefined, `bytes=${half}-`]);
  });
});

describe('of two pulls of a model', () => {
  test('the second one says that the first is at it', async () => {
    let finish = () => {};
    store.answer = (_request, response) => {
      response.write(weights.subarray(0, half));
      finish = () => void response.end(weights.subarray(half));
    };
    const first = store.run('pull', store.manifest());
    await until(() => existsSync(part));
    const second = await store.run('pull', store.manifest());
    expect(second).toMatchObject({ status: 1, noted: expect.stringContaining(`already, by process ${process.pid}`) });
    finish();
    expect((await first).status).toBe(0);
    expect(isWhole()).toBe(true);
  });

  test.each<[string, string, number]>([
    ['of a process of this machine that has ended', JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1 }), 0],
    ['that nobody has touched for minutes', JSON.stringify({ host: 'elsewhere', pid: 1 }), 180],
    ['whose process ended while it wrote it', '{"ho', 180],
  ])('the lock %s does not count', async (_name, text, ageS) => {
    mkdirSync(store.folder, { recursive: true });
    const lock = join(store.folder, 'ears.lock');
    writeFileSync(lock, text);
    const then = Date.now() / 1000 - ageS;
    utimesSync(lock, then, then);
    store.serve(weights);
    await pull();
    expect(isWhole()).toBe(true);
    expect(existsSync(lock)).toBe(false);
  });

  test('the lock of another machine counts while it is touched', async () => {
    mkdirSync(store.folder, { recursive: true });
    const lock = join(store.folder, 'ears.lock');
    writeFileSync(lock, JSON.stringify({ host: 'elsewhere', pid: 1 }));
    await expect(pull()).rejects.toMatchObject({ message: expect.stringContaining('process 1 on elsewhere') });
    rmSync(lock);
  });
});
