/** `npm run test:live` itself, against a protocol server: what it takes, and what it says. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RealtimeServer } from '../engines/realtime/realtime-server.js';
import { openai } from '../engines/realtime/wires.js';
import { WordModel } from '../support/word-model.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');

let folder: string;
let server: RealtimeServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'live-'));
  server = await RealtimeServer.start(openai);
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** @param environment what a person would set */
function runLive(environment: Readonly<Record<string, string>>, file = 'test/live/live.test.ts'): Promise<Ran> {
  return new Promise((resolve) => {
    const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith('VITEST'));
    const child = spawn(process.execPath, [vitest, 'run', '--project', 'live', '--no-color', file], {
      cwd: root,
      env: { ...Object.fromEntries(inherited), ...environment },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes));
    child.on('close', (status) => resolve({ status, output }));
  });
}

test('an engine of a configuration is put to the contract, with its key from the environment', async () => {
  const file = join(folder, 'live.yaml');
  writeFileSync(
    file,
    `engines:
  speech: { family: realtime, dialect: openai, url: "${server.url}", key: "\${SPEECH_KEY}", model: m, record: traffic }
bots: { english: { engines: [speech], languages: [en], greeting: { en: Welcome. } } }
routes: [{ bot: english }]
`,
  );
  const { status, output } = await runLive({
    UNDERTONE_LIVE_CONFIG: file,
    UNDERTONE_LIVE_ENGINE: 'speech',
    SPEECH_KEY: 'sk-realtime',
  });
  expect(output).toMatch(/Tests\s+\d{2} passed/);
  expect(status).toBe(0);
  expect(server.complaints).toEqual([]);
  expect(server.sessions.length).toBeGreaterThan(10);
}, 120_000);

test('it says what it needs', async () => {
  const { status, output } = await runLive({});
  expect(output).toContain('UNDERTONE_LIVE_CONFIG has to be a configuration file');
  expect(status).not.toBe(0);
}, 60_000);

test('a recognition model is put to the suites of exchanges, and the figures are told', async () => {
  const place = new WordModel(['我张单点解咁贵']).write(join(folder, 'words'));
  const { status, output } = await runLive({ UNDERTONE_LIVE_MODELS: place }, 'test/live/models.test.ts');
  // The model knows a bill and nothing else, and no voice but its own.
  expect(output).toMatch(/yue: understood 0\.\d+, wrong 0\.\d+, language right/);
  expect(output).toContain('is loaded in its process');
  expect(status).not.toBe(0);
}, 240_000);
