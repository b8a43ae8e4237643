import { systemClock as clock } from '#src/core/clock.js';
import { createGlm4Voice } from '#src/engines/one-shot/glm-4-voice/glm-4-voice.js';
import { glmRoutes } from '../engines/one-shot/glm-server.js';
import { startOneShotServer } from '../engines/one-shot/one-shot-server.js';
import { oneShotLimits as limits, oneShotSubject } from '../engines/one-shot/one-shot-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine('glm-4-voice with its side process', async () => {
  const server = await startOneShotServer(glmRoutes);
  const at = { clock, url: server.url, limits };
  const model = createGlm4Voice({ ...at, sideProcess: at, temperature: 0.2, topP: 0.8, maxNewTokens: 2_000 });
  return oneShotSubject(server, model);
}, ['slow-first-audio', 'stalled', 'half-closed', 'garbage', 'wrong-rate', 'over-long', 'busy', 'broken']);
