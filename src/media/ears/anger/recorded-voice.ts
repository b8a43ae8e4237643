import type { Samples } from '../../../core/audio.js';
import { PitchFinder } from '../pitch.js';
import { frameSamples } from '../voice-model.js';
import { TurnVoice, type VoiceSummary } from './turn-voice.js';

/** A whole turn that was recorded, at 8 kHz, frame by frame as in a call; undefined when there is too little voice in it. */
export function recordedVoice(turn: Samples): VoiceSummary | undefined {
  const voice = new TurnVoice();
  const pitch = new PitchFinder();
  for (let from = 0; from + frameSamples <= turn.length; from += frameSamples) {
    const frame = turn.subarray(from, from + frameSamples);
    pitch.push(frame, true);
    voice.push(frame, pitch.pitchHz, pitch.clarity);
  }
  return voice.summary();
}
