/** `record` of an engine in the configuration. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseConfig } from '#src/config/load.js';
import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { openEngines } from '#src/engine-parts.js';
import { readTraffic } from '#src/engines/wire/traffic-file.js';
import { ichigoRoutes, type OneShotServer, startOneShotServer } from '../../engines/one-shot/one-shot-server.js';
import { toneVoice as voice } from '../../support/tone-voice.js';

let folder: string;
let server: OneShotServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recording-'));
  server = await startOneShotServer(ichigoRoutes);
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const loaded = (record: string) =>
  parseConfig(
    `engines:
  speech: { family: one-shot, dialect: ichigo, url: "${server.url}", key: "\${SPEECH_KEY}", ${record} }
bots: { english: { engines: [speech], languages: [en], greeting: { en: Welcome. } } }
routes: [{ bot: english }]
`,
    join(folder, 'undertone.yaml'),
    { SPEECH_KEY: 'sk-realtime' },
  );

/** Opens the engines, asks them how they are, and closes them. */
async function watchOnce(record: string): Promise<void> {
  const config = loaded(record);
  const engines = openEngines({ config, clock, log, voice, recognisers: new Map() });
  engines.enginesOf(config.config.bots.english!);
  const [status] = await engines.watchEngines();
  expect(status).toMatchObject({ name: 'speech', state: 'closed' });
  await engines.close();
}

test('what crosses the wire is in a file of the folder, for its owner only and without the key', async () => {
  await watchOnce('record: traffic');
  const [file] = readdirSync(join(folder, 'traffic'));
  expect(file).toMatch(/^speech-.*\.jsonl$/);
  const path = join(folder, 'traffic', file!);
  const text = readFileSync(path, 'utf8');
  const { header, events } = readTraffic(text);
  expect(header.engine).toBe('speech');
  expect(events.map(({ event }) => event.type)).toContain('opened');
  expect(text).not.toContain('sk-realtime');
  expect(statSync(path).mode & 0o077).toBe(0);
});

test('nothing is recorded unless it is asked for', async () => {
  await watchOnce('idle_ms: 1000');
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that cannot be made is told', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(watchOnce('record: file/traffic')).rejects.toMatchObject({ code: 'LOG_FOLDER' });
});
