import type { Clock } from '../../core/clock.js';
import type { Language } from '../../core/language.js';
import type { Log } from '../../core/log.js';
import type { WireTap } from '../wire/wire-tap.js';
import type { Json } from './dialect.js';
import type { ChatAudioDialectName } from './dialects.js';
import type { ChunkSizes } from './token2wave/token-chunker.js';

export interface ChatAudioLimits {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** Until the first sound of a reply, or its first call of a tool. */
  readonly firstAudioMs: number;
  /** Between two parts of an answer. */
  readonly idleMs: number;
  /** Longest reply. */
  readonly maxReplyMs: number;
}

export const defaultChatAudioLimits: ChatAudioLimits = {
  connectMs: 2_000,
  firstAudioMs: 8_000,
  idleMs: 4_000,
  maxReplyMs: 120_000,
};

/** What makes audio of the tokens of a model that does not itself. */
export interface TokenDecoderPlace {
  /** Of the Triton server. */
  readonly url: string;
  readonly model?: string | undefined;
  readonly key?: string | undefined;
  /** WAV file with a few seconds of the voice to speak with. */
  readonly voiceFile: string;
  readonly chunks?: ChunkSizes | undefined;
}

export interface ChatAudioOptions {
  /** For the log; default: the dialect's. */
  readonly name?: string | undefined;
  readonly dialect: ChatAudioDialectName;
  /** Address that `/chat/completions` is appended to, such as `http://127.0.0.1:8000/v1`. */
  readonly url: string;
  readonly key?: string | undefined;
  /** As the server knows it. */
  readonly model: string;
  /** As the server knows it; its own choice when absent. */
  readonly voice?: string | undefined;
  /** Default: those of the dialect. */
  readonly languages?: readonly Language[] | undefined;
  /** Required by dialects that answer in tokens. */
  readonly tokenDecoder?: TokenDecoderPlace | undefined;
  /** More of each request for a reply, such as `temperature`; sent as it is. */
  readonly parameters?: Json | undefined;
  readonly limits?: Partial<ChatAudioLimits> | undefined;
  /** Sessions at a time; no limit when absent. */
  readonly concurrentSessions?: number | undefined;
  /** Turns of the caller that are sent again as audio; older ones go as text. Default 3. */
  readonly audioTurns?: number | undefined;
  /** Whether the caller's words are asked for beside the conversation. Default true where the model can. */
  readonly transcribes?: boolean | undefined;
  /** Whether age, gender, emotion, pace and noise are asked for. Default true where the model can. */
  readonly readsVoice?: boolean | undefined;
  /** Such requests at a time, of all sessions. Default 4. */
  readonly sideRequests?: number | undefined;
  /** URL of an HTTP proxy that tunnels (CONNECT). */
  readonly proxy?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly tap?: WireTap | undefined;
}
