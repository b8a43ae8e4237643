/** `npm run bench -- engines`: what engines cost beside their own time, and what it costs a caller when one dies. */
import { failover } from './engines/failover.js';
import { overhead } from './engines/overhead.js';
import type { Bench } from './row.js';

/** `--families=cascade,duplex` for some of the families only, `--calls=10` for fewer calls at a time. */
export const bench: Bench = async (emit, options) => {
  await overhead(emit, options);
  if (options.families === undefined) await failover(emit);
};
