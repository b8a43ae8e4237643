import type { Conversation } from '#src/agent/conversation.js';
import type { Cancel, Clock } from '#src/core/clock.js';
import type { TurnCues } from '#src/core/turn-cues.js';
import { quietCues, speakingCues } from './turn-cues.js';

const frameMs = 32;
const onsetMs = 64;
const pauseMs = 200;
const endMs = 1000;
/** Syllables: the level falls and rises as in running speech. */
const syllableFrames = 5;

/** What the caller sounds like: running speech, or one long "mmm" that breaks off. */
export type Sound = 'words' | 'hum' | 'noise';

/** The ears of a line on a test's clock: tells a conversation what it would hear, frame by frame. */
export class ClockedEars {
  #sound: Sound = 'words';
  #speakUntilMs = Number.NEGATIVE_INFINITY;
  #runStartMs: number | undefined;
  #lastVoicedMs: number | undefined;
  #turnOnsetMs: number | undefined;
  #state: 'silence' | 'speech' | 'paused' = 'silence';
  #frame = 0;
  #next: Cancel | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly conversation: () => Conversation,
  ) {}

  start(): void {
    this.#next = this.clock.setTimer(frameMs, () => this.#tick());
  }

  stop(): void {
    this.#next?.();
  }

  speak(durationMs: number, sound: Sound = 'words'): void {
    this.#sound = sound;
    this.#speakUntilMs = this.clock.nowMs() + durationMs;
  }

  turnOver(): void {
    this.#turnOnsetMs = undefined;
  }

  #tick(): void {
    this.start();
    this.#frame += 1;
    const nowMs = this.clock.nowMs();
    if (nowMs <= this.#speakUntilMs + 0.5) this.#voiced(nowMs);
    else this.#quiet(nowMs);
    if (this.#turnOnsetMs === undefined) return;
    this.conversation().speech({ type: 'cues', cues: this.#cues(nowMs, this.#turnOnsetMs) });
  }

  #voiced(nowMs: number): void {
    this.#runStartMs ??= nowMs - frameMs;
    this.#lastVoicedMs = nowMs;
    const isOnset = nowMs - this.#runStartMs >= onsetMs - 0.5;
    if (isOnset && this.#state === 'silence') {
      this.#turnOnsetMs ??= this.#runStartMs;
      this.conversation().speech({ type: 'speech-start', onsetMs: this.#runStartMs });
      this.#state = 'speech';
    } else if (isOnset && this.#state === 'paused') {
      this.#turnOnsetMs ??= this.#runStartMs;
      this.conversation().speech({ type: 'speech-resume', onsetMs: this.#runStartMs });
      this.#state = 'speech';
    } else if (this.#state === 'speech') this.#turnOnsetMs ??= this.#runStartMs;
  }

  #quiet(nowMs: number): void {
    this.#runStartMs = undefined;
    const quietMs = nowMs - (this.#lastVoicedMs ?? nowMs);
    if (this.#state === 'speech' && quietMs >= pauseMs) {
      this.#state = 'paused';
      this.conversation().speech({ type: 'speech-pause', lastVoicedMs: this.#lastVoicedMs ?? nowMs });
    }
    if (quietMs >= endMs) this.#state = 'silence';
  }

  #cues(nowMs: number, turnOnsetMs: number): TurnCues {
    const lastVoicedMs = this.#lastVoicedMs ?? nowMs;
    const times = { atMs: nowMs, spokenMs: Math.max(0, lastVoicedMs - turnOnsetMs), quietMs: nowMs - lastVoicedMs };
    if (times.quietMs > 0) return { ...quietCues(times.quietMs), ...times };
    const level = this.#sound === 'words' && this.#frame % syllableFrames === 0 ? -14 : 0;
    const pitchHz = this.#sound === 'noise' ? 0 : speakingCues.pitchHz;
    return { ...speakingCues, ...times, levelDbfs: speakingCues.levelDbfs + level, pitchHz };
  }
}
