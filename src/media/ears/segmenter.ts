import type { EarOptions } from './ear-options.js';

/** What is known of one frame of caller audio. Features beyond voice and level are added here. */
export interface FrameFeatures {
  /** Probability of voice, 0 to 1. */
  readonly voice: number;
  readonly levelDbfs: number;
  /** When the frame's first sample left the jitter buffer. */
  readonly atMs: number;
  readonly durationMs: number;
}

export type SpeechEvent =
  | { readonly type: 'speech-start'; readonly onsetMs: number; readonly atMs: number }
  | { readonly type: 'speech-pause'; readonly lastVoicedMs: number; readonly atMs: number }
  | { readonly type: 'speech-resume'; readonly onsetMs: number; readonly atMs: number }
  | { readonly type: 'speech-end'; readonly lastVoicedMs: number; readonly atMs: number };

/** `rising` and `resuming` are runs of voice not yet long enough to count. */
export type SpeechState = 'silence' | 'rising' | 'speech' | 'paused' | 'resuming';

/** `voiced` may begin speech, `held` only continues it (hysteresis), `quiet` is neither. */
type FrameKind = 'voiced' | 'held' | 'quiet';

/** What a frame does in a state. A run that breaks off leaves no trace; a blip in a pause does not prolong it. */
type Step = 'stay' | 'begin' | 'grow' | 'break' | 'speak' | 'rest';

const steps: Readonly<Record<SpeechState, Readonly<Record<FrameKind, Step>>>> = {
  silence: { voiced: 'begin', held: 'stay', quiet: 'stay' },
  rising: { voiced: 'grow', held: 'grow', quiet: 'break' },
  speech: { voiced: 'speak', held: 'speak', quiet: 'rest' },
  paused: { voiced: 'begin', held: 'rest', quiet: 'rest' },
  resuming: { voiced: 'grow', held: 'grow', quiet: 'break' },
};

/** How fast the remembered peak of running speech falls, so that one shout does not make the rest silence. */
const peakDecayDbPerMs = 0.5 / 32;

/** Turns frame features into speech events. Pure: time is the audio's. */
export class Segmenter {
  readonly #options: EarOptions;
  #state: SpeechState = 'silence';
  /** Beginning of the run of voice that may become speech. */
  #runStartMs = 0;
  #lastVoicedMs = 0;
  #peakDbfs = Number.NEGATIVE_INFINITY;

  constructor(options: EarOptions) {
    this.#options = options;
  }

  get state(): SpeechState {
    return this.#state;
  }

  /** Between a speech-start and its speech-end. */
  get inSpeech(): boolean {
    return this.#state !== 'silence' && this.#state !== 'rising';
  }

  /** The event that this frame causes, if any. */
  add(frame: FrameFeatures): SpeechEvent | undefined {
    const endMs = frame.atMs + frame.durationMs;
    const kind = this.#kind(frame);
    this.#peakDbfs = Math.max(frame.levelDbfs, this.#peakDbfs - peakDecayDbPerMs * frame.durationMs);
    switch (steps[this.#state][kind]) {
      case 'stay':
        return undefined;
      case 'begin':
        this.#state = this.#state === 'silence' ? 'rising' : 'resuming';
        if (this.#state === 'rising') this.#peakDbfs = frame.levelDbfs;
        this.#runStartMs = frame.atMs;
        return this.#grow(endMs);
      case 'grow':
        return this.#grow(endMs);
      case 'break':
        this.#state = this.#state === 'rising' ? 'silence' : 'paused';
        return this.#rest(endMs);
      case 'speak':
        this.#lastVoicedMs = endMs;
        return undefined;
      case 'rest':
        return this.#rest(endMs);
    }
  }

  #kind({ voice, levelDbfs }: FrameFeatures): FrameKind {
    const { onsetThreshold, offsetThreshold, minLevelDbfs, offsetDropDb } = this.#options;
    const speaking = this.#state !== 'silence' && this.#state !== 'rising';
    if (voice < offsetThreshold || (speaking && levelDbfs < this.#peakDbfs - offsetDropDb)) return 'quiet';
    return voice >= onsetThreshold && levelDbfs >= minLevelDbfs ? 'voiced' : 'held';
  }

  #grow(endMs: number): SpeechEvent | undefined {
    const neededMs = this.#state === 'rising' ? this.#options.onsetMs : this.#options.resumeMs;
    if (endMs - this.#runStartMs < neededMs) return undefined;
    const type = this.#state === 'rising' ? 'speech-start' : 'speech-resume';
    this.#state = 'speech';
    this.#lastVoicedMs = endMs;
    return { type, onsetMs: this.#runStartMs, atMs: endMs };
  }

  #rest(endMs: number): SpeechEvent | undefined {
    const silentMs = endMs - this.#lastVoicedMs;
    if (this.#state === 'speech' && silentMs >= this.#options.pauseMs) {
      this.#state = 'paused';
      return { type: 'speech-pause', lastVoicedMs: this.#lastVoicedMs, atMs: endMs };
    }
    if (this.#state === 'paused' && silentMs >= this.#options.endMs) {
      this.#state = 'silence';
      return { type: 'speech-end', lastVoicedMs: this.#lastVoicedMs, atMs: endMs };
    }
    return undefined;
  }
}
