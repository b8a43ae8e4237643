import { openChatAudio } from '../engines/chat-audio/chat-audio-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine('Lepton', () => openChatAudio('lepton'), [
  'slow-first-audio',
  'stalled',
  'half-closed',
  'garbage',
  'over-long',
  'busy',
  'broken',
  'wrong-rate',
]);
