import { describe, expect, it } from 'vitest';
import { Sender } from '#src/media/playout/sender.js';
import { emptyPacket, parseRtp } from '#src/media/rtp/packet.js';
import type { AudioAgreement } from '#src/media/sdp/negotiation.js';

const agreement: AudioAgreement = {
  codec: 'PCMU',
  payloadType: 0,
  telephoneEventType: 101,
  remote: { address: '192.0.2.1', port: 4000 },
  sending: true,
  receiving: true,
};

function read(sender: Sender, skipped = 0) {
  const sent = sender.next(skipped);
  if (!sent) return undefined;
  const packet = emptyPacket();
  expect(parseRtp(sent.bytes, packet)).toBeUndefined();
  return { ...packet, payload: Buffer.from(sent.bytes.subarray(packet.payloadStart, packet.payloadEnd)) };
}

const newSender = () => {
  const sender = new Sender(() => {});
  sender.agree(agreement);
  return sender;
};

describe('sending RTP', () => {
  it('sends silence all the time: one SSRC, sequence and timestamp without a gap, the marker on the first only', () => {
    const sender = newSender();
    const packets = Array.from({ length: 500 }, () => read(sender)!);
    for (const [index, packet] of packets.entries()) {
      expect(packet.ssrc).toBe(packets[0]!.ssrc);
      expect(packet.sequence).toBe((packets[0]!.sequence + index) & 0xffff);
      expect(packet.timestamp).toBe((packets[0]!.timestamp + index * 160) >>> 0);
      expect(packet.marker).toBe(index === 0);
      expect(packet.payload).toEqual(Buffer.alloc(160, 0xff));
    }
  });

  it('sends nothing on hold, and goes on with time passed and a marker', () => {
    const sender = newSender();
    const before = read(sender)!;
    sender.agree({ ...agreement, sending: false });
    expect(Array.from({ length: 10 }, () => read(sender))).toEqual(Array(10).fill(undefined));
    sender.agree(agreement);
    const after = read(sender)!;
    expect(after).toMatchObject({ marker: true, sequence: (before.sequence + 1) & 0xffff });
    expect((after.timestamp - before.timestamp) >>> 0).toBe(11 * 160);
  });

  it('keeps its place in the reply while on hold', () => {
    const sender = newSender();
    sender.plays.play(
      1,
      Int16Array.from({ length: 480 }, (_, i) => i * 50),
      8000,
    );
    const first = read(sender)!.payload;
    sender.agree({ ...agreement, sending: false });
    read(sender);
    sender.agree(agreement);
    expect(read(sender)!.payload).not.toEqual(first);
    expect(sender.next(0)!.audio![159]).toBe(479 * 50);
  });

  it('counts skipped periods in the timestamp', () => {
    const sender = newSender();
    const before = read(sender)!;
    const after = read(sender, 7)!;
    expect((after.timestamp - before.timestamp) >>> 0).toBe(8 * 160);
    expect(after.marker).toBe(true);
  });

  it('sends a digit with the timestamp of its beginning, then audio that goes on in time', () => {
    const sender = newSender();
    read(sender);
    sender.sendDtmf('9');
    const packets = Array.from({ length: 8 }, () => read(sender)!);
    const events = packets.slice(0, 7);
    expect(new Set(events.map(({ timestamp }) => timestamp)).size).toBe(1);
    expect(events.map(({ marker }) => marker)).toEqual([true, ...Array(6).fill(false)]);
    expect(events.every(({ payloadType }) => payloadType === 101)).toBe(true);
    expect(packets[7]).toMatchObject({ payloadType: 0, timestamp: (events[0]!.timestamp + 7 * 160) >>> 0 });
    expect(packets.map(({ sequence }) => (sequence - packets[0]!.sequence) & 0xffff)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
