import { openAiSpeech } from '#src/engines/cascade/voice/openai-speech.js';
import { cascadeFaults, openCascade, remoteVoice } from '../engines/cascade/cascade-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine(
  'cascade of transcriptions, chat completions and speech',
  () =>
    openCascade({
      stream: false,
      model: 'gpt-4o-mini',
      voice: remoteVoice(openAiSpeech({ model: 'gpt-4o-mini-tts', voice: 'alloy', instructions: true }), '/v1'),
    }),
  cascadeFaults,
);
