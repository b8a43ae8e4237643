import type { Engine } from '#src/agent/engine.js';
import type { DuplexSubject } from '../../contract/duplex-contract.js';
import type { DuplexServer } from './duplex-server.js';

/** What the contract asks of a server, the same for all. */
export function subjectOf(server: DuplexServer, engine: Engine, hasText: boolean): DuplexSubject {
  return {
    engine,
    hasText,
    heardMs: () => server.heardMs,
    takeLoudest: () => server.takeLoudest(),
    misbehave: (fault) => {
      server.fault = fault;
    },
    expire: () => server.expire(),
    complaints: () => server.complaints,
    close: async () => {
      await engine.close();
      await server.close();
    },
  };
}
