import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadManifest } from '#src/models/manifest.js';
import { modelPlaces } from '#src/models/places.js';
import { ModelStore, weights } from '../../support/model-store.js';

let store: ModelStore;

beforeAll(async () => {
  store = await ModelStore.start();
});
afterAll(() => store.close());

describe('a manifest cannot have', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['an insecure source', { source: 'http://models.test/x.onnx' }, 'must be an https URL'],
    ['another kind of source', { source: 'ftp://localhost/x.onnx' }, 'must be an https URL'],
    ['a hash that is none', { sha256: 'unknown' }, 'must be 64 hexadecimal digits'],
    ['a file name that leads elsewhere', { name: '../model.onnx' }, 'cannot be the name of a file'],
    ['a file name with a folder', { name: 'a/model.onnx' }, 'cannot be the name of a file'],
    ['a file name with a backslash', { name: '..\\model.onnx' }, 'cannot be the name of a file'],
    ['a hidden file', { name: '.undertone.json' }, 'cannot be the name of a file'],
    ['a file that looks half fetched', { name: 'model.onnx.part' }, 'cannot be the name of a file'],
    ['a source that names no file', { source: 'https://models.test/' }, 'cannot be the name of a file'],
    [
      'an encoded way out in the source',
      { source: 'https://models.test/%2e%2e%2fevil' },
      'cannot be the name of a file',
    ],
  ])('%s', async (_name, file, complaint) => {
    const { status, noted } = await store.run('pull', store.manifest(file));
    expect(status).toBe(1);
    expect(noted).toContain(complaint);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a model outside its folder', { name: '../ears' }, 'a name is lower-case letters'],
    ['a model called as the work on another', { name: 'ears.part' }, 'a name does not end in .part'],
    ['an unknown kind', { kind: 'whisper' }, 'kind'],
    ['a licence to be read in clear text', { licence_url: 'http://models.test/l' }, 'licence_url'],
  ])('%s', async (_name, model, complaint) => {
    expect((await store.run('pull', store.manifest({}, model))).noted).toContain(complaint);
  });

  test('two files of a name, or two models', async () => {
    const entry = store.entry('model.onnx', weights);
    expect((await store.run('pull', store.manifestOf([entry, entry]))).noted).toContain('two files "model.onnx"');
    const path = join(store.home, 'twice.yaml');
    const { models } = JSON.parse(readFileSync(store.manifest(), 'utf8')) as { models: unknown[] };
    writeFileSync(path, JSON.stringify({ models: [...models, ...models] }));
    expect((await store.run('pull', path)).noted).toContain('there are two models "ears"');
  });
});

describe('the manifest that is shipped', () => {
  const shipped = loadManifest(modelPlaces.manifest);

  test('has the models that the documents name', () => {
    expect(shipped.map(({ name }) => name)).toEqual([
      'sense-voice',
      'conformer-yue',
      'telespeech',
      'vosk-small-cn',
      'zipformer-zh-en',
      'smart-turn',
    ]);
    expect(shipped.filter(({ languages }) => languages.includes('yue')).map(({ name }) => name)).toEqual([
      'sense-voice',
      'conformer-yue',
    ]);
  });

  test.each(shipped.map((model) => [model.name, model] as const))(
    'says what %s is, who made it, under which licence, and fetches it over https',
    (_name, { kind, languages, licence, licence_url, attribution, note, files }) => {
      expect(kind).toBeDefined();
      expect(languages.length).toBeGreaterThan(0);
      expect(licence).not.toBe('');
      expect(licence_url).toMatch(/^https:\/\//);
      expect(attribution).toBeTruthy();
      expect(note).toBeTruthy();
      for (const { source } of files) expect(source).toMatch(/^https:\/\//);
    },
  );

  test('asks for no program that unpacks what stands as plain files elsewhere', () => {
    expect(shipped.flatMap(({ files }) => files).filter(({ unpack }) => unpack === 'tar')).toEqual([]);
  });

  test('is in docs/models.md as it is', () => {
    const page = readFileSync(new URL('../../../docs/models.md', import.meta.url), 'utf8');
    for (const { name, files } of shipped) {
      const megabytes = (files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1);
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
      expect(row).toContain(` ${megabytes} MB `);
    }
  });
});
