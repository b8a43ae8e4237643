import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { createDuplexEngine } from '#src/engines/duplex/engine.js';
import { subjectOf } from '../engines/duplex/duplex-subject.js';
import { HertzServer } from '../engines/duplex/hertz-server.js';
import { describeDuplexEngine } from './duplex-contract.js';

describeDuplexEngine('hertz-dev', async () => {
  const server = await new HertzServer().listen();
  const engine = createDuplexEngine({
    name: 'hertz-dev',
    dialect: 'hertz-dev',
    url: `ws://127.0.0.1:${server.port}/audio`,
    languages: ['en'],
    connectMs: 1000,
    idleMs: 700,
    clock,
    log,
  });
  return subjectOf(server, engine, false);
}, ['stalled', 'half-closed', 'garbage', 'busy', 'broken', 'expired']);
