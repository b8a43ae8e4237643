import { describe, expect, it } from 'vitest';
import { emptyPacket, parseRtp, writeRtpHeader } from '#src/media/rtp/packet.js';
import { addSequence, addTimestamp, sequenceDistance, timestampDistance } from '#src/media/rtp/wrap.js';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('RTP header', () => {
  // Composed by hand from the drawing in RFC 3550 5.1.
  const golden = '80 88 fffe 12345678 deadbeef d5d5';

  it('reads every field of golden bytes', () => {
    const packet = emptyPacket();
    expect(parseRtp(bytes(golden), packet)).toBeUndefined();
    expect(packet).toEqual({
      marker: true,
      payloadType: 8,
      sequence: 0xfffe,
      timestamp: 0x12345678,
      ssrc: 0xdeadbeef,
      payloadStart: 12,
      payloadEnd: 14,
    });
  });

  it('writes the same bytes', () => {
    const packet = Buffer.alloc(12);
    writeRtpHeader({ marker: true, payloadType: 8, sequence: 0xfffe, timestamp: 0x12345678, ssrc: 0xdeadbeef }, packet);
    expect(packet).toEqual(bytes(golden).subarray(0, 12));
  });

  it('finds the payload behind CSRCs and an extension, and before padding', () => {
    const packet = emptyPacket();
    const whole = bytes('b2 00 0001 00000000 00000001 11111111 22222222 bede0001 aabbccdd d5d6d7 000003');
    expect(parseRtp(whole, packet)).toBeUndefined();
    expect(whole.subarray(packet.payloadStart, packet.payloadEnd)).toEqual(bytes('d5d6d7'));
  });

  it.each([
    ['', 'truncated header'],
    ['80 00 0001 00000000 000000', 'truncated header'],
    ['40 00 0001 00000000 00000001', 'not version 2'],
    ['81 00 0001 00000000 00000001', 'truncated CSRC list'],
    ['90 00 0001 00000000 00000001 bede', 'truncated extension'],
    ['90 00 0001 00000000 00000001 bede0002 aabbccdd', 'truncated extension'],
    ['a0 00 0001 00000000 00000001', 'bad padding'],
    ['a0 00 0001 00000000 00000001 d500', 'bad padding'],
    ['a0 00 0001 00000000 00000001 d505', 'bad padding'],
    ['80 c8 0001 00000000 00000001', 'rtcp'],
  ])('refuses %j: %s', (hex, reason) => {
    expect(parseRtp(bytes(hex), emptyPacket())).toBe(reason);
  });

  it('refuses a packet longer than any of G.711', () => {
    expect(parseRtp(Buffer.alloc(1501, 0x80), emptyPacket())).toBe('too long');
  });
});

describe('counters that wrap', () => {
  it('counts sequence numbers across 65535', () => {
    expect(addSequence(0xffff, 1)).toBe(0);
    expect(sequenceDistance(0xffff, 0)).toBe(1);
    expect(sequenceDistance(0, 0xffff)).toBe(-1);
    expect(sequenceDistance(10, 0x800a)).toBe(-32768);
  });

  it('counts timestamps across 2^32', () => {
    expect(addTimestamp(0xffffffff, 160)).toBe(159);
    expect(timestampDistance(0xffffff60, 0)).toBe(160);
    expect(timestampDistance(0, 0xffffff60)).toBe(-160);
  });
});
