import { openChatAudio } from '../engines/chat-audio/chat-audio-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine('Qwen-Omni in compatible mode', () => openChatAudio('qwen-omni'), [
  'slow-first-audio',
  'stalled',
  'half-closed',
  'garbage',
  'over-long',
  'busy',
  'broken',
]);
