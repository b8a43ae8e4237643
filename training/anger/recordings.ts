/** The exact inputs of the anger model: what is anger, what is another emotion, what is everyday speech. */
import { readWav } from '#src/caller/wav.js';
import type { Samples } from '#src/core/audio.js';
import { type Clip, sharedClips } from '../../bench/shared-data.js';

export interface Recording {
  /** Path of the recording in the index, without the folders above it. */
  readonly name: string;
  readonly speaker: string;
  /** `emotion`: acted by people who were asked to, one sentence in all emotions. `everyday`: orders to machines. */
  readonly kind: 'emotion' | 'everyday';
  readonly label: string;
  readonly isAngry: boolean;
  /** 8 kHz. */
  readonly samples: Samples;
}

/** CC0-1.0 and Apache-2.0: a model made of them may be used for anything. */
const sets = [
  { prefix: 'emotion/emodb/', kind: 'emotion' },
  { prefix: 'speech/orders/', kind: 'everyday' },
  { prefix: 'speech/short/', kind: 'everyday' },
] as const;

/** In the order of the index; none where the recordings are not there. */
export async function recordings(): Promise<Recording[]> {
  const found = sets.flatMap(({ prefix, kind }) => sharedClips(prefix).map((clip) => ({ clip, kind, prefix })));
  return Promise.all(found.map(({ clip, kind, prefix }) => recordingOf(clip, kind, prefix)));
}

async function recordingOf(clip: Clip, kind: Recording['kind'], prefix: string): Promise<Recording> {
  const { samples } = await readWav(clip.file);
  const name = prefix + clip.file.split('/').at(-1)!;
  // A speaker is unknown in the index only where nobody says two things.
  return { name, speaker: clip.speaker || name, kind, label: clip.label, isAngry: clip.label === 'anger', samples };
}

/** Noise to put under the speech. */
export async function noises(): Promise<Samples[]> {
  return Promise.all(sharedClips('noise/').map(async (clip) => (await readWav(clip.file)).samples));
}
