/** `npm test`: set-up, lint and format, types, then the suite. `--nightly` adds test/nightly; other arguments go to vitest. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const nightly = process.argv.includes('--nightly');
const vitestArgs = process.argv.slice(2).filter((argument) => argument !== '--nightly');

setup();
const steps = [
  ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json'],
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...(nightly ? ['--project', 'nightly'] : ['--project', 'suite']),
    ...vitestArgs,
  ],
];
for (const args of steps) {
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
