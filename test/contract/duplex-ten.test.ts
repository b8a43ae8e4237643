import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { createDuplexEngine } from '#src/engines/duplex/engine.js';
import { subjectOf } from '../engines/duplex/duplex-subject.js';
import { TenServer } from '../engines/duplex/ten-server.js';
import { describeDuplexEngine } from './duplex-contract.js';

describeDuplexEngine('ten', async () => {
  const server = await new TenServer().listen();
  const engine = createDuplexEngine({
    name: 'ten',
    dialect: 'ten',
    url: `ws://127.0.0.1:${server.port}`,
    languages: ['en', 'cmn'],
    connectMs: 1000,
    idleMs: 2000,
    clock,
    log,
  });
  return subjectOf(server, engine, true);
}, ['half-closed', 'garbage', 'wrong-rate', 'over-long', 'busy', 'broken', 'expired']);
