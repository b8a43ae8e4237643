import { describe, expect, test } from 'vitest';
import { readWav } from '#src/caller/wav.js';
import { codecs } from '#src/core/g711.js';
import { ToneFinder, type ToneRun } from '#src/media/ears/tone.js';
import { recordings, sharedClips } from '../../support/shared-data.js';
import { concat, noise, silence, tone } from '../../support/tone.js';

const frameSamples = 256;

function tonesOf(samples: Int16Array): ToneRun[] {
  const codes = new Uint8Array(samples.length);
  const heard = new Int16Array(samples.length);
  codecs.PCMA.encode(samples, codes, 0);
  codecs.PCMA.decode(codes, 0, codes.length, heard, 0);
  const finder = new ToneFinder();
  const runs = [];
  for (let at = 0; at + frameSamples <= heard.length; at += frameSamples) {
    const run = finder.add(heard.subarray(at, at + frameSamples), at / 8);
    if (run !== undefined) runs.push(run);
  }
  return runs;
}

const mixed = (one: Int16Array, other: Int16Array) => one.map((sample, index) => sample + (other[index] ?? 0));

describe('a pure tone on the line', () => {
  test.each([
    [400, 160, -18],
    [440, 200, -18],
    [1000, 150, -24],
    [1100, 500, -40],
    [1400, 330, -18],
    [2000, 400, -24],
    [2100, 3000, -20],
  ])('of %i Hz and %i ms at %i dBFS is heard where it begins, wherever the frames lie', (hz, lengthMs, levelDbfs) => {
    for (const beforeMs of [100, 107, 119, 127]) {
      const [run, ...others] = tonesOf(concat(silence(beforeMs), tone(lengthMs, { hz, levelDbfs }), silence(300)));
      expect(others).toEqual([]);
      expect(Math.abs(run!.hz - hz)).toBeLessThan(3);
      expect(Math.abs(run!.durationMs - lengthMs)).toBeLessThan(16);
      expect(Math.abs(run!.startedMs - beforeMs)).toBeLessThan(16);
    }
  });

  test('is heard through line noise 20 dB below it', () => {
    const line = mixed(concat(silence(500), tone(500, { hz: 1100, levelDbfs: -30 }), silence(500)), noise(1500, -50));
    expect(tonesOf(line)).toHaveLength(1);
  });

  test('that goes on is told of every 5 s', () => {
    expect(tonesOf(tone(11_000, { hz: 425 })).map(({ durationMs }) => Math.round(durationMs / 1000))).toEqual([5, 5]);
  });

  test('is told of three times in the three tones before "the number you have dialled"', () => {
    const sit = concat(tone(330, { hz: 950 }), tone(330, { hz: 1400 }), tone(330, { hz: 1800 }), silence(200));
    expect(tonesOf(sit).map(({ hz }) => Math.round(hz / 50) * 50)).toEqual([950, 1400, 1800]);
  });

  test('is not made by keys, by ringing, by noise, by a click or by silence', () => {
    const two = (a: number, b: number) => mixed(tone(400, { hz: a }), tone(400, { hz: b }));
    const line = concat(
      two(697, 1209),
      silence(100),
      two(941, 1477),
      two(440, 480),
      noise(2000, -20),
      tone(90),
      silence(500),
    );
    expect(tonesOf(line)).toEqual([]);
  });

  test.skipIf(recordings.missing)(
    `is not found in an hour of real speech and noise${recordings.note}`,
    async () => {
      let seconds = 0;
      for (const { file } of sharedClips()) {
        const { samples } = await readWav(file);
        seconds += samples.length / 8000;
        expect(tonesOf(concat(samples, silence(100))), file).toEqual([]);
      }
      expect(seconds).toBeGreaterThan(3000);
    },
    20_000,
  );
});
