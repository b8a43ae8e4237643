import type { Samples } from '../../core/audio.js';
import type { LineCue } from '../../core/line-cues.js';
import { PitchFinder } from './pitch.js';
import type { FrameFeatures } from './segmenter.js';
import { ToneFinder } from './tone.js';

const framesPerSummary = 32;
/** The pitch of every fourth frame is enough for a share of a second, and costs a quarter. */
const pitchEvery = 4;
const voiceShare = 0.5;
const noVoice = 0.35;
const clearPitch = 0.7;
const quietestDbfs = -55;
const quietDropDb = 30;
/** The remembered peak sinks by 1 dB a second: a song has softer parts. */
const peakDecayDb = 1 / 32;

/** One call's line: turns frames of the ears into tones and summaries, whether or not anybody speaks. */
export class LineListener {
  readonly #pitch = new PitchFinder();
  readonly #tones = new ToneFinder();
  #peakDbfs = Number.NEGATIVE_INFINITY;
  #frames = 0;
  #spanMs = 0;
  #activeMs = 0;
  #voicedMs = 0;
  #looked = 0;
  #pitched = 0;

  /** Takes a frame's audio (256 samples at 8 kHz) and what the ears made of it. */
  add(audio: Samples, frame: FrameFeatures): readonly LineCue[] {
    const run = this.#tones.add(audio, frame.atMs);
    const cues: LineCue[] = run === undefined ? [] : [{ type: 'tone', ...run }];
    this.#note(audio, frame);
    if (this.#frames === framesPerSummary) cues.push(this.#summary(frame.atMs + frame.durationMs));
    return cues;
  }

  #note(audio: Samples, { voice, levelDbfs, durationMs }: FrameFeatures): void {
    this.#peakDbfs = Math.max(levelDbfs, this.#peakDbfs - peakDecayDb);
    this.#frames += 1;
    this.#spanMs += durationMs;
    if (levelDbfs >= quietestDbfs && levelDbfs >= this.#peakDbfs - quietDropDb) this.#activeMs += durationMs;
    if (voice >= voiceShare) this.#voicedMs += durationMs;
    const looks = this.#frames % pitchEvery === 0;
    this.#pitch.push(audio, looks && voice < noVoice);
    if (!looks) return;
    this.#looked += 1;
    if (voice < noVoice && (this.#pitch.clarity >= clearPitch || this.#tones.isTone)) this.#pitched += 1;
  }

  #summary(atMs: number): LineCue {
    const cue: LineCue = {
      type: 'second',
      atMs,
      spanMs: this.#spanMs,
      activeMs: this.#activeMs,
      voicedMs: this.#voicedMs,
      pitchedMs: (this.#spanMs * this.#pitched) / this.#looked,
    };
    this.#frames = this.#looked = this.#pitched = 0;
    this.#spanMs = this.#activeMs = this.#voicedMs = 0;
    return cue;
  }
}
