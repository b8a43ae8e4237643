import { openVapi, vapiFaults } from '../engines/duplex/vapi-subject.js';
import { describeDuplexEngine } from './duplex-contract.js';

describeDuplexEngine('vapi (mulaw)', () => openVapi('mulaw'), vapiFaults);
