import { describe, expect, it } from 'vitest';
import { type CodecName, codecs } from '#src/core/g711.js';

/** ITU-T G.191 alaw_expand and ulaw_expand, written anew from the text of G.711. */
function expandALaw(code: number): number {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

function expandMuLaw(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return bits & 0x80 ? -magnitude : magnitude;
}

function decodeAll(name: CodecName): Int16Array {
  const samples = new Int16Array(256);
  codecs[name].decode(
    Uint8Array.from({ length: 256 }, (_, code) => code),
    0,
    256,
    samples,
    0,
  );
  return samples;
}

describe.each([
  ['PCMA', expandALaw, 0xd5],
  ['PCMU', expandMuLaw, 0xff],
] as const)('%s', (name, expand, silence) => {
  it('expands all 256 codes as G.711 says', () => {
    expect(decodeAll(name)).toEqual(Int16Array.from({ length: 256 }, (_, code) => expand(code)));
  });

  it('encodes digital silence as the code of the standard', () => {
    const code = new Uint8Array(1);
    codecs[name].encode(Int16Array.of(0), code, 0);
    expect(code[0]).toBe(silence);
  });

  it('brings back the value of every code', () => {
    const samples = decodeAll(name);
    const codes = new Uint8Array(256);
    codecs[name].encode(samples, codes, 0);
    const again = new Int16Array(256);
    codecs[name].decode(codes, 0, 256, again, 0);
    expect(again).toEqual(samples);
  });

  it('is never further off than half a step of its segment', () => {
    const samples = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
    const codes = new Uint8Array(65536);
    const heard = new Int16Array(65536);
    codecs[name].encode(samples, codes, 0);
    codecs[name].decode(codes, 0, 65536, heard, 0);
    const worst = samples.reduce(
      (most, sample, i) => Math.max(most, Math.abs(sample - heard[i]!) / (Math.abs(sample) + 256)),
      0,
    );
    expect(worst).toBeLessThan(0.04);
  });
});
