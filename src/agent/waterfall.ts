/** When each step of a turn happened, from the caller's last sound to the bot's first. Pure. docs/adr/0084-waterfall.md. */
import type { TurnSteps } from '../core/call-event.js';

/** Clock.nowMs(); undefined for a step that did not happen. */
export interface Waterfall {
  /** Last voiced sample of the caller, by the ears: its packet's place on the line. Undefined for a turn of keys. */
  readonly lastVoicedMs: number | undefined;
  /** The ears reported the pause. */
  readonly pausedMs: number | undefined;
  /** The reply that was played was asked for; when it was a guess, the guess's start. */
  readonly requestedMs: number | undefined;
  /** First sign of the reply from the engine: what it heard, a text, a tool call or audio. */
  readonly firstTokenMs: number | undefined;
  readonly firstAudioMs: number | undefined;
  /** The turn was over and the reply counted. */
  readonly committedMs: number | undefined;
  /** First audible packet of the reply on the wire. */
  readonly playStartedMs: number | undefined;
  /** The reply was prepared before the turn was over. */
  readonly guessed: boolean;
}

export const emptyWaterfall: Waterfall = {
  lastVoicedMs: undefined,
  pausedMs: undefined,
  requestedMs: undefined,
  firstTokenMs: undefined,
  firstAudioMs: undefined,
  committedMs: undefined,
  playStartedMs: undefined,
  guessed: false,
};

type Build = (waterfall: Waterfall) => Waterfall;

export const paused =
  (lastVoicedMs: number, nowMs: number): Build =>
  (waterfall) => ({ ...waterfall, lastVoicedMs, pausedMs: nowMs });

/** What came of an earlier request in the turn belongs to a reply that is no more. */
export const requested =
  (guessed: boolean, nowMs: number): Build =>
  (waterfall) => ({ ...waterfall, requestedMs: nowMs, guessed, firstTokenMs: undefined, firstAudioMs: undefined });

export const replyBegun =
  (nowMs: number): Build =>
  (waterfall) => ({ ...waterfall, firstTokenMs: waterfall.firstTokenMs ?? nowMs });

export const replyAudible =
  (nowMs: number): Build =>
  (waterfall) => ({ ...replyBegun(nowMs)(waterfall), firstAudioMs: waterfall.firstAudioMs ?? nowMs });

export const committed =
  (nowMs: number): Build =>
  (waterfall) => ({ ...waterfall, committedMs: nowMs });

export const playStarted =
  (nowMs: number): Build =>
  (waterfall) => ({ ...waterfall, playStartedMs: nowMs });

export function turnSteps(waterfall: Waterfall): TurnSteps {
  const { lastVoicedMs, requestedMs } = waterfall;
  const originMs = lastVoicedMs ?? requestedMs;
  const after = (atMs: number | undefined) =>
    atMs === undefined || originMs === undefined ? undefined : atMs - originMs;
  return {
    pauseMs: after(waterfall.pausedMs),
    requestMs: after(requestedMs),
    tokenMs: after(waterfall.firstTokenMs),
    audioMs: after(waterfall.firstAudioMs),
    commitMs: after(waterfall.committedMs),
    playMs: after(waterfall.playStartedMs),
  };
}

/** From the caller's last voiced sample to the bot's first packet; undefined when the caller did not speak. */
export function responseGapMs({ lastVoicedMs, playStartedMs }: Waterfall): number | undefined {
  return lastVoicedMs === undefined || playStartedMs === undefined ? undefined : playStartedMs - lastVoicedMs;
}
