import { systemClock as clock } from '#src/core/clock.js';
import { createHttpModel } from '#src/engines/one-shot/http-model.js';
import { ichigo } from '#src/engines/one-shot/ichigo.js';
import { ichigoRoutes, startOneShotServer } from '../engines/one-shot/one-shot-server.js';
import { oneShotLimits as limits, oneShotSubject } from '../engines/one-shot/one-shot-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine('ichigo', async () => {
  const server = await startOneShotServer(ichigoRoutes);
  const model = createHttpModel(ichigo({ model: 'ichigo:8b-gguf-q4km' }), { clock, url: server.url, limits });
  return oneShotSubject(server, model);
}, ['slow-first-audio', 'stalled', 'half-closed', 'garbage', 'wrong-rate', 'over-long', 'busy', 'broken']);
