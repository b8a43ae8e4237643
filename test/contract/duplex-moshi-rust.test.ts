import { moshiFaults, openMoshi } from '../engines/duplex/moshi-subject.js';
import { describeDuplexEngine } from './duplex-contract.js';

describeDuplexEngine('moshi (Rust server)', () => openMoshi('rust'), moshiFaults);
