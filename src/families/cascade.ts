import { readFileSync } from 'node:fs';
import type { Engine } from '../agent/engine.js';
import { UndertoneError } from '../core/errors.js';
import { createCascadeEngine } from '../engines/cascade/engine.js';
import { createChatModel } from '../engines/cascade/model/chat-model.js';
import { localEars } from '../engines/cascade/recogniser/local-ears.js';
import type { CascadeRecogniser } from '../engines/cascade/recogniser/recogniser.js';
import { createSenseVoice } from '../engines/cascade/recogniser/sense-voice.js';
import { createTranscriptions } from '../engines/cascade/recogniser/transcriptions.js';
import { type CosyVoiceMode, cosyVoice } from '../engines/cascade/voice/cosy-voice.js';
import { fish } from '../engines/cascade/voice/fish.js';
import { higgs } from '../engines/cascade/voice/higgs.js';
import { openAiSpeech } from '../engines/cascade/voice/openai-speech.js';
import { createRemoteVoice } from '../engines/cascade/voice/remote-voice.js';
import type { SpeechDriver } from '../engines/cascade/voice/speech-driver.js';
import { stepAudioTts } from '../engines/cascade/voice/step-audio-tts.js';
import type { ConfigOf, EngineMaterials } from './family.js';
import { httpEndpoint } from './http-endpoint.js';

type CascadeConfig = ConfigOf<'cascade'>;
type RecogniserConfig = CascadeConfig['recogniser'];
type VoiceConfig = Exclude<CascadeConfig['voice'], 'local'>;
type CosyVoiceConfig = Extract<VoiceConfig, { driver: 'cosyvoice' }>;

export function cascadeEngine(name: string, config: CascadeConfig, materials: EngineMaterials): Engine {
  const { recogniser, model, voice, max_reply_ms: maxReplyMs, concurrent_sessions: concurrentSessions } = config;
  return createCascadeEngine({
    clock: materials.clock,
    name,
    recogniser: recogniserOf(recogniser, materials),
    model: createChatModel({ ...httpEndpoint(model, materials), ...modelOptions(model) }),
    voice: voice === 'local' ? materials.voice : remoteVoice(voice, materials),
    maxReplyMs,
    ...(concurrentSessions !== undefined && { concurrentSessions }),
  });
}

function modelOptions({ model, tools, parameters }: CascadeConfig['model']) {
  return { model, tools, parameters };
}

function recogniserOf(config: RecogniserConfig, materials: EngineMaterials): CascadeRecogniser {
  if (config === 'local') return localEars(materials.recognisers);
  const { languages, tell_language: tellLanguage, early_guesses: earlyGuesses } = config;
  const common = { ...httpEndpoint(config, materials), languages, tellLanguage, earlyGuesses };
  if (config.driver === 'sense-voice') return createSenseVoice(common);
  const { model, stream, response_format: responseFormat, prompt } = config;
  return createTranscriptions({
    ...common,
    model,
    stream,
    responseFormat,
    ...(prompt !== undefined && { prompt }),
  });
}

function remoteVoice(config: VoiceConfig, materials: EngineMaterials) {
  const driver = driverOf(config, materials);
  const { languages, normalise: normalises } = config;
  return createRemoteVoice({ ...httpEndpoint(config, materials), driver, languages, normalises });
}

function driverOf(config: VoiceConfig, materials: EngineMaterials): SpeechDriver {
  switch (config.driver) {
    case 'openai':
      return openAiSpeech(config);
    case 'higgs':
      return higgs(config);
    case 'step-audio-tts':
      return stepAudioTts(config);
    case 'fish': {
      const { reference_id: referenceId, rate_hz: rateHz } = config;
      return fish({ rateHz, ...(referenceId !== undefined && { referenceId }) });
    }
    case 'cosyvoice': {
      const { rate_hz: rateHz, instruction_end: instructionEnd } = config;
      return cosyVoice({ voice: cosyVoiceMode(config, materials), rateHz, instructionEnd });
    }
  }
}

/** The schema has seen to it that a mode has what it needs. */
function cosyVoiceMode(config: CosyVoiceConfig, { config: loaded }: EngineMaterials): CosyVoiceMode {
  const { mode, speaker = '', prompt_wav: wavFile = '', prompt_text: text = '' } = config;
  if (mode === 'sft' || mode === 'instruct') return { mode, speaker };
  const wav = readPrompt(loaded.resolve(wavFile));
  return mode === 'zero_shot' ? { mode, wav, text } : { mode, wav };
}

function readPrompt(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (thrown) {
    throw new UndertoneError('CONFIG_FILE', `cannot read the voice prompt ${file}: ${(thrown as Error).message}`);
  }
}
