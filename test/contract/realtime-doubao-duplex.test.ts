import { openRealtime, realtimeFaults } from '../engines/realtime/realtime-subject.js';
import { doubaoDuplex } from '../engines/realtime/wires.js';
import { describeEngine } from './engine-contract.js';

describeEngine('doubao-duplex', () => openRealtime('doubao-duplex', doubaoDuplex), realtimeFaults);
