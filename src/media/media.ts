/**
 * The media plane as the main thread sees it. One call's RTP socket, jitter buffer, codecs, resampling, ears and
 * 20 ms pacing live in one worker thread; what crosses the thread boundary is listed here.
 * Times are Clock.nowMs() values, the same in every thread.
 */
import type { Samples } from '../core/audio.js';
import type { LineCue } from '../core/line-cues.js';
import type { TurnCues } from '../core/turn-cues.js';
import type { VoiceReading } from '../core/voice-reading.js';

export interface MediaPlane {
  /**
   * Takes an RTP port in the least loaded worker.
   * @throws UndertoneError MEDIA_PORTS, MEDIA_WORKER
   */
  open(options: MediaStreamOptions): Promise<MediaStream>;
  /** Ends every stream and the workers. */
  close(): Promise<void>;
}

export interface AudioWanted {
  /** Rate of `audio` events; 0 sends none, for good. */
  readonly audioRateHz: 0 | 8000 | 16000 | 24000;
  /** `speech`: only from a speech-start (with 300 ms before it) to its speech-end; needs `ears`. `always`: every frame. */
  readonly audioWhen: 'speech' | 'always';
}

export interface MediaStreamOptions extends AudioWanted {
  readonly callId: string;
  /** Local address to bind, and the one written into SDP. */
  readonly address: string;
  /** Voice activity detection on the caller's audio. */
  readonly ears: boolean;
  /** Reports every audio packet sent and received as a `tap` event, for measuring on the wire. Default false. */
  readonly tap?: boolean;
  readonly onEvent: (event: MediaEvent) => void;
}

/** A place in the audio of a playId. */
export interface PlayPlace {
  readonly playId: number;
  readonly atMs: number;
}

export interface MediaStream {
  readonly port: number;
  /** Answers an SDP offer (RFC 3264) and sets the codecs and the remote end; again for a re-INVITE.
   * @throws UndertoneError SDP_MALFORMED, SDP_NOT_ACCEPTABLE */
  answer(offerSdp: string): string;
  /** An offer of ours, for a delayed offer or an outgoing call. */
  offer(): string;
  /** Takes the answer to `offer()`. @throws UndertoneError SDP_MALFORMED, SDP_NOT_ACCEPTABLE */
  accept(answerSdp: string): void;
  /** The caller's audio is wanted like this from here on; what is under way still comes as before. */
  listen(wanted: AudioWanted): void;
  /** The remote end has put the call on hold (RFC 3264 8.4): it does not listen. */
  readonly held: boolean;
  /** Queues reply audio for pacing. Chunks of one playId follow each other; a new playId is heard after the queued ones. */
  play(playId: number, samples: Samples, rateHz: number): void;
  /** No more audio for this playId: `play-ended` follows once the rest has been sent. */
  endPlay(playId: number): void;
  /**
   * Drops everything queued, within one packet; a `play-ended` with `cut: true` says how much of each queued playId was
   * sent (0 for one that nobody heard). Chunks that still come for a cut playId are dropped.
   */
  stopPlay(): void;
  /** Holds the queue without losing its place. */
  pausePlay(): void;
  /** Goes on playing, 15 dB lower. */
  duckPlay(): void;
  /**
   * Back to full volume; after a pause from the same sample, or from `place` when it is at most a second back in what is
   * being played. What is heard twice counts once in `playedMs`.
   */
  resumePlay(place?: PlayPlace): void;
  /** Sends RFC 4733 events (the demo caller's --dtmf). @throws UndertoneError SDP_NOT_ACCEPTABLE when none was negotiated. */
  sendDtmf(digits: string): void;
  /** The caller's turn is over: the next voice begins another one, with cues of its own. */
  turnOver(): void;
  /** Until it resolves, the `play-ended` of what was playing may still come; no other event does. */
  close(): Promise<MediaStats>;
}

export type MediaEvent =
  /** Caller audio, at the rate that was asked for. `atMs` is when its first sample left the jitter buffer. */
  | { readonly type: 'audio'; readonly samples: Samples; readonly rateHz: number; readonly atMs: number }
  /** The caller began to speak at `onsetMs`; known at `atMs`. */
  | { readonly type: 'speech-start'; readonly onsetMs: number; readonly atMs: number }
  /** Silence since `lastVoicedMs`; the first is sent after `pauseMs` of silence, see EarOptions. */
  | { readonly type: 'speech-pause'; readonly lastVoicedMs: number; readonly atMs: number }
  /** Speech went on after a pause without a speech-end between. */
  | { readonly type: 'speech-resume'; readonly onsetMs: number; readonly atMs: number }
  /** Silence long enough that the audio forwarding stops; the next speech is a new speech-start. */
  | { readonly type: 'speech-end'; readonly lastVoicedMs: number; readonly atMs: number }
  /** Every 32 ms from the first voice of the caller's turn until turnOver(). */
  | { readonly type: 'cues'; readonly cues: TurnCues }
  /** How the turn has sounded so far: at its pauses, each in place of the one before. */
  | { readonly type: 'voice'; readonly reading: VoiceReading }
  /** What the line tells of who is there, whether or not anybody speaks: about one a second, and every tone. */
  | { readonly type: 'line'; readonly cue: LineCue }
  /** One RFC 4733 event, once, whatever its number of packets. */
  | { readonly type: 'dtmf'; readonly digit: string; readonly durationMs: number; readonly atMs: number }
  /** The first packet with audio of this playId was handed to the socket. */
  | { readonly type: 'play-started'; readonly playId: number; readonly atMs: number }
  | {
      readonly type: 'play-ended';
      readonly playId: number;
      readonly playedMs: number;
      readonly cut: boolean;
      readonly atMs: number;
    }
  /**
   * One audio packet as it passed the socket: `atMs` is when it arrived or was handed over, `samples` its audio at
   * 8 kHz. Only with `tap: true`. Refused packets are not reported.
   */
  | {
      readonly type: 'tap';
      readonly direction: 'sent' | 'received';
      readonly samples: Samples;
      readonly sequence: number;
      readonly timestamp: number;
      readonly atMs: number;
    }
  /** No RTP for the configured time; once a silence, and never while the remote end has put the call on hold. */
  | { readonly type: 'rtp-timeout'; readonly atMs: number }
  /** The stream is gone: it failed, or the worker that held it did. */
  | { readonly type: 'lost' };

export interface MediaStats {
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Packets dropped because they came from another address or SSRC than the latched one, or were malformed. */
  readonly packetsRefused: number;
  readonly jitterMs: number;
}
