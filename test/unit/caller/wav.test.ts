import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import wavefile from 'wavefile';
import { decodeWav, encodeStereoWav, readWav } from '#src/caller/wav.js';
import { atWireRate } from '#src/caller/wire-rate.js';
import { levelDbfs } from '#src/core/audio.js';
import { tone } from '../../support/tone.js';

function wav(channels: number, rateHz: number, bits: string, samples: unknown): Uint8Array {
  const file = new wavefile.WaveFile();
  file.fromScratch(channels, rateHz, bits, samples as number[]);
  return file.toBuffer();
}

describe('a WAV file to be played', () => {
  it('is read with its rate', () => {
    const samples = tone(50, { rateHz: 44_100 });
    expect(decodeWav(wav(1, 44_100, '16', samples))).toEqual({ samples, rateHz: 44_100 });
  });

  it('is mixed down from any number of channels', () => {
    const stereo = wav(2, 8000, '16', [
      [1000, -2000],
      [3000, 2000],
    ]);
    expect([...decodeWav(stereo).samples]).toEqual([2000, 0]);
  });

  it.each([
    ['8', [128, 255]],
    ['24', [0, 8_388_607]],
    ['32f', [0, 1]],
  ])('is read from %s bits', (bits, samples) => {
    const [zero, full] = decodeWav(wav(1, 8000, bits, samples)).samples;
    expect(Math.abs(zero!)).toBeLessThan(300);
    expect(full).toBeGreaterThan(32_000);
  });

  it.each(['toALaw', 'toMuLaw'] as const)('is read from companded audio (%s)', (method) => {
    const file = new wavefile.WaveFile(wav(1, 8000, '16', tone(100)));
    file[method]();
    expect(levelDbfs(decodeWav(file.toBuffer()).samples)).toBeCloseTo(-18, 0);
  });

  it('never does harm, whatever bytes it holds', () => {
    const good = wav(2, 16_000, '16', [tone(2), tone(2)]);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.uint8Array({ maxLength: 8 }), (at, bytes) => {
        const broken = Uint8Array.from(good);
        broken.set(bytes.subarray(0, good.length - at), at);
        try {
          expect(decodeWav(broken).samples).toBeInstanceOf(Int16Array);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});

describe('a file that cannot be played', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'undertone-wav-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is named with the reason', async () => {
    const text = join(folder, 'text.wav');
    await writeFile(text, 'hello');
    await expect(readWav(text)).rejects.toMatchObject({ code: 'CLI_USAGE', message: expect.stringContaining(text) });
    await expect(readWav(join(folder, 'none.wav'))).rejects.toMatchObject({ code: 'CLI_USAGE' });
  });

  it('is one that is too long for a call', async () => {
    const long = join(folder, 'long.wav');
    await writeFile(long, wav(1, 1000, '16', new Int16Array(601_000)));
    await expect(readWav(long)).rejects.toThrowError('longer than 600 s');
  });
});

describe('audio on its way to the wire', () => {
  it.each([8000, 11_025, 16_000, 22_050, 44_100, 48_000])('keeps its length and level from %i Hz', (rateHz) => {
    const { samples } = atWireRate({ samples: tone(1000, { rateHz }), rateHz });
    expect(Math.abs(samples.length - 8000)).toBeLessThanOrEqual(80);
    expect(levelDbfs(samples.subarray(800, 7200))).toBeCloseTo(-18, 0);
  });
});

describe('a recording', () => {
  it('has the caller left and the bot right', () => {
    const bytes = encodeStereoWav(Int16Array.of(1, 2), Int16Array.of(-1, -2), 8000);
    // RIFF WAVE, PCM, 2 channels, 8 kHz, 16 bits; then left and right by turns.
    expect(Buffer.from(bytes).toString('hex')).toBe(
      '524946462c00000057415645666d7420100000000100020040' +
        '1f0000007d0000040010006461746108000000' +
        '0100ffff0200feff',
    );
  });
});
