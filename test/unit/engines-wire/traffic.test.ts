import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { eventLine, headerLine, readTraffic } from '#src/engines/wire/traffic-file.js';
import { TrafficRecorder } from '#src/engines/wire/traffic-recorder.js';
import type { WireEvent } from '#src/engines/wire/wire-tap.js';

const events: readonly WireEvent[] = [
  { type: 'opened', connection: 1, method: 'POST', url: 'http://engine/v1', headers: { accept: 'text/event-stream' } },
  { type: 'data', connection: 1, direction: 'sent', data: '{"text":"係\\n"}' },
  { type: 'answered', connection: 1, status: 200, headers: {} },
  { type: 'data', connection: 1, direction: 'received', data: new Uint8Array([0, 255, 10, 13]) },
  { type: 'closed', connection: 1, by: 'engine', reason: 'complete' },
];

test('what was recorded is read as it was', () => {
  const text =
    headerLine('a', '2026-11-22T00:00:00.000Z') + events.map((event) => eventLine({ atMs: 1, event })).join('');
  const { header, events: read } = readTraffic(text);
  expect(header.engine).toBe('a');
  expect(read.map(({ event }) => event)).toEqual(events);
});

test('a recorder writes a file that can be read, into a folder that it makes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'undertone-traffic-'));
  const recorder = new TrafficRecorder({ folder: join(folder, 'deep'), engine: 'lab', clock, log });
  for (const event of events) recorder.tap(event);
  await recorder.close();
  recorder.tap(events[0]!);
  const [name] = await readdir(join(folder, 'deep'));
  expect(name).toMatch(/^lab-.*\.jsonl$/);
  const read = readTraffic(await readFile(join(folder, 'deep', name!), 'utf8'));
  expect(read.events.map(({ event }) => event)).toEqual(events);
  await rm(folder, { recursive: true });
});

test('a folder that cannot be written to is an error before any call', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'undertone-traffic-'));
  await writeFile(join(folder, 'file'), '');
  expect(() => new TrafficRecorder({ folder: join(folder, 'file'), engine: 'lab', clock, log })).toThrow();
  await rm(folder, { recursive: true });
});

test.each(['', '{}', 'RIFF', '{"format":"undertone-engine-traffic","version":2}\n'])('%j is no recording', (text) => {
  expect(() => readTraffic(text)).toThrow(expect.objectContaining({ code: 'CONFIG_SYNTAX' }));
});
