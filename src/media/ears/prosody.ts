import type { Samples } from '../../core/audio.js';
import type { TurnCues } from '../../core/turn-cues.js';
import { PitchFinder } from './pitch.js';
import type { FrameFeatures } from './segmenter.js';

/** Frames looked back on: 512 ms. */
const kept = 16;
/** The remembered peak of the speech sinks by 8 dB a second, so that one shout does not make the rest silence. */
const peakDecayDbPerMs = 0.008;
/** As in the segmenter: a frame this far below the peak, or this unlikely to be voice, is silence. */
const quietDropDb = 24;
const quietVoice = 0.35;
const onsetVoice = 0.5;
const lowestDb = -45;
const loudDb = -8;
const longestFadingMs = 400;
const burstGapMs = 160;
const clearPitch = 0.7;
const pitchedFrames = 12;
const fallFrames = 10;
const mostSemitones = 8;
/** Pitches of the turn, by semitone above 55 Hz, for a median without keeping them all. */
const lowestSemitoneHz = 55;
const semitones = 36;

/** One call's prosody: turns frames of the ears into cues. Between turns, and while nothing is said, it is idle. */
export class Prosody {
  readonly #pitch = new PitchFinder();
  /** Rings, the newest at #newest. */
  readonly #levels = new Float32Array(kept);
  readonly #voices = new Float32Array(kept);
  /** Semitones above 55 Hz, NaN where there was no clear pitch. */
  readonly #pitches = new Float32Array(kept);
  readonly #pitchCounts = new Uint16Array(semitones);
  #newest = 0;
  #pitchesSeen = 0;
  #speaking = false;
  #peakDbfs = 0;
  #onsetMs = 0;
  #spokenUntilMs = 0;
  #loudUntilMs = 0;
  #bursts = 0;
  /** Voice in the silence so far, summed over its frames. */
  #quietVoice = 0;
  #quietFrames = 0;

  /** Pitch of the last frame, Hz; 0 when it had none. */
  get pitchHz(): number {
    return this.#pitch.pitchHz;
  }

  /** How clear it was, 0 to 1. */
  get clarity(): number {
    return this.#pitch.clarity;
  }

  /** The turn is over: the next voice begins another one. */
  reset(): void {
    this.#speaking = false;
    this.#bursts = 0;
    this.#pitchesSeen = 0;
    this.#pitchCounts.fill(0);
  }

  /** Takes a frame's audio (256 samples at 8 kHz) and what the ears made of it; undefined before the turn's first voice. */
  add(audio: Samples, frame: FrameFeatures): TurnCues | undefined {
    const begins = !this.#speaking && frame.voice >= onsetVoice;
    if (begins) this.#begin(frame);
    this.#pitch.push(audio, this.#speaking && frame.voice >= quietVoice);
    if (!this.#speaking) return undefined;
    this.#note(frame);
    return this.#cues(frame);
  }

  #begin(frame: FrameFeatures): void {
    this.#speaking = true;
    this.#peakDbfs = frame.levelDbfs;
    this.#onsetMs = frame.atMs;
    this.#spokenUntilMs = Number.NEGATIVE_INFINITY;
    this.#loudUntilMs = frame.atMs;
    this.#quietVoice = 0;
    this.#quietFrames = 0;
    this.#levels.fill(lowestDb);
    this.#voices.fill(0);
    this.#pitches.fill(Number.NaN);
  }

  #note({ voice, levelDbfs, atMs, durationMs }: FrameFeatures): void {
    const before = this.#peakDbfs;
    this.#peakDbfs = Math.max(levelDbfs, before - peakDecayDbPerMs * durationMs);
    const level = Math.max(lowestDb, levelDbfs - this.#peakDbfs);
    this.#newest = (this.#newest + 1) % kept;
    this.#levels[this.#newest] = level;
    this.#voices[this.#newest] = voice;
    this.#pitches[this.#newest] = this.#semitone();
    if (level < -quietDropDb || voice < quietVoice) {
      this.#quietVoice += voice;
      this.#quietFrames += 1;
      return;
    }
    this.#quietVoice = 0;
    this.#quietFrames = 0;
    if (atMs - this.#spokenUntilMs >= burstGapMs) this.#bursts += 1;
    this.#spokenUntilMs = atMs + durationMs;
    if (level >= loudDb) this.#loudUntilMs = this.#spokenUntilMs;
  }

  #semitone(): number {
    if (this.#pitch.clarity < clearPitch || this.#pitch.pitchHz === 0) return Number.NaN;
    const semitone = 12 * Math.log2(this.#pitch.pitchHz / lowestSemitoneHz);
    this.#pitchCounts[Math.min(semitones - 1, Math.max(0, Math.round(semitone)))]! += 1;
    this.#pitchesSeen += 1;
    return semitone;
  }

  #cues({ voice, levelDbfs, atMs, durationMs }: FrameFeatures): TurnCues {
    const endMs = atMs + durationMs;
    const [pitchSemitones, pitchFallSemitones, pitched] = this.#pitchCues();
    return {
      atMs: endMs,
      spokenMs: Math.max(0, this.#spokenUntilMs - this.#onsetMs),
      quietMs: Math.max(0, endMs - Math.max(this.#spokenUntilMs, this.#onsetMs)),
      bursts: this.#bursts,
      voice,
      lingeringVoice: this.#quietFrames === 0 ? 0 : this.#quietVoice / this.#quietFrames,
      voiceSlope: voice - this.#at(this.#voices, 2),
      levelDbfs,
      levelDb: this.#at(this.#levels, 0),
      levelBeforeDb: this.#at(this.#levels, 1),
      level256Db: this.#mean(kept / 2),
      level512Db: this.#mean(kept),
      fadingMs: Math.min(longestFadingMs, endMs - this.#loudUntilMs),
      pitchHz: this.#pitch.pitchHz,
      pitchedMs: pitched * durationMs,
      pitchSemitones,
      pitchFallSemitones,
    };
  }

  #pitchCues(): [pitch: number, fall: number, pitchedFrames: number] {
    let pitched = 0;
    let last = Number.NaN;
    let earliest = Number.NaN;
    for (let back = 0; back < pitchedFrames; back++) {
      const semitone = this.#at(this.#pitches, back);
      if (Number.isNaN(semitone)) continue;
      pitched += 1;
      if (Number.isNaN(last)) last = semitone;
      if (back < fallFrames) earliest = semitone;
    }
    if (pitched === 0) return [0, 0, 0];
    return [limit(last - this.#medianPitch()), Number.isNaN(earliest) ? 0 : limit(earliest - last), pitched];
  }

  #medianPitch(): number {
    let seen = 0;
    for (let semitone = 0; semitone < semitones; semitone++) {
      seen += this.#pitchCounts[semitone]!;
      if (2 * seen >= this.#pitchesSeen) return semitone;
    }
    return 0;
  }

  #at(ring: Float32Array, back: number): number {
    return ring[(this.#newest + kept - back) % kept]!;
  }

  #mean(count: number): number {
    let sum = 0;
    for (let back = 0; back < count; back++) sum += this.#at(this.#levels, back);
    return sum / count;
  }
}

const limit = (value: number): number => Math.max(-mostSemitones, Math.min(mostSemitones, value));
