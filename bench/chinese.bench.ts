/**
 * `npm run bench -- chinese [--calls=2000] [--seed=1]`: account numbers by voice in all three languages. Callers
 * and what is heard of them are simulated (bench/chinese/digits.ts).
 */
import { digitsOptionsOf, digitsShare } from './chinese/digits.js';
import type { Bench } from './row.js';

export const bench: Bench = (emit, options) => digitsShare(emit, digitsOptionsOf(options));
