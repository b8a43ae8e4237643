import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseEventLog, replay } from '#src/agent/event-log.js';
import { type Product, startProduct } from '../support/product.js';

const folder = mkdtempSync(join(tmpdir(), 'undertone-e2e-'));
let product: Product;

beforeAll(async () => {
  product = await startProduct(`log: { level: warn, conversations: ${folder} }`);
}, 60_000);

afterAll(async () => {
  await product.close();
  rmSync(folder, { recursive: true });
}, 30_000);

test('a real call is replayed from its file, event by event, and tells its guesses and waterfall', {
  timeout: 60_000,
}, async () => {
  const leg = await product.call('1000', { timeoutMs: 30_000 });
  await leg.waitReply();
  await leg.say(await product.speech('why is my bill so high this month'));
  await leg.waitReply();
  await leg.hangUp();
  const { guesses } = await product.event(leg, 'ended');
  expect(guesses.started).toBe(guesses.committed + guesses.discarded);
  const { steps } = await product.event(leg, 'turn');
  expect(steps.playMs).toBeGreaterThanOrEqual(steps.commitMs!);
  await expect.poll(() => readdirSync(folder)).toHaveLength(1);
  const file = join(folder, readdirSync(folder)[0]!);
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('"end":true');
  const log = parseEventLog(readFileSync(file, 'utf8'));
  expect(log.callId).toBe(leg.callId);
  const played = replay(log);
  expect(played.filter((step) => step.differs)).toEqual([]);
  expect(played.at(-1)?.state.turn).toBe('Ended');
});
