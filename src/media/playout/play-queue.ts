import { durationMs, type Samples } from '../../core/audio.js';
import { clockRateHz } from '../../core/g711.js';
import { Resampler } from '../../core/resampler.js';
import type { PlayPlace } from '../media.js';
import { Gain } from './gain.js';
import { Play } from './play.js';

/** Ramp down where audio stops in the middle of a wave, and up where it goes on: 5 ms, so that nothing clicks. */
const rampSamples = 40;
/** A bot that talks on while somebody else does: 15 dB lower, over 15 ms. */
const duckedGain = 10 ** (-15 / 20);
const duckRampSamples = 120;
/** Zeros after the end of resampled audio push its last milliseconds out of the filter. */
const filterTailMs = 6;
/** Audio that may wait: ten minutes. What comes beyond it is dropped. */
const maxQueuedMs = 600_000;

/** Cut plays remembered; their late chunks come within a second or so. */
const maxCutIds = 256;

export type PlayReport =
  | { readonly type: 'play-started'; readonly playId: number }
  | { readonly type: 'play-ended'; readonly playId: number; readonly playedMs: number; readonly cut: boolean };

/** Reply audio waiting to be sent, resampled as it leaves so that a long reply costs no more at once than a short one. */
export class PlayQueue {
  readonly #report: (report: PlayReport) => void;
  #plays: Play[] = [];
  /** Plays that were cut, so that chunks still on their way are not heard. */
  readonly #cut = new Set<number>();
  #paused = false;
  #resampler: Resampler | undefined;
  #last = 0;
  readonly #gain = new Gain();

  constructor(report: (report: PlayReport) => void) {
    this.#report = report;
  }

  /** False when the queue is full and the audio was dropped. */
  play(playId: number, samples: Samples, rateHz: number): boolean {
    if (this.#cut.has(playId)) return true;
    const queuedMs = this.#plays.reduce((sum, play) => sum + play.leftMs, 0);
    if (queuedMs + durationMs(samples.length, rateHz) > maxQueuedMs) return false;
    this.#find(playId).add(samples, rateHz);
    return true;
  }

  endPlay(playId: number): void {
    if (this.#cut.has(playId)) return;
    const play = this.#find(playId);
    const { rateHz = clockRateHz } = play;
    if (rateHz !== clockRateHz) play.add(new Int16Array((rateHz * filterTailMs) / 1000), rateHz, false);
    play.ended = true;
  }

  stop(): void {
    for (const play of this.#plays) {
      this.#rememberCut(play.playId);
      this.#reportEnd(play, true);
    }
    this.#plays = [];
    this.#paused = false;
    this.#gain.moveTo(1, 1, 1);
    this.#resampler?.reset();
  }

  pause(): void {
    this.#paused = true;
  }

  /** Goes on playing, softly. */
  duck(): void {
    this.#gain.moveTo(duckedGain, duckRampSamples);
  }

  /** Back to full volume; after a pause from the same sample, or from `place` where that lies a little way back. */
  resume(place?: PlayPlace): void {
    if (!this.#paused) {
      this.#gain.moveTo(1, duckRampSamples);
      return;
    }
    this.#paused = false;
    const [play] = this.#plays;
    if (!play?.started) return;
    this.#gain.moveTo(1, rampSamples, 0);
    if (play.playId === place?.playId && play.goBack(place.atMs)) this.#resampler?.reset();
  }

  /** Fills `into` with the next audio, silence where there is none. True when any of it is reply audio. */
  next(into: Samples): boolean {
    const filled = this.#paused ? 0 : this.#fill(into);
    this.#gain.apply(into.subarray(0, filled));
    const last = filled > 0 ? into[filled - 1]! : this.#last;
    for (let i = filled; i < into.length; i++) {
      into[i] = last * Math.max(0, 1 - (i - filled + 1) / rampSamples);
    }
    this.#last = into[into.length - 1]!;
    return filled > 0;
  }

  close(): void {
    this.#resampler?.close();
    this.#resampler = undefined;
    this.#plays = [];
  }

  #rememberCut(playId: number): void {
    this.#cut.add(playId);
    if (this.#cut.size > maxCutIds) this.#cut.delete(this.#cut.values().next().value!);
  }

  #find(playId: number): Play {
    const known = this.#plays.find((play) => play.playId === playId);
    if (known) return known;
    const play = new Play(playId);
    this.#plays.push(play);
    return play;
  }

  #fill(into: Samples): number {
    let filled = 0;
    while (filled < into.length) {
      const play = this.#plays[0];
      if (!play) break;
      const { next } = play;
      if (next) {
        filled += this.#take(play, next, filled === 0 ? into : into.subarray(filled));
      } else if (play.ended) {
        this.#plays.shift();
        this.#reportEnd(play, false);
      } else break;
    }
    this.#endFinished();
    return filled;
  }

  /** A play whose last sample has just been taken ends with this packet, not with the next one. */
  #endFinished(): void {
    const play = this.#plays[0];
    if (!play?.ended || play.next !== undefined) return;
    this.#plays.shift();
    this.#reportEnd(play, false);
  }

  #take(play: Play, { samples, rateHz }: NonNullable<Play['next']>, into: Samples): number {
    if (!play.started) {
      play.started = true;
      this.#report({ type: 'play-started', playId: play.playId });
    }
    if (rateHz !== clockRateHz) {
      const { taken, written } = this.#resamplerFrom(rateHz).convert(samples, into);
      play.take(taken);
      return written;
    }
    const count = Math.min(samples.length, into.length);
    into.set(count === samples.length ? samples : samples.subarray(0, count));
    play.take(count);
    return count;
  }

  #resamplerFrom(rateHz: number): Resampler {
    if (this.#resampler?.inRateHz !== rateHz) {
      this.#resampler?.close();
      this.#resampler = new Resampler(rateHz, clockRateHz);
    }
    return this.#resampler;
  }

  #reportEnd(play: Play, cut: boolean): void {
    const playedMs = Math.round(play.heardMs * 1000) / 1000;
    this.#report({ type: 'play-ended', playId: play.playId, playedMs, cut });
  }
}
