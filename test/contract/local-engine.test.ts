import { systemClock as clock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import { createLocalEngine } from '#src/engines/local/engine.js';
import { startVosk } from '#src/engines/local/recogniser/vosk/start-vosk.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { carrierAnswer, carrierDialogue, carrierTools, knownAccount } from '../support/carrier-dialogue.js';
import { describeEngine } from './engine-contract.js';

const keys = (digits: string) => ({ kind: 'dtmf', digits }) as const;

describeEngine('local', async () => {
  const [voices, recognition] = await Promise.all([startLocalVoice({ clock }), startVosk({ clock })]);
  const engine = createLocalEngine({
    voice: voices.voice,
    recognisers: new Map(recognition.recogniser && [['en', recognition.recogniser]]),
    dialogue: carrierDialogue,
    clock,
    log: silentLog,
  });
  return {
    engine,
    language: 'en',
    tools: carrierTools,
    answer: carrierAnswer,
    plain: keys('*'),
    read: [keys('1'), keys(knownAccount)],
    effect: [keys('4'), keys(knownAccount), keys('2'), keys('1')],
    close: async () => {
      await engine.close();
      await Promise.all([voices.close(), recognition.close()]);
    },
  };
});
