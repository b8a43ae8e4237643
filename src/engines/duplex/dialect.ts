import type { Samples } from '../../core/audio.js';
import type { Language } from '../../core/language.js';

/** What comes from an engine that listens and speaks at the same time. */
export type DuplexMessage =
  /** The engine listens from here on. */
  | { readonly type: 'ready' }
  | { readonly type: 'audio'; readonly samples: Samples; readonly rateHz: number }
  /** Said from here on. */
  | { readonly type: 'text'; readonly text: string }
  /** What the caller said. */
  | { readonly type: 'heard'; readonly text: string; readonly final: boolean }
  /** The engine yields to the caller: what was not heard yet is not to be. */
  | { readonly type: 'yield' };

/** One connection's state of the wire: codecs, counters. No socket, no clock. */
export interface DuplexWire {
  /** One message with a frame of the caller's audio. */
  encode(frame: Samples): string | Uint8Array;
  /** @throws UndertoneError ENGINE_PROTOCOL, ENGINE_FAILED; the connection is over then */
  decode(data: string | Uint8Array): readonly DuplexMessage[];
  /** Sent before the connection is closed. */
  readonly farewell: string | undefined;
  close(): void;
}

export type DuplexEncoding = 'pcm_s16le' | 'mulaw';

export interface DuplexDialect {
  readonly name: string;
  readonly inputRateHz: number;
  readonly outputRateHz: number;
  /** Of one message. */
  readonly frameSamples: number;
  /** Those of the model; undefined where they are a matter of how the engine was set up. */
  readonly languages: readonly Language[] | undefined;
  /** Calls at a time; undefined where there is no limit of its own. */
  readonly sessions: number | undefined;
  /** `live`: there is always audio, in real time; `burst`: only when there is something to say, as fast as it is made. */
  readonly flow: 'live' | 'burst';
  /** The engine says when it is ready. */
  readonly saysReady: boolean;
  /** Each frame is answered by one, and no more than this many may be on their way. */
  readonly maxUnanswered: number | undefined;
  /** First answers, which are a recording that the model was primed with and nothing for the caller. */
  readonly primingFrames: number;
  /** An orderly close by the engine is its way to hang up. */
  readonly closesCalls: boolean;
  open(): DuplexWire;
}
