/**
 * `npm test`: set-up, lint and format, types, then the suite. `--nightly` adds test/nightly; `--live` is the contract
 * of engines against a real one, and nothing else, and with `--models DIR` speech of the suites of exchanges for the
 * recognition model in that folder; other arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const live = process.argv.includes('--live');
const project = live ? 'live' : process.argv.includes('--nightly') ? 'nightly' : 'suite';
const given = process.argv.slice(2).filter((argument) => !['--nightly', '--live'].includes(argument));
const modelsAt = live ? given.indexOf('--models') : -1;
if (modelsAt >= 0) {
  const [, folder] = given.splice(modelsAt, 2);
  if (folder === undefined) {
    console.error('--models takes the folder of a model, such as .undertone/models/sense-voice');
    process.exit(2);
  }
  process.env.UNDERTONE_LIVE_MODELS = resolve(folder);
}
const liveFile = modelsAt >= 0 ? ['test/live/models.test.ts'] : ['test/live/live.test.ts'];
const vitestArgs = [...(live ? liveFile : []), ...given];

setup();
const checks = [
  ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json'],
];
const steps = [...(live ? [] : checks), ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...vitestArgs]];
for (const args of steps) {
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
