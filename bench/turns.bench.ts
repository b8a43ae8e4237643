/**
 * `npm run bench -- turns`: turn-taking, measured on the wire by the definitions of docs/caller.md. First in virtual
 * time (`wire=deterministic`), then with the whole product and real time (`wire=real`). `--wire=real` or
 * `--wire=deterministic` runs only one of them.
 */
import type { Bench } from './row.js';
import { hasSharedData } from './shared-data.js';
import { realWire } from './turns/real-wire.js';
import { virtualWire } from './turns/virtual-wire.js';

export const bench: Bench = async (emit, options) => {
  if (options.wire !== 'real' && hasSharedData) await virtualWire(emit, options);
  if (options.wire !== 'deterministic') await realWire(emit);
};
