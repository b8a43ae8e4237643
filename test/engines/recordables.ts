/** Engines whose traffic is recorded under test/fixtures/engines/, each with the server it was recorded from. */
import type { WireTap } from '#src/engines/wire/wire-tap.js';
import type { EngineSubject } from '../contract/engine-side.js';
import { openChatAudio } from './chat-audio/chat-audio-subject.js';
import { openRealtime } from './realtime/realtime-subject.js';
import * as wires from './realtime/wires.js';

export interface Wiring {
  readonly tap?: WireTap;
  /** URL of the player instead of the recorded server's. */
  readonly url?: string;
}

export interface Recordable {
  readonly name: string;
  /** What of the recorded URL of the first connection is the engine's own `url`. */
  readonly base: (recorded: string) => string;
  open(wiring: Wiring): Promise<EngineSubject>;
}

const withoutQuery = (url: string): string => url.split('?')[0]!;
const versionOne = (url: string): string => new URL('/v1', url).href;

const realtimeDialects = [
  ['openai', wires.openai],
  ['stepfun', wires.stepfun],
  ['glm', wires.glm],
  ['qwen', wires.qwen],
] as const;

const chatAudioDialects = ['step-audio-2-omni', 'stepfun-cloud', 'qwen-omni', 'lepton'] as const;

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
];
