/** The ears over a recording, as a call would hear it: G.711 packets of 20 ms, one batch of one frame. */
import { codecs } from '#src/core/g711.js';
import { defaultEarOptions, type EarOptions } from '#src/media/ears/ear-options.js';
import { Ears } from '#src/media/ears/ears.js';
import { type FrameFeatures, Segmenter, type SpeechEvent } from '#src/media/ears/segmenter.js';
import type { VoiceModel } from '#src/media/ears/voice-model.js';

const packetSamples = 160;

/** A-law there and back. */
export function throughG711(samples: Int16Array): Int16Array {
  const codes = new Uint8Array(samples.length);
  const heard = new Int16Array(samples.length);
  codecs.PCMA.encode(samples, codes, 0);
  codecs.PCMA.decode(codes, 0, codes.length, heard, 0);
  return heard;
}

/** Features of every frame of 8 kHz audio; the first sample is at 0 ms. */
export async function frameFeatures(model: VoiceModel, samples: Int16Array): Promise<FrameFeatures[]> {
  const frames: FrameFeatures[] = [];
  const ears = new Ears(model);
  const ear = ears.open((features) => frames.push(features));
  for (let at = 0; at + packetSamples <= samples.length; at += packetSamples) {
    ear.push(samples.subarray(at, at + packetSamples), at / 8);
    await ears.listen();
  }
  return frames;
}

export function speechEvents(frames: readonly FrameFeatures[], options: EarOptions = defaultEarOptions): SpeechEvent[] {
  const segmenter = new Segmenter(options);
  return frames.flatMap((frame) => segmenter.add(frame) ?? []);
}
