import { openChatAudio } from '../engines/chat-audio/chat-audio-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine('Step-Audio 2 on vLLM-Omni, not streamed', () => openChatAudio('step-audio-2-omni-whole'), [
  'slow-first-audio',
  'stalled',
  'half-closed',
  'garbage',
  'wrong-rate',
  'busy',
  'broken',
]);
