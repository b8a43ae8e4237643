/**
 * `npm run bench -- NAME… [--json] [--option=value…]`: runs bench/NAME.ts. With --json one JSON object a line,
 * else a table a person can read. Each bench file exports `bench: Bench`.
 */
import { readdirSync } from 'node:fs';
import { setupBench } from '../scripts/setup.mjs';

setupBench();
const args = process.argv.slice(2);
const names = args.filter((argument) => !argument.startsWith('--'));
const json = args.includes('--json');
const options = Object.fromEntries(
  args.flatMap((argument) => [...argument.matchAll(/^--(.+?)=(.*)$/g)].map((parts) => parts.slice(1))),
);
const known = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace(/\.bench\.ts$/, ''));
if (names.length === 0 || names.some((name) => !known.includes(name))) {
  console.error(`usage: npm run bench -- NAME… [--json] [--option=value…]; NAME is one of ${known.join(', ')}`);
  process.exit(2);
}
for (const name of names) {
  const { bench } = await import(`../dist/bench/${name}.bench.js`);
  await bench((row) => {
    const { name: rowName, value, unit, ...context } = row;
    const where = Object.entries(context).map(([key, entry]) => `${key}=${entry}`);
    console.log(
      json ? JSON.stringify(row) : `${rowName.padEnd(40)} ${value.toFixed(2).padStart(10)} ${unit}  ${where.join(' ')}`,
    );
  }, options);
}
process.exit(0);
