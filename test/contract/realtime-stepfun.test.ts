import { openRealtime, realtimeFaults } from '../engines/realtime/realtime-subject.js';
import { stepfun } from '../engines/realtime/wires.js';
import { describeEngine } from './engine-contract.js';

describeEngine('stepfun', () => openRealtime('stepfun', stepfun), realtimeFaults);
