import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openCluster } from '#src/backoffice/cluster.js';

const folder = mkdtempSync(join(tmpdir(), 'undertone-cluster-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function answers(): Promise<boolean> {
  const lite = await openCluster(['shared_buffers=4MB'], folder);
  const { rows } = await lite.query<{ sum: number }>('SELECT 1 + 1 AS sum');
  await lite.close();
  return rows[0]?.sum === 2;
}

test('a database starts from the image of the first one, and without it when it is damaged', async () => {
  expect(await answers()).toBe(true);
  const [name, ...more] = readdirSync(folder);
  expect([name, more]).toEqual([expect.stringMatching(/^pglite-[0-9a-f]{16}\.image$/), []]);
  const image = readFileSync(join(folder, name!));
  expect(await answers()).toBe(true);
  expect(readFileSync(join(folder, name!)).equals(image)).toBe(true);

  writeFileSync(join(folder, name!), image.subarray(0, 100_000));
  expect(await answers()).toBe(true);
  expect(readFileSync(join(folder, name!)).length).toBeGreaterThan(1_000_000);
}, 90_000);
