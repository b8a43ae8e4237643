import { type CallerAudio, callerAudioMs } from './caller-audio.js';

const lengthMs = 300;

/** The last moments of caller audio, so that a turn that begins in running speech does not lose its first syllable. */
export class PreRoll {
  #frames: CallerAudio[] = [];
  #heldMs = 0;

  push(audio: CallerAudio): void {
    this.#frames.push(audio);
    this.#heldMs += callerAudioMs(audio);
    for (let first = this.#frames[0]; first !== undefined; first = this.#frames[0]) {
      const firstMs = callerAudioMs(first);
      if (this.#heldMs - firstMs < lengthMs) return;
      this.#frames.shift();
      this.#heldMs -= firstMs;
    }
  }

  take(): readonly CallerAudio[] {
    const frames = this.#frames;
    this.clear();
    return frames;
  }

  clear(): void {
    this.#frames = [];
    this.#heldMs = 0;
  }
}
