/** `npm run bench -- engines`: what engines cost beside their own time, and what it costs a caller when one dies. */
import { failover } from './engines/failover.js';
import type { Bench } from './row.js';

export const bench: Bench = async (emit) => {
  await failover(emit);
};
