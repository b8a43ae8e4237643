import { openChatAudio } from '../engines/chat-audio/chat-audio-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine('Step-Audio 2 on vLLM-Omni', () => openChatAudio('step-audio-2-omni'), [
  'slow-first-audio',
  'stalled',
  'half-closed',
  'garbage',
  'over-long',
  'busy',
  'broken',
  'wrong-rate',
]);
