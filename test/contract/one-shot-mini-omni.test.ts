import { systemClock as clock } from '#src/core/clock.js';
import { createHttpModel } from '#src/engines/one-shot/http-model.js';
import { miniOmni, miniOmni2 } from '#src/engines/one-shot/mini-omni.js';
import { miniOmni2Routes, miniOmniRoutes, startOneShotServer } from '../engines/one-shot/one-shot-server.js';
import { oneShotLimits as limits, oneShotSubject } from '../engines/one-shot/one-shot-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine(
  'mini-omni',
  async () => {
    const server = await startOneShotServer(miniOmniRoutes);
    return oneShotSubject(server, createHttpModel(miniOmni({}), { clock, url: server.url, limits }), true);
  },
  // Bare PCM cannot be garbage, and says no rate.
  ['slow-first-audio', 'stalled', 'half-closed', 'over-long', 'busy', 'broken'],
);

describeEngine('mini-omni2', async () => {
  const server = await startOneShotServer(miniOmni2Routes);
  return oneShotSubject(server, createHttpModel(miniOmni2({}), { clock, url: server.url, limits }));
}, ['slow-first-audio', 'stalled', 'half-closed', 'garbage', 'over-long', 'busy', 'broken']);
