import { describe, expect, it } from 'vitest';
import { codecs } from '#src/core/g711.js';
import { PitchFinder } from '#src/media/ears/pitch.js';
import { frameSamples } from '#src/media/ears/voice-model.js';

/** A voice as a telephone lets it through: harmonics from 300 to 3400 Hz only, through A-law. */
function telephoneVoice(pitchHz: number, frames: number, peak = 8000): Int16Array {
  const samples = new Int16Array(frames * frameSamples);
  const harmonics = Array.from({ length: 60 }, (_, index) => (index + 1) * pitchHz).filter(
    (hz) => hz >= 300 && hz <= 3400,
  );
  for (let i = 0; i < samples.length; i++) {
    const sum = harmonics.reduce((total, hz) => total + Math.sin((2 * Math.PI * hz * i) / 8000) / hz, 0);
    samples[i] = Math.round((peak * sum * 300) / 2);
  }
  const codes = new Uint8Array(samples.length);
  codecs.PCMA.encode(samples, codes, 0);
  codecs.PCMA.decode(codes, 0, codes.length, samples, 0);
  return samples;
}

function pitchesOf(samples: Int16Array, look = true): number[] {
  const finder = new PitchFinder();
  const pitches = [];
  for (let at = 0; at < samples.length; at += frameSamples) {
    finder.push(samples.subarray(at, at + frameSamples), look);
    pitches.push(finder.pitchHz);
  }
  return pitches.slice(1);
}

describe('pitch of telephone speech', () => {
  it.each([70, 95, 110, 140, 180, 220, 260, 330, 380])(
    'finds a voice of %i Hz whose fundamental the line cuts off',
    (hz) => {
      for (const pitch of pitchesOf(telephoneVoice(hz, 6)))
        expect(Math.abs(12 * Math.log2(pitch / hz))).toBeLessThan(0.5);
    },
  );

  it('finds a quiet voice too', () => {
    for (const pitch of pitchesOf(telephoneVoice(150, 4, 400))) expect(pitch).toBeCloseTo(150, -1);
  });

  it('has none for silence and for noise', () => {
    expect(pitchesOf(new Int16Array(4 * frameSamples))).toEqual([0, 0, 0]);
    let state = 1;
    const noise = new Int16Array(8 * frameSamples).map(() => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 18) - 8192;
    });
    expect(pitchesOf(noise)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('looks only when told to', () => {
    expect(pitchesOf(telephoneVoice(150, 4), false)).toEqual([0, 0, 0]);
  });
});
