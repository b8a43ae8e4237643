/** RFC 3533 and RFC 7845 by their bytes. */
import fc from 'fast-check';
import OpusScript from 'opusscript';
import { describe, expect, test } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import { OggOpusReader, OggOpusWriter } from '#src/engines/duplex/ogg-opus.js';
import { OggReader, oggCrc, oggPageBytes } from '#src/engines/duplex/ogg-page.js';
import { OpusCodec } from '#src/engines/duplex/opus-codec.js';
import { opusHeadBytes, opusTagsBytes, readOpusHead } from '#src/engines/duplex/opus-header.js';
import { concat, tone } from '../../support/tone.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('pages', () => {
  test('the checksum is the CRC-32 of the catalogue without its final complement', () => {
    // CRC-32/CKSUM of "123456789" is 0x765e7680; Ogg leaves out the last step.
    expect(oggCrc(Buffer.from('123456789'))).toBe((0x765e7680 ^ 0xffffffff) >>> 0);
  });

  test('a page is laid out as RFC 3533 section 6 says', () => {
    const page = oggPageBytes({
      first: true,
      granule: 0x0102030405n,
      serial: 0x00adcade,
      sequence: 7,
      packets: [Uint8Array.of(0xaa, 0xbb), new Uint8Array(255)],
    });
    const header = hex(page.subarray(0, 30));
    expect(header.slice(0, 44)).toBe('4f676753' + '00' + '02' + '0504030201000000' + 'decaad00' + '07000000');
    expect(header.slice(52)).toBe('03' + '02' + 'ff' + '00');
    const zeroed = Buffer.from(page).fill(0, 22, 26);
    expect(Buffer.from(page).readUInt32LE(22)).toBe(oggCrc(zeroed));
  });

  test('packets come out of any cut of the bytes, over several pages', () => {
    const packets = fc.array(fc.uint8Array({ maxLength: 700 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(packets, fc.integer({ min: 1, max: 900 }), (sent, cut) => {
        const bytes = Buffer.concat(
          sent.map((packet, sequence) =>
            oggPageBytes({ first: sequence === 0, granule: 0n, serial: 1, sequence, packets: [packet] }),
          ),
        );
        const reader = new OggReader();
        const got: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += cut) got.push(...reader.push(bytes.subarray(at, at + cut)));
        expect(got.map(hex)).toEqual(sent.map(hex));
      }),
      { numRuns: 60 },
    );
  });

  test('a packet that goes on over pages is put together; one whose beginning is missing is left out', () => {
    const [begin, end] = continuedPacket();
    const reader = new OggReader();
    expect(reader.push(begin)).toEqual([]);
    expect(reader.push(end).map(({ length }) => length)).toEqual([265, 3]);
    expect(new OggReader().push(end).map(({ length }) => length)).toEqual([3]);
  });

  test.each([
    ['a broken checksum', (page: Buffer) => page.writeUInt8(page[30]! ^ 1, 30)],
    ['another version', (page: Buffer) => page.writeUInt8(1, 4)],
    ['no page', (page: Buffer) => page.write('Oops')],
  ])('%s is refused', (_what, break_) => {
    const page = Buffer.from(
      oggPageBytes({ first: true, granule: 0n, serial: 1, sequence: 0, packets: [new Uint8Array(9)] }),
    );
    break_(page);
    expect(() => new OggReader().push(page)).toThrow(UndertoneError);
  });

  test('whatever comes, nothing but a named error is thrown', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }).map((rest) => Buffer.concat([Buffer.from('OggS\0'), rest])),
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 6 }), (parts) => {
        const codec = new OpusCodec(24_000);
        const reader = new OggOpusReader(codec, 24_000);
        try {
          for (const part of parts) reader.push(part);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'ENGINE_PROTOCOL' });
        } finally {
          codec.close();
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** One packet of 265 bytes on two pages, another of 3 bytes on the second. */
function continuedPacket(): [Uint8Array, Uint8Array] {
  const page = (flags: number, lengths: number[], body: Uint8Array): Uint8Array => {
    const header = Buffer.alloc(27);
    header.write('OggS');
    header[5] = flags;
    header[26] = lengths.length;
    const bytes = Buffer.concat([header, Uint8Array.from(lengths), body]);
    bytes.writeUInt32LE(oggCrc(bytes), 22);
    return bytes;
  };
  return [page(2, [255], new Uint8Array(255)), page(1, [10, 3], new Uint8Array(13))];
}

describe('headers', () => {
  test('are those of RFC 7845 section 5', () => {
    const head = { channels: 1, preSkip: 312, inputRateHz: 24_000 };
    expect(hex(opusHeadBytes(head))).toBe('4f70757348656164' + '01' + '01' + '3801' + 'c05d0000' + '0000' + '00');
    expect(hex(opusTagsBytes('undertone'))).toBe('4f70757354616773' + '09000000' + '756e646572746f6e65' + '00000000');
    expect(readOpusHead(opusHeadBytes(head))).toEqual(head);
  });

  test('of stereo or of another major version are refused, other packets are none', () => {
    const stereo = opusHeadBytes({ channels: 2, preSkip: 0, inputRateHz: 48_000 });
    expect(() => readOpusHead(stereo)).toThrow(UndertoneError);
    const future = opusHeadBytes({ channels: 1, preSkip: 0, inputRateHz: 48_000 });
    future[8] = 16;
    expect(() => readOpusHead(future)).toThrow(UndertoneError);
    expect(readOpusHead(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });
});

describe('a stream', () => {
  test('begins with two header pages; a page of audio ends at its sample of 48 kHz', () => {
    const codec = new OpusCodec(24_000);
    const bytes = Buffer.from(new OggOpusWriter(codec, 24_000, 9).page(new Int16Array(1920)));
    const at = [0, 1, 2].reduce<number[]>((found) => [...found, bytes.indexOf('OggS', (found.at(-1) ?? -1) + 1)], []);
    expect(at.map((page) => bytes[page + 5])).toEqual([2, 0, 0]);
    expect(at.map((page) => bytes.readUInt32LE(page + 18))).toEqual([0, 1, 2]);
    expect(at.map((page) => bytes.readBigUInt64LE(page + 6))).toEqual([0n, 0n, 312n + 3840n]);
    expect(bytes[at[2]! + 26]).toBe(4);
    codec.close();
  });

  test('comes out as it went in, from the first sample on', () => {
    const [near, far] = [new OpusCodec(24_000), new OpusCodec(24_000)];
    const writer = new OggOpusWriter(near, 24_000, 9);
    const reader = new OggOpusReader(far, 24_000);
    const sent = tone(1600, { rateHz: 24_000 });
    const got: Int16Array[] = [];
    for (let at = 0; at < sent.length; at += 1920) got.push(...reader.push(writer.page(sent.subarray(at, at + 1920))));
    const heard = concat(...got);
    expect(heard.length).toBe(sent.length - 156);
    expect(difference(sent.subarray(12_000, 24_000), heard.subarray(12_000, 24_000))).toBeLessThan(0.1);
    near.close();
    far.close();
  });

  test('is understood by another user of libopus, and the other way round', () => {
    const [ours, theirs] = [new OpusCodec(24_000), new OpusScript(24_000, 1, OpusScript.Application.VOIP)];
    const frame = tone(20, { rateHz: 24_000 });
    const decoded = [1, 2, 3].map(() => theirs.decode(Buffer.from(ours.encode(frame))));
    expect(decoded.map(({ length }) => length)).toEqual([960, 960, 960]);
    const heard = [1, 2, 3].map(() => ours.decode(theirs.encode(Buffer.from(frame.buffer), 480)));
    expect(Math.max(...heard[2]!)).toBeGreaterThan(4_000);
    expect(Math.max(...Array.from({ length: 480 }, (_, at) => decoded[2]!.readInt16LE(at * 2)))).toBeGreaterThan(4_000);
    ours.close();
    theirs.delete();
  });

  test('two hundred codecs at a time do not disturb each other, also when their memory has to grow', () => {
    const codecs = Array.from({ length: 200 }, () => new OpusCodec(24_000));
    const frames = (hz: number) => Array.from({ length: 5 }, () => tone(20, { rateHz: 24_000, hz }));
    const levels = codecs.map((codec, index) => {
      const decoded = frames(300 + index).map((frame) => codec.decode(codec.encode(frame)));
      return Math.max(...decoded.at(-1)!);
    });
    for (const level of levels) expect(level).toBeGreaterThan(4_000);
    for (const codec of codecs) codec.close();
  });
});

/** Power of the difference to the power of the signal, at the best alignment within a millisecond. */
function difference(sent: Int16Array, heard: Int16Array): number {
  const at = (lag: number): number => {
    let [noise, power] = [0, 0];
    for (let index = 30; index < sent.length - 30; index += 1) {
      noise += (sent[index]! - heard[index + lag]!) ** 2;
      power += sent[index]! ** 2;
    }
    return noise / power;
  };
  return Math.min(...Array.from({ length: 49 }, (_, index) => at(index - 24)));
}
