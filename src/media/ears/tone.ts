/**
 * Pure tones of the telephone network: the beep of a voicemail, the CNG and CED tones of a fax (ITU-T T.30, 5.3 and
 * Appendix), special information tones. Two tones at a time (dialling, ringing, DTMF) are none of them.
 */
import { durationMs, levelDbfs, type Samples } from '../../core/audio.js';
import { clockRateHz } from '../../core/g711.js';

/** A little below 400 Hz, for the tolerance of what makes the tone. */
export const lowestToneHz = 385;
/** A little above 2100 Hz, the tone of an answering fax, for its tolerance. */
export const highestToneHz = 2130;

export interface PureTone {
  readonly hz: number;
  /** Share of the frame's energy that is the tone, 0 to 1; of a tone that fills only part of the frame, that part. */
  readonly share: number;
}

/**
 * The strongest sine of a frame, if there can be one. Pisarenko's estimate of its frequency, of which white noise makes
 * no bias (V. F. Pisarenko, "The retrieval of harmonics from a covariance function", 1973), then Goertzel's sum at it.
 */
export function pureTone(frame: Samples): PureTone | undefined {
  const last = frame.length - 2;
  let once = 0;
  let twice = 0;
  let energy = 0;
  for (let i = 2; i < last; i++) {
    const sample = frame[i]!;
    energy += sample * sample;
    once += sample * (frame[i - 1]! + frame[i + 1]!);
    twice += sample * (frame[i - 2]! + frame[i + 2]!);
  }
  if (energy === 0) return undefined;
  const cosine = once === 0 ? 0 : (twice + Math.sqrt(twice * twice + 8 * once * once)) / (4 * once);
  if (Math.abs(cosine) > 1) return undefined;
  const hz = (Math.acos(cosine) * clockRateHz) / (2 * Math.PI);
  return hz < lowestToneHz || hz > highestToneHz ? undefined : { hz, share: Math.min(1, goertzelShare(frame, cosine)) };
}

/** Energy of the sine against that of the frame. */
function goertzelShare(frame: Samples, cosine: number): number {
  const turn = 2 * cosine;
  let before = 0;
  let now = 0;
  let energy = 0;
  for (let i = 0; i < frame.length; i++) {
    const sample = frame[i]!;
    energy += sample * sample;
    const next = sample + turn * now - before;
    before = now;
    now = next;
  }
  const power = now * now + before * before - turn * now * before;
  return (2 * power) / (frame.length * energy);
}

export interface ToneRun {
  readonly startedMs: number;
  readonly durationMs: number;
  readonly hz: number;
  readonly levelDbfs: number;
}

/** Shortest tone that is told of. Shorter ones come from speech and from keys. */
const leastToneMs = 140;
const longestRunMs = 5000;
/** Quieter is nothing; a fax may come in at -43 dBm. */
const quietestDbfs = -48;
const pureShare = 0.9;
/** Of a frame that the tone begins or ends in. */
const partShare = 0.08;
/** Frequencies of one tone from frame to frame; voices move more. */
const steadyHz = 12;
/** Of a frame that is only partly tone the frequency is known less well. */
const partHz = 40;

interface RunningTone {
  readonly startedMs: number;
  /** Sum over the frames, for the mean. */
  readonly hzSum: number;
  readonly levelSum: number;
  readonly frames: number;
  readonly lastHz: number;
  readonly durationMs: number;
  /** A frame that was not pure, which a change of the tone's phase may be (ITU-T V.8, ANSam). */
  readonly gapMs: number;
}

/** Finds the tones of one call's audio, frame by frame. */
export class ToneFinder {
  #run: RunningTone | undefined;
  #before: PureTone | undefined;

  /** Whether the last frame was a tone. */
  get isTone(): boolean {
    return this.#run !== undefined && this.#run.gapMs === 0;
  }

  /** Takes the next frame of 8 kHz audio, whose first sample was heard at `atMs`; gives a tone that is over. */
  add(frame: Samples, atMs: number): ToneRun | undefined {
    const level = levelDbfs(frame);
    const frameMs = durationMs(frame.length, clockRateHz);
    const tone = level >= quietestDbfs ? pureTone(frame) : undefined;
    const over = this.#follow(tone, level, atMs, frameMs);
    this.#before = tone;
    return over;
  }

  #follow(tone: PureTone | undefined, level: number, atMs: number, frameMs: number): ToneRun | undefined {
    const run = this.#run;
    const pure = tone !== undefined && tone.share >= pureShare;
    if (run === undefined) {
      if (pure) this.#begin(tone, level, atMs, frameMs);
      return undefined;
    }
    if (pure && Math.abs(tone.hz - run.lastHz) <= steadyHz) {
      this.#run = {
        ...run,
        hzSum: run.hzSum + tone.hz,
        levelSum: run.levelSum + level,
        frames: run.frames + 1,
        lastHz: tone.hz,
        durationMs: run.durationMs + (run.gapMs > 0 ? 2 : 1) * frameMs,
        gapMs: 0,
      };
      return this.#run.durationMs >= longestRunMs ? this.#end(0) : undefined;
    }
    const partMs = tone === undefined || Math.abs(tone.hz - run.lastHz) > partHz ? 0 : tone.share * frameMs;
    if (!pure && run.gapMs === 0 && partMs >= partShare * frameMs) {
      this.#run = { ...run, gapMs: partMs };
      return undefined;
    }
    const ended = this.#end(run.gapMs);
    if (pure) this.#begin(tone, level, atMs, frameMs);
    return ended;
  }

  #begin(tone: PureTone, level: number, atMs: number, frameMs: number): void {
    const before = this.#before;
    const share = before !== undefined && Math.abs(before.hz - tone.hz) <= partHz ? before.share : 0;
    const partMs = share >= partShare && share < pureShare ? share * frameMs : 0;
    const durationMs = partMs + frameMs;
    const startedMs = atMs - partMs;
    this.#run = { startedMs, hzSum: tone.hz, levelSum: level, frames: 1, lastHz: tone.hz, durationMs, gapMs: 0 };
  }

  #end(tailMs: number): ToneRun | undefined {
    const run = this.#run!;
    this.#run = undefined;
    const lengthMs = run.durationMs + tailMs;
    if (lengthMs < leastToneMs) return undefined;
    const { startedMs, hzSum, levelSum, frames } = run;
    return { startedMs, durationMs: lengthMs, hz: hzSum / frames, levelDbfs: levelSum / frames };
  }
}
