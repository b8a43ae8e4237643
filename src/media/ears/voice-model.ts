/**
 * Silero VAD v6 (MIT, shipped in @ricky0123/vad-web) at 8 kHz. A frame is 256 samples with the 32 before it in
 * front; the recurrent state is 2 x 128 floats, kept by the caller of the model. One session serves a whole worker:
 * a batch of 16 costs a third of 16 single runs, with identical output (docs/adr/0032-ears.md).
 */
import { createRequire } from 'node:module';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { UndertoneError } from '../../core/errors.js';

export const frameSamples = 256;
export const contextSamples = 32;
export const inputSamples = contextSamples + frameSamples;
const stateLayers = 2;
const stateWidth = 128;
export const stateFloats = stateLayers * stateWidth;
const rateHz = 8000;

/** One call's place in a batch: its input is read, its state read and replaced, its voice probability written. */
export interface VoiceFrame {
  /** Context and frame, -1 to 1. */
  readonly input: Float32Array;
  readonly state: Float32Array;
  voice: number;
}

export class VoiceModel {
  readonly #session: InferenceSession;
  readonly #rate = new Tensor('int64', BigInt64Array.of(BigInt(rateHz)), []);
  #input = new Float32Array(0);
  #state = new Float32Array(0);
  #running = false;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** Loads the model, about 50 ms. Default thread options would double the CPU spent. */
  static async load(): Promise<VoiceModel> {
    const file = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');
    const session = await InferenceSession.create(file, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    });
    const model = new VoiceModel(session);
    await model.run([{ input: new Float32Array(inputSamples), state: new Float32Array(stateFloats), voice: 0 }]);
    return model;
  }

  /** Judges one frame each of any number of calls, one batch at a time. The thread is busy for about 0.04 ms a frame. */
  async run(frames: readonly VoiceFrame[]): Promise<void> {
    // The batch's memory is reused, and the session reads it a moment after run() was called.
    if (this.#running) throw new UndertoneError('BUG', 'the voice model is already at a batch');
    this.#running = true;
    try {
      await this.#judge(frames);
    } finally {
      this.#running = false;
    }
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  async #judge(frames: readonly VoiceFrame[]): Promise<void> {
    const count = frames.length;
    if (this.#input.length < count * inputSamples) this.#grow(count);
    const input = this.#input.subarray(0, count * inputSamples);
    const state = this.#state.subarray(0, count * stateFloats);
    for (const [row, frame] of frames.entries()) {
      input.set(frame.input, row * inputSamples);
      for (let layer = 0; layer < stateLayers; layer++) {
        const half = frame.state.subarray(layer * stateWidth, (layer + 1) * stateWidth);
        state.set(half, (layer * count + row) * stateWidth);
      }
    }
    const result = await this.#session.run({
      input: new Tensor('float32', input, [count, inputSamples]),
      state: new Tensor('float32', state, [stateLayers, count, stateWidth]),
      sr: this.#rate,
    });
    const voices = result.output!.data as Float32Array;
    const states = result.stateN!.data as Float32Array;
    for (const [row, frame] of frames.entries()) {
      frame.voice = voices[row]!;
      for (let layer = 0; layer < stateLayers; layer++) {
        const at = (layer * count + row) * stateWidth;
        frame.state.set(states.subarray(at, at + stateWidth), layer * stateWidth);
      }
    }
  }

  #grow(count: number): void {
    this.#input = new Float32Array(count * inputSamples);
    this.#state = new Float32Array(count * stateFloats);
  }
}
