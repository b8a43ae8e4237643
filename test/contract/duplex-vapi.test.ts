import { openVapi, vapiFaults } from '../engines/duplex/vapi-subject.js';
import { describeDuplexEngine } from './duplex-contract.js';

describeDuplexEngine('vapi (pcm_s16le)', () => openVapi('pcm_s16le'), vapiFaults);
