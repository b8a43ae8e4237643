import { openChatAudio } from '../engines/chat-audio/chat-audio-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine("Step-Audio 2 on StepFun's vLLM with a token decoder", () => openChatAudio('step-audio-2-vllm'), [
  'slow-first-audio',
  'stalled',
  'half-closed',
  'garbage',
  'over-long',
  'busy',
  'broken',
]);
