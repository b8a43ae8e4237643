import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConversationLogs } from '#src/ops/conversation-logs.js';
import { quietLog } from '../../support/quiet-log.js';

const root = mkdtempSync(join(tmpdir(), 'undertone-logs-'));
afterAll(() => rmSync(root, { recursive: true }));

const wallMs = Date.UTC(2026, 0, 5, 12, 30, 15, 250);

test('each call has a file of its own that only its owner may read', async () => {
  const folder = join(root, 'a', 'b');
  const logs = new ConversationLogs(folder, quietLog);
  const file = logs.open('abc@10.0.0.1', wallMs);
  file.write('{"a":1}');
  file.write('{"b":2}');
  await file.close();
  await logs.close();
  expect(readdirSync(folder)).toEqual(['2026-01-05T12-30-15.250Z_abc@10.0.0.1.ndjson']);
  expect(readFileSync(file.path, 'utf8')).toBe('{"a":1}\n{"b":2}\n');
  expect(statSync(file.path).mode & 0o777).toBe(0o600);
});

test('a Call-ID cannot choose another folder, nor a name that is too long', async () => {
  const folder = join(root, 'names');
  const logs = new ConversationLogs(folder, quietLog);
  logs.open(`../../etc/${'x'.repeat(500)}`, wallMs);
  await logs.close();
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^2026.*_\.\._\.\._etc_x{20,120}\.ndjson$/)]);
});

test('files that are still open are completed when the program stops; what comes later is left out', async () => {
  const logs = new ConversationLogs(join(root, 'open'), quietLog);
  const file = logs.open('call', wallMs);
  file.write('{"a":1}');
  await logs.close();
  file.write('{"b":2}');
  await file.close();
  expect(readFileSync(file.path, 'utf8')).toBe('{"a":1}\n');
});

test('a file that cannot be written is given up with a warning, and nothing else happens', async () => {
  const folder = join(root, 'taken');
  const logs = new ConversationLogs(folder, quietLog);
  mkdirSync(join(folder, '2026-01-05T12-30-15.250Z_call.ndjson'));
  const file = logs.open('call', wallMs);
  file.write('{"a":1}');
  await file.over;
  file.write('{"b":2}');
  await file.close();
  await logs.close();
});

test('a folder that cannot be made is an error at the start', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => new ConversationLogs(join(root, 'file', 'logs'), quietLog)).toThrow(
    expect.objectContaining({ code: 'LOG_FOLDER' }),
  );
});
