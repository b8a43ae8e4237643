import { openRealtime, realtimeFaults } from '../engines/realtime/realtime-subject.js';
import { qwen } from '../engines/realtime/wires.js';
import { describeEngine } from './engine-contract.js';

describeEngine('qwen', () => openRealtime('qwen', qwen), realtimeFaults);
