import { openRealtime, realtimeFaults } from '../engines/realtime/realtime-subject.js';
import { openai } from '../engines/realtime/wires.js';
import { describeEngine } from './engine-contract.js';

describeEngine('openai', () => openRealtime('openai', openai), realtimeFaults);
