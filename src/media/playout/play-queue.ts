import type { Samples } from '../../core/audio.js';
import { clockRateHz } from '../codecs/g711.js';
import { Resampler } from '../../core/resampler.js';

/** Ramp down where audio stops in the middle of a wave, and up where it goes on: 5 ms, so that nothing clicks. */
const rampSamples = 40;
/** Zeros after the end of resampled audio push its last milliseconds out of the filter. */
const filterTailMs = 6;
/** Audio that may wait: ten minutes. What comes beyond it is dropped. */
const maxQueuedMs = 600_000;

/** Cut plays remembered; their late chunks come within a second or so. */
const maxCutIds = 256;

export type PlayReport =
  | { readonly type: 'play-started'; readonly playId: number }
  | { readonly type: 'play-ended'; readonly playId: number; readonly playedMs: number; readonly cut: boolean };

interface Chunk {
  readonly samples: Samples;
  readonly rateHz: number;
  /** False for the zeros that push audio out of the filter. */
  readonly counts: boolean;
  offset: number;
}

interface Play {
  readonly playId: number;
  readonly chunks: Chunk[];
  started: boolean;
  ended: boolean;
  playedMs: number;
}

/** Reply audio waiting to be sent, resampled as it leaves so that a long reply costs no more at once than a short one. */
export class PlayQueue {
  readonly #report: (report: PlayReport) => void;
  #plays: Play[] = [];
  #queuedMs = 0;
  /** Plays that were cut, so that chunks still on their way are not heard. */
  readonly #cut = new Set<number>();
  #paused = false;
  #resampler: Resampler | undefined;
  #last = 0;
  #rampUp = 0;

  constructor(report: (report: PlayReport) => void) {
    this.#report = report;
  }

  /** False when the queue is full and the audio was dropped. */
  play(playId: number, samples: Samples, rateHz: number): boolean {
    if (this.#cut.has(playId)) return true;
    const lengthMs = (samples.length * 1000) / rateHz;
    if (this.#queuedMs + lengthMs > maxQueuedMs) return false;
    this.#queuedMs += lengthMs;
    this.#find(playId).chunks.push({ samples, rateHz, counts: true, offset: 0 });
    return true;
  }

  endPlay(playId: number): void {
    if (this.#cut.has(playId)) return;
    const play = this.#find(playId);
    const rateHz = play.chunks.at(-1)?.rateHz ?? clockRateHz;
    if (rateHz !== clockRateHz) {
      play.chunks.push({ samples: new Int16Array((rateHz * filterTailMs) / 1000), rateHz, counts: false, offset: 0 });
    }
    play.ended = true;
  }

  stop(): void {
    for (const play of this.#plays) {
      this.#rememberCut(play.playId);
      this.#reportEnd(play, true);
    }
    this.#plays = [];
    this.#queuedMs = 0;
    this.#paused = false;
    this.#resampler?.reset();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#rampUp = rampSamples;
  }

  /** Fills `into` with the next audio, silence where there is none. True when any of it is reply audio. */
  next(into: Samples): boolean {
    const filled = this.#paused ? 0 : this.#fill(into);
    this.#applyRampUp(into, filled);
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
    const play = { playId, chunks: [], started: false, ended: false, playedMs: 0 };
    this.#plays.push(play);
    return play;
  }

  #fill(into: Samples): number {
    let filled = 0;
    while (filled < into.length) {
      const play = this.#plays[0];
      if (!play) break;
      const chunk = play.chunks[0];
      if (chunk) {
        filled += this.#take(play, chunk, filled === 0 ? into : into.subarray(filled));
        if (chunk.offset >= chunk.samples.length) play.chunks.shift();
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
    if (!play?.ended || play.chunks.length > 0) return;
    this.#plays.shift();
    this.#reportEnd(play, false);
  }

  #take(play: Play, chunk: Chunk, into: Samples): number {
    if (!play.started) {
      play.started = true;
      this.#report({ type: 'play-started', playId: play.playId });
    }
    const rest = chunk.offset === 0 ? chunk.samples : chunk.samples.subarray(chunk.offset);
    let taken: number;
    let written: number;
    if (chunk.rateHz === clockRateHz) {
      taken = written = Math.min(rest.length, into.length);
      into.set(written === rest.length ? rest : rest.subarray(0, written));
    } else {
      ({ taken, written } = this.#resamplerFrom(chunk.rateHz).convert(rest, into));
    }
    chunk.offset += taken;
    if (chunk.counts) {
      const takenMs = (taken * 1000) / chunk.rateHz;
      play.playedMs += takenMs;
      this.#queuedMs -= takenMs;
    }
    return written;
  }

  #resamplerFrom(rateHz: number): Resampler {
    if (this.#resampler?.inRateHz !== rateHz) {
      this.#resampler?.close();
      this.#resampler = new Resampler(rateHz, clockRateHz);
    }
    return this.#resampler;
  }

  #applyRampUp(into: Samples, filled: number): void {
    for (let i = 0; i < filled && this.#rampUp > 0; i++) {
      into[i] = into[i]! * (1 - this.#rampUp / rampSamples);
      this.#rampUp -= 1;
    }
  }

  #reportEnd(play: Play, cut: boolean): void {
    const playedMs = Math.round(play.playedMs * 1000) / 1000;
    this.#report({ type: 'play-ended', playId: play.playId, playedMs, cut });
  }
}
