import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '#src/cli/commands.js';
import { ModelStore, weights } from '../../support/model-store.js';

let store: ModelStore;

beforeAll(async () => {
  store = await ModelStore.start();
});
afterEach(() => store.clear());
afterAll(() => store.close());

const facts = {
  kind: 'sense-voice',
  languages: ['yue', 'cmn'],
  licence: 'House Licence 1.1',
  licence_url: 'https://models.test/licence',
  attribution: 'EarsSmall by Some Lab',
  note: 'Keep its name.',
};

describe('before anything is fetched, a person', () => {
  test.each(['y', 'Yes', ' y '])('is told licence, makers and size, asked, and may say "%s"', async (answer) => {
    store.serve(weights);
    const questions: string[] = [];
    let asked = -1;
    const { status, noted } = await store.run('pull', store.manifest({}, facts), [], {
      ask: async (question) => {
        questions.push(question);
        asked = store.requests.length;
        return answer;
      },
    });
    expect([status, asked, questions]).toEqual([0, 0, ['Fetch? [y/N] ']]);
    for (const told of [
      'ears: 3.0 MB',
      'sense-voice; yue, cmn',
      'model.onnx 3.0 MB',
      '127.0.0.1',
      'House Licence 1.1, https://models.test/licence',
      'EarsSmall by Some Lab',
      'Keep its name.',
    ]) {
      expect(noted).toContain(told);
    }
  });

  test.each(['', 'n', 'no', 'yesterday'])('may say "%s", and nothing is fetched', async (answer) => {
    store.serve(weights);
    const ask = async () => answer;
    const { status, noted } = await store.run('pull', store.manifest(), [], { ask });
    expect(status).toBe(1);
    expect(noted).toContain('nothing was fetched');
    expect(store.requests).toEqual([]);
    expect(existsSync(store.folder)).toBe(false);
  });

  test('is not asked about a model that is here', async () => {
    store.serve(weights);
    await store.run('pull', store.manifest());
    const ask = () => Promise.reject(new Error('asked'));
    expect(await store.run('pull', store.manifest(), [], { ask })).toMatchObject({ status: 0, noted: '' });
  });
});

async function undertone(...argv: string[]) {
  const noted: string[] = [];
  const out: string[] = [];
  const status = await runCommand(['models', ...argv, '--folder', store.folder], {
    out: (text) => out.push(text),
    note: (text) => noted.push(text),
    stop: new AbortController().signal,
    interactive: false,
    environment: {},
  });
  return { status, out: out.join('\n'), noted: noted.join('\n') };
}

test('where there is nobody to ask, --yes is needed', async () => {
  store.serve(weights);
  const { status, noted } = await undertone('pull', 'ears', '--manifest', store.manifest({}, facts));
  expect(status).toBe(2);
  expect(noted).toContain('House Licence 1.1');
  expect(noted).toContain('nobody to ask here; say --yes');
  expect(store.requests).toEqual([]);
});

test('a pull without a name lists what there is and fetches nothing', async () => {
  store.serve(weights);
  const { status, out, noted } = await undertone('pull', '--yes', '--manifest', store.manifest({}, facts));
  expect(status).toBe(0);
  expect(out).toContain('ears');
  expect(noted).toContain('models pull NAME');
  expect(store.requests).toEqual([]);
});

test('the list says what each model is and whether it is here', async () => {
  store.serve(weights);
  const manifest = store.manifest({}, facts);
  const [titles, row] = (await undertone('list', '--manifest', manifest)).out.split('\n');
  expect(titles).toMatch(/^name +kind +languages +size +here +licence$/);
  expect(row).toMatch(/^ears +sense-voice +yue cmn +3\.0 MB +- +House Licence 1\.1$/);
  await store.run('pull', manifest);
  expect((await undertone('list', '--manifest', manifest)).out).toMatch(/^ears +.* present +House/m);
});

describe('how it goes is shown', () => {
  test('to a person on one line that is removed in the end', async () => {
    store.answer = (_request, response) => {
      response.write(weights.subarray(0, 1_500_000));
      setTimeout(() => response.end(weights.subarray(1_500_000)), 300);
    };
    const drawn: string[] = [];
    const { noted } = await store.run('pull', store.manifest(), [], { rewrite: (line) => drawn.push(line) });
    expect(drawn[0]).toBe('ears [....................]   0 %  0.0 of 3.0 MB');
    expect(drawn.at(-2)).toMatch(/^ears \[#{20}\] 100 % {2}3\.0 of 3\.0 MB {2}\d+\.\d MB\/s$/);
    expect(drawn.at(-1)).toBe('');
    expect(noted).not.toContain('%');
  });

  test('to a log in a line for every tenth at most', async () => {
    store.serve(weights);
    const { noted } = await store.run('pull', store.manifest());
    const lines = noted.split('\n').filter((line) => line.includes(' %'));
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines.at(-1)).toBe('ears: 100 %, 3.0 of 3.0 MB');
  });
});

describe('a mirror', () => {
  test('is asked for MODEL/FILE, and then for the path of the source', async () => {
    store.answer = (request, response) => {
      if (request.url === '/copies/hub/model.onnx') response.end(weights);
      else response.writeHead(404).end();
    };
    const pulled = await store.run('pull', store.manifest(), ['--mirror', `${store.url}/copies/`]);
    expect(pulled.status).toBe(0);
    expect(store.requests.map(({ path }) => path)).toEqual(['/copies/ears/model.onnx', '/copies/hub/model.onnx']);
  });

  test('that has neither is told as a whole', async () => {
    store.answer = (_request, response) => void response.writeHead(404).end();
    const { status, noted } = await store.run('pull', store.manifest(), ['--mirror', store.url]);
    expect(status).toBe(1);
    expect(noted).toMatch(/\/ears\/model\.onnx: HTTP 404; .*\/hub\/model\.onnx: HTTP 404/);
  });

  test('cannot bring anything else than the manifest says', async () => {
    store.serve(Buffer.alloc(weights.length));
    const { status, noted } = await store.run('pull', store.manifest(), ['--mirror', store.url]);
    expect(status).toBe(1);
    expect(noted).toContain('MODEL_MISMATCH');
    expect(existsSync(join(store.folder, 'ears'))).toBe(false);
  });

  test.each(['http://mirror.test', 'ftp://127.0.0.1', 'mirror'])('cannot be %s', async (mirror) => {
    const { status, noted } = await store.run('pull', store.manifest(), ['--mirror', mirror]);
    expect(status).toBe(2);
    expect(noted).toContain('--mirror takes an https URL');
  });
});
