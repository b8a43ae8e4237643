import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the committed configuration reference, JSON Schema and error list match the code', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
