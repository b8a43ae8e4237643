import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { createDuplexEngine } from '#src/engines/duplex/engine.js';
import type { DuplexSubject } from '../../contract/duplex-contract.js';
import type { Fault } from '../../contract/engine-contract.js';
import { subjectOf } from './duplex-subject.js';
import { VapiServer, vapiKey } from './vapi-server.js';

export const vapiFaults: readonly Fault[] = ['half-closed', 'garbage', 'over-long', 'busy', 'broken', 'expired'];

export async function openVapi(encoding: 'mulaw' | 'pcm_s16le'): Promise<DuplexSubject> {
  const server = await new VapiServer(encoding).listen();
  const engine = createDuplexEngine({
    name: 'vapi',
    dialect: 'vapi',
    url: `http://127.0.0.1:${server.port}/call`,
    key: vapiKey,
    assistantId: 'assistant-1',
    encoding,
    languages: ['en', 'cmn'],
    connectMs: 1000,
    idleMs: 2000,
    clock,
    log,
  });
  return subjectOf(server, engine, false);
}
