/** Everything that crosses between the main thread and a media worker. Streams are named by a number. */
import type { Samples } from '../../core/audio.js';
import type { EarOptions } from '../ears/ear-options.js';
import type { AudioWanted, MediaEvent, MediaStats, MediaStreamOptions, PlayPlace } from '../media.js';
import type { AudioAgreement } from '../sdp/negotiation.js';

/** Given to a worker at its start. */
export interface WorkerSettings {
  readonly ears: EarOptions;
  readonly jitterMs: number;
  readonly rtpTimeoutMs: number;
}

export interface WorkerBirth {
  readonly settings: WorkerSettings;
  /** Memory of the worker's BatchGate. */
  readonly gate: SharedArrayBuffer;
}

/** What a stream in the worker has to know, the rest of MediaStreamOptions stays in the main thread. */
export type StreamSettings = Pick<MediaStreamOptions, 'address' | 'audioRateHz' | 'audioWhen' | 'ears'> & {
  readonly tap: boolean;
};

export type ToWorker =
  /** Bind `port`, 0 for any. Answered by `opened` or `open-failed`. */
  | { readonly type: 'open'; readonly stream: number; readonly port: number; readonly settings: StreamSettings }
  | StreamCommand
  /** Answered by `closed`. */
  | { readonly type: 'close'; readonly stream: number }
  /** Close every stream and end the thread. */
  | { readonly type: 'stop' };

export type StreamCommand = { readonly stream: number } & (
  | { readonly type: 'agree'; readonly agreement: AudioAgreement }
  | { readonly type: 'play'; readonly playId: number; readonly samples: Samples; readonly rateHz: number }
  | { readonly type: 'end-play'; readonly playId: number }
  | { readonly type: 'stop-play' }
  | { readonly type: 'pause-play' }
  | { readonly type: 'duck-play' }
  | { readonly type: 'resume-play'; readonly place: PlayPlace | undefined }
  | { readonly type: 'send-dtmf'; readonly digits: string }
  | { readonly type: 'turn-over' }
  | ({ readonly type: 'listen' } & AudioWanted)
);

export type FromWorker =
  /** `missing` says which of the models could not be loaded that calls can do without. */
  | { readonly type: 'ready'; readonly missing: string | undefined }
  | { readonly type: 'opened'; readonly stream: number; readonly port: number }
  /** `errno` as Node names it, e.g. EADDRINUSE. */
  | { readonly type: 'open-failed'; readonly stream: number; readonly errno: string }
  /** All events since the last message, in order. */
  | { readonly type: 'events'; readonly events: readonly StreamEvent[] }
  | { readonly type: 'closed'; readonly stream: number; readonly stats: MediaStats }
  /** The stream broke by itself and is closed; the others go on. */
  | { readonly type: 'failed'; readonly stream: number; readonly error: unknown };

export interface StreamEvent {
  readonly stream: number;
  readonly event: MediaEvent;
}
