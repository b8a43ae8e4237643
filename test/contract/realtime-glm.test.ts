import { openRealtime, realtimeFaults } from '../engines/realtime/realtime-subject.js';
import { glm } from '../engines/realtime/wires.js';
import { describeEngine } from './engine-contract.js';

describeEngine('glm', () => openRealtime('glm', glm), realtimeFaults);
