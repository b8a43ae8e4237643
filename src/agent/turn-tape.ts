import { type CallerAudio, callerAudioMs } from './caller-audio.js';

/** Long enough for what people say in one go; a turn that is longer keeps its end. */
const defaultLengthMs = 15_000;

/** The caller's turn as the engine got it, kept until it is answered, so that somebody else can hear it too. */
export class TurnTape {
  #frames: CallerAudio[] = [];
  #heldMs = 0;
  #state: 'empty' | 'recording' | 'over' = 'empty';

  constructor(private readonly lengthMs = defaultLengthMs) {}

  begin(): void {
    this.clear();
    this.#state = 'recording';
  }

  push(audio: CallerAudio): void {
    if (this.#state !== 'recording') return;
    this.#frames.push(audio);
    this.#heldMs += callerAudioMs(audio);
    while (this.#heldMs > this.lengthMs) this.#heldMs -= callerAudioMs(this.#frames.shift()!);
  }

  /** The turn is over; what comes now belongs to no turn. */
  end(): void {
    if (this.#state === 'recording') this.#state = 'over';
  }

  clear(): void {
    this.#frames = [];
    this.#heldMs = 0;
    this.#state = 'empty';
  }

  /** The turn is still being spoken. */
  get isRecording(): boolean {
    return this.#state === 'recording';
  }

  /** Of the turn that waits for its answer; undefined when there is none. */
  get frames(): readonly CallerAudio[] | undefined {
    return this.#state === 'empty' ? undefined : this.#frames;
  }
}
