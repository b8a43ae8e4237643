import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { usage } from '#src/caller/arguments.js';

const optionNames = (text: string) => [...new Set(text.match(/--[a-z][a-z-]+/g))].sort();

it('docs/caller.md names the same steps and options as --help', () => {
  const manual = readFileSync(new URL('../../../docs/caller.md', import.meta.url), 'utf8');
  const tables = manual.split('\n').filter((line) => line.startsWith('| `--'));
  const documented = optionNames(tables.map((line) => line.split('|')[1]).join('\n'));
  expect(documented).toEqual(optionNames(usage));
});
