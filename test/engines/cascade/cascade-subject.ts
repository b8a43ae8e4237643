/** Cascades of different parts against servers that speak their wires, for the contract. */
import type { Voice } from '#src/agent/voice.js';
import { systemClock as clock } from '#src/core/clock.js';
import { createCascadeEngine } from '#src/engines/cascade/engine.js';
import { createChatModel } from '#src/engines/cascade/model/chat-model.js';
import type { CascadeRecogniser } from '#src/engines/cascade/recogniser/recogniser.js';
import { createSenseVoice } from '#src/engines/cascade/recogniser/sense-voice.js';
import { createTranscriptions, type TranscriptionsOptions } from '#src/engines/cascade/recogniser/transcriptions.js';
import { createRemoteVoice } from '#src/engines/cascade/voice/remote-voice.js';
import type { SpeechDriver } from '#src/engines/cascade/voice/speech-driver.js';
import type { WireTap } from '#src/engines/wire/wire-tap.js';
import type { EngineSubject, Fault } from '../../contract/engine-contract.js';
import { carrierAnswer, carrierTools, knownAccount } from '../../support/carrier-dialogue.js';
import { tone } from '../../support/tone.js';
import type { Wiring } from '../wiring.js';
import { carrierScript } from './carrier-script.js';
import { type CascadeServer, startCascadeServer } from './cascade-server.js';
import type { ModelScript } from './model-server.js';

const keys = (digits: string) => ({ kind: 'dtmf', digits }) as const;
const limits = { connectMs: 1_000, firstByteMs: 2_000, idleMs: 400 };
const key = 'sk-contract-test';
const maxReplyMs = 30_000;

export interface Combination {
  readonly stream: boolean;
  /** Default: transcriptions in JSON. */
  readonly recogniser?: Recogniser;
  readonly model: string;
  readonly voice: (server: string, tap?: WireTap) => Promise<{ readonly voice: Voice; close(): Promise<void> }>;
}

/** @param server its address @param options of the server's transcriptions */
type Recogniser = (server: string, options: TranscriptionsOptions) => CascadeRecogniser;

export const senseVoice: Recogniser = (server, options) => createSenseVoice({ ...options, url: server });

export const verboseTranscriptions: Recogniser = (_, options) =>
  createTranscriptions({ ...options, responseFormat: 'verbose_json', tellLanguage: false });

const transcriptions: Recogniser = (_, options) => createTranscriptions(options);

export const remoteVoice =
  (driver: SpeechDriver, path: string): Combination['voice'] =>
  async (server, tap) => {
    const options = { clock, url: `${server}${path}`, key, limits, tap, driver, languages: ['en', 'yue'] as const };
    return { voice: createRemoteVoice(options), close: async () => {} };
  };

export interface CascadeSubject extends EngineSubject {
  readonly server: CascadeServer;
}

export async function openCascade(
  { stream, recogniser = transcriptions, model, voice }: Combination,
  script: ModelScript = carrierScript,
  { url, tap }: Wiring = {},
): Promise<CascadeSubject> {
  const server = await startCascadeServer(script, key);
  const address = url ?? server.url;
  const api = { clock, url: `${address}/v1`, key, limits, tap };
  const spoken = await voice(address, tap);
  const engine = createCascadeEngine({
    clock,
    recogniser: recogniser(address, { ...api, model: 'whisper-1', languages: ['en', 'yue'], stream }),
    model: createChatModel({ ...api, model }),
    voice: spoken.voice,
    maxReplyMs,
  });
  return {
    server,
    engine,
    language: 'en',
    tools: carrierTools,
    answer: carrierAnswer,
    plain: { kind: 'speech', samples: tone(600, { hz: 300, rateHz: 16_000 }) },
    read: [keys('1'), keys(knownAccount)],
    effect: [keys('1'), keys('4')],
    // A sum of many fractions.
    maxReplyMs: maxReplyMs + 1,
    misbehave: (fault) => server.misbehave(fault),
    told: () => JSON.stringify(server.asked.at(-1)?.messages),
    close: async () => {
      await engine.close();
      await spoken.close();
      await server.close();
      if (server.wrong.length > 0) throw new Error(server.wrong.join('\n'));
    },
  };
}

export const cascadeFaults: readonly Fault[] = [
  'slow-first-audio',
  'stalled',
  'half-closed',
  'garbage',
  'over-long',
  'busy',
  'broken',
];
