import type { WireTap } from '#src/engines/wire/wire-tap.js';

/** How an engine of the tests is connected, where it is not to its own server alone. */
export interface Wiring {
  readonly tap?: WireTap;
  /** In place of the server's. */
  readonly url?: string;
}
