import { moshiFaults, openMoshi } from '../engines/duplex/moshi-subject.js';
import { describeDuplexEngine } from './duplex-contract.js';

describeDuplexEngine('moshi (Python server)', () => openMoshi('python'), moshiFaults);
