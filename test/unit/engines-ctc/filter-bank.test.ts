import { describe, expect, test } from 'vitest';
import { bands, FilterBank } from '#src/engines/local/recogniser/ctc/filter-bank.js';
import { tone } from '../../support/tone.js';

const whole = new FilterBank({ window: 'hamming', highHz: 0, snipEdges: true });
const centred = new FilterBank({ window: 'povey', highHz: -400, snipEdges: false });

function frameOf(bank: FilterBank, audio: Int16Array, frame: number): Float32Array {
  const out = new Float32Array(bands);
  bank.write(audio, audio.length, frame, out, 0);
  return out;
}

const mel = (hz: number): number => 1127 * Math.log(1 + hz / 700);
/** Of 80 bands from 20 Hz to 8 kHz the one whose middle is nearest. */
const bandAt = (hz: number): number => Math.round(((mel(hz) - mel(20)) / (mel(8000) - mel(20))) * 81 - 1);

describe('the filter bank', () => {
  test.each([
    [399, 0],
    [400, 1],
    [559, 1],
    [560, 2],
    [16_000, 98],
  ])('makes of %i samples %i whole frames', (samples, frames) => {
    expect(whole.framesIn(samples)).toBe(frames);
    expect(whole.framesBefore(samples)).toBe(frames);
  });

  test('makes a frame of each 10 ms where edges are mirrored, of which the last may yet change', () => {
    expect(centred.framesIn(16_000)).toBe(100);
    expect(centred.framesBefore(16_000)).toBe(99);
    expect(centred.framesIn(0)).toBe(0);
  });

  test.each([300, 1000, 3000])('has a tone of %i Hz in the band whose middle is there', (hz) => {
    const frame = frameOf(whole, tone(100, { hz, rateHz: 16_000 }), 3);
    expect(frame.indexOf(Math.max(...frame))).toBe(bandAt(hz));
  });

  test('is louder by the logarithm of the power: twice the amplitude is 2 ln 2', () => {
    const audio = tone(100, { hz: 1000, rateHz: 16_000 }).map((sample) => sample >> 2);
    const [soft, loud] = [
      frameOf(whole, audio, 2),
      frameOf(
        whole,
        audio.map((sample) => 2 * sample),
        2,
      ),
    ];
    expect(loud[bandAt(1000)]! - soft[bandAt(1000)]!).toBeCloseTo(2 * Math.log(2), 3);
  });

  test('of silence is the floor, and never infinite', () => {
    for (const bank of [whole, centred]) {
      for (const value of frameOf(bank, new Int16Array(1600), 0)) expect(value).toBeCloseTo(Math.log(1.1920929e-7), 4);
    }
  });

  test('of audio that has a steady offset is that of the audio without', () => {
    const audio = tone(100, { hz: 700, rateHz: 16_000 }).map((sample) => sample >> 3);
    const [plain, offset] = [
      frameOf(whole, audio, 1),
      frameOf(
        whole,
        audio.map((sample) => sample + 3000),
        1,
      ),
    ];
    for (const [band, value] of plain.entries()) expect(offset[band]).toBeCloseTo(value, 2);
  });
});
