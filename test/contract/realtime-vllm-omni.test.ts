import { openRealtime, realtimeFaults } from '../engines/realtime/realtime-subject.js';
import { vllmOmni } from '../engines/realtime/wires.js';
import { describeEngine } from './engine-contract.js';

// The only one that can say the rate of its audio.
describeEngine('vllm-omni', () => openRealtime('vllm-omni', vllmOmni), [...realtimeFaults, 'wrong-rate']);
