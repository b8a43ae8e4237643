/** Engines whose traffic is recorded under test/fixtures/engines/, each with the server it was recorded from. */
import { systemClock as clock } from '#src/core/clock.js';
import { stepAudioTts } from '#src/engines/cascade/voice/step-audio-tts.js';
import { createHttpModel } from '#src/engines/one-shot/http-model.js';
import { miniOmni2 } from '#src/engines/one-shot/mini-omni.js';
import type { EngineSubject } from '../contract/engine-side.js';
import { openCascade, remoteVoice } from './cascade/cascade-subject.js';
import { openChatAudio } from './chat-audio/chat-audio-subject.js';
import { openDoubao } from './doubao/doubao-subject.js';
import { miniOmni2Routes, startOneShotServer } from './one-shot/one-shot-server.js';
import { oneShotLimits, oneShotSubject } from './one-shot/one-shot-subject.js';
import { openRealtime } from './realtime/realtime-subject.js';
import * as wires from './realtime/wires.js';
import type { Wiring } from './wiring.js';

export interface Recordable {
  readonly name: string;
  /** What of the recorded URL of the first connection is the engine's own `url`. */
  readonly base: (recorded: string) => string;
  open(wiring: Wiring): Promise<EngineSubject>;
}

const withoutQuery = (url: string): string => url.split('?')[0]!;
const originOf = (url: string): string => new URL(url).origin;
const versionOne = (url: string): string => new URL('/v1', url).href;

const realtimeDialects = [
  ['openai', wires.openai],
  ['stepfun', wires.stepfun],
  ['glm', wires.glm],
  ['qwen', wires.qwen],
  ['doubao-duplex', wires.doubaoDuplex],
  ['vllm-omni', wires.vllmOmni],
] as const;

const chatAudioDialects = ['step-audio-2-vllm', 'step-audio-2-omni', 'stepfun-cloud', 'qwen-omni', 'lepton'] as const;

export const recordables: readonly Recordable[] = [
  ...realtimeDialects.map(([dialect, wire]) => ({
    name: `realtime-${dialect}`,
    base: withoutQuery,
    open: (wiring: Wiring) => openRealtime(dialect, wire, wiring),
  })),
  ...chatAudioDialects.map((dialect) => ({
    name: `chat-audio-${dialect}`,
    base: versionOne,
    open: (wiring: Wiring) => openChatAudio(dialect, wiring),
  })),
  {
    name: 'cascade-step-audio',
    base: originOf,
    open: (wiring) => {
      const voice = remoteVoice(stepAudioTts({ speaker: 'Tingting' }), '');
      return openCascade({ stream: true, model: 'step-audio-chat', voice }, undefined, wiring);
    },
  },
  {
    name: 'doubao',
    base: withoutQuery,
    open: async (wiring) => (await openDoubao({ encoding: 'pcm_s16le', ...wiring })).subject,
  },
  {
    name: 'one-shot-mini-omni2',
    base: originOf,
    open: async ({ url, tap }) => {
      const server = await startOneShotServer(miniOmni2Routes);
      const endpoint = { clock, url: url ?? server.url, limits: oneShotLimits, tap };
      return oneShotSubject(server, createHttpModel(miniOmni2({}), endpoint));
    },
  },
];
