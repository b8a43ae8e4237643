import { stepAudioTts } from '#src/engines/cascade/voice/step-audio-tts.js';
import { cascadeFaults, openCascade, remoteVoice } from '../engines/cascade/cascade-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine(
  'cascade of streamed transcriptions, Step-Audio-Chat and Step-Audio-TTS-3B',
  () =>
    openCascade({
      stream: true,
      model: 'step-audio-chat',
      voice: remoteVoice(stepAudioTts({ speaker: 'Tingting' }), ''),
    }),
  [...cascadeFaults, 'wrong-rate'],
);
