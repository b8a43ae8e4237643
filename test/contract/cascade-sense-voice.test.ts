import { openAiSpeech } from '#src/engines/cascade/voice/openai-speech.js';
import { cascadeFaults, openCascade, remoteVoice, senseVoice } from '../engines/cascade/cascade-subject.js';
import { describeEngine } from './engine-contract.js';

describeEngine(
  "cascade of SenseVoice's own server, chat completions and speech",
  async () => {
    const subject = await openCascade({
      stream: false,
      recogniser: senseVoice,
      model: 'gpt-4o-mini',
      voice: remoteVoice(openAiSpeech({ model: 'gpt-4o-mini-tts', voice: 'alloy', instructions: true }), '/v1'),
    });
    subject.server.recognises = (word) => ({ text: `<|en|><|NEUTRAL|><|Speech|><|woitn|>${word}` });
    return subject;
  },
  cascadeFaults,
);
