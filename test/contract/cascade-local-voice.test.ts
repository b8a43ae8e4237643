import { systemClock as clock } from '#src/core/clock.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { openCascade } from '../engines/cascade/cascade-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine(
  'cascade of transcriptions, chat completions and the local voice',
  () => openCascade({ stream: false, model: 'gpt-4o-mini', voice: () => startLocalVoice({ clock }) }),
  ['garbage', 'busy', 'broken'],
);
