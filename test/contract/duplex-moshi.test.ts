import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { createDuplexEngine } from '#src/engines/duplex/engine.js';
import { subjectOf } from '../engines/duplex/duplex-subject.js';
import { MoshiServer } from '../engines/duplex/moshi-server.js';
import { describeDuplexEngine } from './duplex-contract.js';

describeDuplexEngine('moshi (Python server)', async () => {
  const server = await new MoshiServer('python').listen();
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
}, ['stalled', 'half-closed', 'garbage', 'busy', 'broken', 'expired']);
