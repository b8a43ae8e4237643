/** Pieces of recorded speech as long as they are wanted, through a telephone line. */
import { readWav } from '#src/caller/wav.js';
import { sharedClips } from '../shared-data.js';
import { throughG711 } from '../vad-run.js';

const samplesAMs = 8;
/** Loud against the loudest of a piece by this, its first and last 20 ms are voice. */
const voicedDb = -25;
const edgeMs = 20;

/** Conversation in Cantonese, and orders in English where they are long enough; each begins and ends in voice. */
export async function spokenPieces(seconds: number): Promise<readonly Int16Array[]> {
  const length = seconds * 1000 * samplesAMs;
  const clips = [...sharedClips('speech/cantonese/'), ...sharedClips('speech/orders/')];
  const pieces: Int16Array[] = [];
  for (const { file } of clips) {
    const { samples } = await readWav(file);
    for (let at = 0; at + length <= samples.length; ) {
      const piece = samples.slice(at, at + length);
      const isSpoken = isVoiced(piece, 0) && isVoiced(piece, length - edgeMs * samplesAMs);
      if (isSpoken) pieces.push(throughG711(piece));
      at += isSpoken ? length : edgeMs * samplesAMs;
    }
  }
  return pieces;
}

function isVoiced(piece: Int16Array, at: number): boolean {
  const edge = edgeMs * samplesAMs;
  let loudest = 0;
  for (let from = 0; from + edge <= piece.length; from += edge) loudest = Math.max(loudest, power(piece, from));
  return power(piece, at) > loudest * 10 ** (voicedDb / 10);
}

function power(piece: Int16Array, from: number): number {
  let sum = 0;
  for (let at = from; at < from + edgeMs * samplesAMs; at++) sum += piece[at]! ** 2;
  return sum;
}
