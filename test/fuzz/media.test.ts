import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import { codecs } from '#src/core/g711.js';
import { JitterBuffer } from '#src/media/rtp/jitter-buffer.js';
import { emptyPacket, headerBytes, parseRtp, writeRtpHeader } from '#src/media/rtp/packet.js';
import { Receiver } from '#src/media/rtp/receiver.js';
import { TelephoneEventReceiver } from '#src/media/rtp/telephone-event.js';
import { parseSdp } from '#src/media/sdp/description.js';
import { type AudioAgreement, Negotiation } from '#src/media/sdp/negotiation.js';
import { noise } from '../support/tone.js';

const runs = { numRuns: 500 };
const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
const remote = { address: '192.0.2.1', port: 4000 };
const agreement: AudioAgreement = {
  codec: 'PCMA',
  payloadType: 8,
  telephoneEventType: 101,
  remote,
  sending: true,
  receiving: true,
};

/** Runs `act`; only our own errors may come out of it. */
function tolerate(act: () => void): void {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UndertoneError);
  }
}

function newReceiver(): Receiver {
  const receiver = new Receiver({ jitterMs: 40, timeoutMs: 1000, onDtmf: () => {}, onTimeout: () => {} });
  receiver.agree(agreement, 0);
  return receiver;
}

const sdpLine = fc.oneof(
  fc.constantFrom('m=audio 4000 RTP/AVP 0 8 101', 'm=video 1 RTP/AVP 97', 'a=rtpmap:101 telephone-event/8000'),
  fc.constantFrom('c=IN IP4 192.0.2.1', 'c=IN IP6 ::1', 'a=sendonly', 'a=ptime:20', 'a=maxptime:5', 'a=rtpmap:8'),
  fc.tuple(fc.constantFrom(...'vosiuepcbtrzkam'), fc.string()).map(([type, value]) => `${type}=${value}`),
  fc.string(),
);

describe('any bytes', () => {
  it('are RTP or refused by name, with a payload inside the packet', () => {
    fc.assert(
      fc.property(bytes, (packet) => {
        const into = emptyPacket();
        if (parseRtp(packet, into) !== undefined) return;
        expect(into.payloadStart).toBeGreaterThanOrEqual(headerBytes);
        expect(into.payloadStart).toBeLessThanOrEqual(into.payloadEnd);
        expect(into.payloadEnd).toBeLessThanOrEqual(packet.length);
      }),
      runs,
    );
  });

  it('do no harm to a receiver', () => {
    const anyPacket = fc.oneof(
      bytes,
      bytes.map((body) => Buffer.concat([Buffer.from([0x80, 8]), body])),
    );
    fc.assert(
      fc.property(fc.array(anyPacket, { maxLength: 60 }), (packets) => {
        const receiver = newReceiver();
        const frame = new Int16Array(160);
        for (const [index, packet] of packets.entries()) {
          receiver.receive(packet, remote.address, remote.port, index * 20);
          receiver.take(frame, index * 20);
        }
        const { packetsReceived, packetsRefused, packetsLost } = receiver.counts;
        expect(packetsReceived + packetsRefused).toBeLessThanOrEqual(packets.length);
        expect(packetsLost).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });

  it('are a telephone-event or nothing', () => {
    const event = fc.tuple(fc.uint8Array({ minLength: 4, maxLength: 8 }), fc.nat(0xffffffff));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 50 }), (packets) => {
        const receiver = new TelephoneEventReceiver(150);
        for (const [index, [payload, timestamp]] of packets.entries()) {
          for (const { digit } of receiver.receive(Buffer.from(payload), timestamp, index)) {
            expect(digit).toMatch(/^[0-9*#A-D]$/);
          }
        }
      }),
      runs,
    );
  });
});

describe('any text', () => {
  it('is SDP or refused with an error of ours', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => tolerate(() => parseSdp(text))),
      runs,
    );
  });

  it('is answered or refused, and an answer can be read', () => {
    const offer = fc
      .array(sdpLine, { maxLength: 12 })
      .map((lines) => ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 't=0 0', ...lines].join('\r\n'));
    fc.assert(
      fc.property(offer, (text) => {
        tolerate(() => {
          const answer = new Negotiation({ address: '192.0.2.9', port: 9000, sessionId: 1 }).answer(text);
          expect(parseSdp(answer).media).toHaveLength(parseSdp(text).media.length);
        });
      }),
      runs,
    );
  });
});

describe('any order of packets', () => {
  it('never makes the jitter buffer hold audio back for longer than it can hold', () => {
    const put = fc.record({ timestamp: fc.nat(0xffffffff), length: fc.nat(500), takes: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(put, { maxLength: 80 }), (puts) => {
        const buffer = new JitterBuffer(320);
        const loud = Buffer.alloc(500, 0x2a);
        const frame = new Int16Array(160);
        for (const { timestamp, length, takes } of puts) {
          buffer.put(codecs.PCMA, loud, 0, length, timestamp);
          for (let i = 0; i < takes; i++) buffer.take(frame);
        }
        for (let i = 0; i < 60; i++) buffer.take(frame);
        expect(frame.every((sample) => sample === 0)).toBe(true);
      }),
      runs,
    );
  });
});

describe("a stranger's packets", () => {
  const voice = noise(2000, -20);

  /** What is heard of a call while `inject` sends whatever it likes from elsewhere. */
  function heard(inject: (receiver: Receiver, index: number) => void): Int16Array {
    const receiver = newReceiver();
    const out = new Int16Array(voice.length);
    const packet = Buffer.alloc(headerBytes + 160);
    for (let index = 0; index * 160 < voice.length; index++) {
      const place = voice.subarray(index * 160, (index + 1) * 160);
      writeRtpHeader({ marker: false, payloadType: 8, sequence: index, timestamp: index * 160, ssrc: 7 }, packet);
      codecs.PCMA.encode(place, packet, headerBytes);
      receiver.receive(packet, remote.address, remote.port, index * 20);
      inject(receiver, index);
      receiver.take(out.subarray(index * 160, (index + 1) * 160), index * 20 + 5);
    }
    return out;
  }

  it('never change what is heard of a call', () => {
    const alone = heard(() => {});
    const header = fc.record({
      marker: fc.boolean(),
      payloadType: fc.constantFrom(8, 101, 0, 96),
      sequence: fc.nat(0xffff),
      timestamp: fc.nat(20_000),
      ssrc: fc.constantFrom(7, 8),
    });
    const address = fc.constantFrom(['198.51.100.1', 4000], ['192.0.2.1', 4001]) as fc.Arbitrary<[string, number]>;
    fc.assert(
      fc.property(fc.array(fc.tuple(header, address), { minLength: 1, maxLength: 20 }), (strangers) => {
        const packet = Buffer.alloc(headerBytes + 160, 0x2a);
        const disturbed = heard((receiver, index) => {
          const [fields, [from, port]] = strangers[index % strangers.length]!;
          writeRtpHeader(fields, packet);
          receiver.receive(packet, from, port, index * 20 + 1);
        });
        expect(disturbed).toEqual(alone);
      }),
      { numRuns: 50 },
    );
  });
});
