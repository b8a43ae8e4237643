import type { Samples } from '../../core/audio.js';
import { levelDbfs } from '../../core/audio.js';
import { clockRateHz } from '../../core/g711.js';
import type { FrameFeatures } from './segmenter.js';
import {
  contextSamples,
  frameSamples,
  inputSamples,
  stateFloats,
  type VoiceFrame,
  type VoiceModel,
} from './voice-model.js';

/** Frames of one call that may wait for the model, when the machine is too slow; older ones are dropped. */
const maxWaiting = 8;
export const frameMs = (frameSamples * 1000) / clockRateHz;

interface WaitingFrame {
  readonly audio: Samples;
  readonly input: Float32Array;
  readonly levelDbfs: number;
  readonly atMs: number;
}

/** Is given each frame with its audio (256 samples at 8 kHz), once the model has judged it. */
export type OnFrame = (features: FrameFeatures, audio: Samples) => void;

/** One call's ear: cuts its audio into the model's frames and keeps the model's state for it. */
export class Ear {
  readonly #onFrame: OnFrame;
  #pcm: Samples = new Int16Array(frameSamples);
  #collected = 0;
  #frameAtMs = 0;
  #context = new Float32Array(contextSamples);
  readonly waiting: WaitingFrame[] = [];
  readonly state = new Float32Array(stateFloats);

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** Takes 8 kHz audio that left the jitter buffer at `atMs`. */
  push(samples: Samples, atMs: number): void {
    for (let i = 0; i < samples.length; i++) {
      if (this.#collected === 0) this.#frameAtMs = atMs + (i * 1000) / clockRateHz;
      this.#pcm[this.#collected++] = samples[i]!;
      if (this.#collected === frameSamples) this.#finishFrame();
    }
  }

  heard(frame: WaitingFrame, voice: number): void {
    this.#onFrame({ voice, levelDbfs: frame.levelDbfs, atMs: frame.atMs, durationMs: frameMs }, frame.audio);
  }

  #finishFrame(): void {
    this.#collected = 0;
    if (this.waiting.length === maxWaiting) this.waiting.shift();
    const input = new Float32Array(inputSamples);
    input.set(this.#context);
    for (let i = 0; i < frameSamples; i++) input[contextSamples + i] = this.#pcm[i]! / 32768;
    this.#context = input.subarray(frameSamples);
    this.waiting.push({ audio: this.#pcm, input, levelDbfs: levelDbfs(this.#pcm), atMs: this.#frameAtMs });
    this.#pcm = new Int16Array(frameSamples);
  }
}

interface BatchRow extends VoiceFrame {
  readonly ear: Ear;
  readonly frame: WaitingFrame;
}

/** Says whether a batch may begin, and is told when it is done. */
export interface Gate {
  enter(): boolean;
  leave(): void;
}

const openGate: Gate = { enter: () => true, leave: () => {} };

/** Longest queue of other models' jobs; more calls than that do not pause in the same moment. */
const maxJobs = 256;

/** All ears of a worker: one model, and one batch at a time with at most one frame of each call. */
export class Ears {
  readonly #model: VoiceModel;
  readonly #gate: Gate;
  readonly #ears = new Set<Ear>();
  readonly #jobs: (() => Promise<void>)[] = [];
  #running = false;
  #batchDone: Promise<void> = Promise.resolve();

  constructor(model: VoiceModel, gate: Gate = openGate) {
    this.#model = model;
    this.#gate = gate;
  }

  open(onFrame: OnFrame): Ear {
    const ear = new Ear(onFrame);
    this.#ears.add(ear);
    return ear;
  }

  close(ear: Ear): void {
    this.#ears.delete(ear);
  }

  /** Runs another model once no frame waits; jobs that come too fast are dropped. */
  between(job: () => Promise<void>): void {
    if (this.#jobs.length < maxJobs) this.#jobs.push(job);
  }

  /** Resolves when no batch is running; none is begun afterwards. */
  async stop(): Promise<void> {
    this.#ears.clear();
    this.#jobs.length = 0;
    await this.#batchDone;
  }

  /** Judges every frame that waits. Returns at once while an earlier call is still at it. */
  async listen(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#batchDone = this.#judgeAll().finally(() => {
      this.#running = false;
    });
    await this.#batchDone;
  }

  async #judgeAll(): Promise<void> {
    for (let batch = this.#batch(); batch.length > 0; batch = this.#batch()) {
      if (!(await this.#guarded(() => this.#model.run(batch)))) return;
      for (const { ear, frame, voice } of batch) if (this.#ears.has(ear)) ear.heard(frame, voice);
    }
    const job = this.#jobs.shift();
    if (job !== undefined && (await this.#guarded(job))) await this.#judgeAll();
  }

  /** False when the gate was shut. */
  async #guarded(run: () => Promise<void>): Promise<boolean> {
    if (!this.#gate.enter()) return false;
    try {
      await run();
    } finally {
      this.#gate.leave();
    }
    return true;
  }

  #batch(): BatchRow[] {
    const batch: BatchRow[] = [];
    for (const ear of this.#ears) {
      const frame = ear.waiting.shift();
      if (frame) batch.push({ ear, frame, input: frame.input, state: ear.state, voice: 0 });
    }
    return batch;
  }
}
