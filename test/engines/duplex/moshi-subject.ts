import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { createDuplexEngine } from '#src/engines/duplex/engine.js';
import type { DuplexSubject } from '../../contract/duplex-contract.js';
import type { Fault } from '../../contract/engine-contract.js';
import { subjectOf } from './duplex-subject.js';
import { MoshiServer } from './moshi-server.js';

export const moshiFaults: readonly Fault[] = ['stalled', 'half-closed', 'garbage', 'busy', 'broken', 'expired'];

/** Moshi's two servers differ in their handshake and in what they read. */
export async function openMoshi(kind: 'python' | 'rust'): Promise<DuplexSubject> {
  const server = await new MoshiServer(kind).listen();
  const engine = createDuplexEngine({
    name: 'moshi',
    dialect: 'moshi',
    url: `ws://127.0.0.1:${server.port}/api/chat`,
    languages: ['en'],
    connectMs: 1000,
    idleMs: 700,
    clock,
    log,
  });
  return subjectOf(server, engine, true);
}
