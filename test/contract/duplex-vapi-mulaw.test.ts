import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { createDuplexEngine } from '#src/engines/duplex/engine.js';
import { subjectOf } from '../engines/duplex/duplex-subject.js';
import { VapiServer, vapiKey } from '../engines/duplex/vapi-server.js';
import { describeDuplexEngine } from './duplex-contract.js';

describeDuplexEngine('vapi (mulaw)', async () => {
  const server = await new VapiServer('mulaw').listen();
  const engine = createDuplexEngine({
    name: 'vapi',
    dialect: 'vapi',
    url: `http://127.0.0.1:${server.port}/call`,
    key: vapiKey,
    assistantId: 'assistant-1',
    encoding: 'mulaw',
    languages: ['en', 'cmn'],
    connectMs: 1000,
    idleMs: 2000,
    clock,
    log,
  });
  return subjectOf(server, engine, false);
}, ['half-closed', 'garbage', 'over-long', 'busy', 'broken', 'expired']);
