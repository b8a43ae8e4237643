import { describe, expect, it } from 'vitest';
import { levelDbfs } from '#src/core/audio.js';
import { codecs } from '#src/core/g711.js';
import { headerBytes, writeRtpHeader } from '#src/media/rtp/packet.js';
import { Receiver } from '#src/media/rtp/receiver.js';
import type { AudioAgreement } from '#src/media/sdp/negotiation.js';
import { tone } from '../../support/tone.js';

const remote = { address: '192.0.2.1', port: 4000 };
const agreement: AudioAgreement = {
  codec: 'PCMA',
  payloadType: 8,
  telephoneEventType: 101,
  remote,
  sending: true,
  receiving: true,
};

function newReceiver(timeoutMs = 0) {
  const heard: string[] = [];
  const receiver = new Receiver({
    jitterMs: 40,
    timeoutMs,
    onDtmf: ({ digit }) => heard.push(digit),
    onTimeout: (nowMs) => heard.push(`timeout ${nowMs}`),
  });
  receiver.agree(agreement, 0);
  return { receiver, heard };
}

const voice = tone(20, { hz: 500 });

function packet(sequence: number, fields: { payloadType?: number; ssrc?: number; payload?: Buffer } = {}): Buffer {
  const { payloadType = 8, ssrc = 1, payload } = fields;
  const body = payload ?? Buffer.alloc(160);
  if (!payload) codecs.PCMA.encode(voice, body, 0);
  const bytes = Buffer.alloc(headerBytes + body.length);
  writeRtpHeader({ marker: false, payloadType, sequence, timestamp: sequence * 160, ssrc }, bytes);
  body.copy(bytes, headerBytes);
  return bytes;
}

describe('receiving RTP', () => {
  it('hears the locked source and counts what it refuses', () => {
    const { receiver } = newReceiver();
    const frame = new Int16Array(160);
    for (let i = 0; i < 10; i++) {
      receiver.receive(packet(i), remote.address, remote.port, i * 20);
      receiver.receive(packet(i, { ssrc: 9 }), '198.51.100.1', 4000, i * 20 + 1);
      receiver.receive(packet(i, { payloadType: 18 }), remote.address, remote.port, i * 20 + 2);
      receiver.receive(Buffer.from('80'), remote.address, remote.port, i * 20 + 3);
      receiver.take(frame, i * 20 + 10);
    }
    expect(levelDbfs(frame)).toBeCloseTo(-18, 0);
    expect(receiver.counts).toMatchObject({ packetsReceived: 10, packetsLost: 0, packetsRefused: 30 });
  });

  it('hears nothing before anything was agreed', () => {
    const receiver = new Receiver({ jitterMs: 40, timeoutMs: 0, onDtmf: () => {}, onTimeout: () => {} });
    receiver.receive(packet(1), remote.address, remote.port, 0);
    expect(receiver.take(new Int16Array(160), 0)).toBe(false);
    expect(receiver.counts.packetsRefused).toBe(1);
  });

  it('ignores RTCP on the same port without counting it as refused', () => {
    const { receiver } = newReceiver();
    receiver.receive(Buffer.from('80c90001000000010000000000000000', 'hex'), remote.address, remote.port, 0);
    expect(receiver.counts).toMatchObject({ packetsReceived: 0, packetsRefused: 0 });
  });

  it('reports a digit once, and refuses an event that is too short', () => {
    const { receiver, heard } = newReceiver();
    for (const end of [0, 0x80, 0x80, 0x80]) {
      const payload = Buffer.from([7, end, 3, 32]);
      receiver.receive(packet(1, { payloadType: 101, payload }), remote.address, remote.port, 0);
    }
    receiver.receive(packet(2, { payloadType: 101, payload: Buffer.alloc(3) }), remote.address, remote.port, 0);
    expect(heard).toEqual(['7']);
    expect(receiver.counts.packetsRefused).toBe(1);
  });

  it('says once that nothing comes any more', () => {
    const { receiver, heard } = newReceiver(1000);
    const frame = new Int16Array(160);
    receiver.receive(packet(1), remote.address, remote.port, 500);
    for (let nowMs = 500; nowMs < 4000; nowMs += 20) receiver.take(frame, nowMs);
    expect(heard).toEqual(['timeout 1500']);
    receiver.receive(packet(2), remote.address, remote.port, 4000);
    for (let nowMs = 4000; nowMs < 8000; nowMs += 20) receiver.take(frame, nowMs);
    expect(heard).toHaveLength(2);
  });

  it.each([
    ['inactive', { receiving: false, sending: false }],
    ['sendonly, without music', { receiving: true, sending: false }],
  ])('does not miss packets while the remote end holds the call: %s', (_direction, held) => {
    const { receiver, heard } = newReceiver(1000);
    receiver.receive(packet(1), remote.address, remote.port, 0);
    receiver.agree({ ...agreement, ...held }, 100);
    receiver.receive(packet(2), remote.address, remote.port, 200);
    for (let nowMs = 0; nowMs < 5000; nowMs += 20) receiver.take(new Int16Array(160), nowMs);
    receiver.agree(agreement, 5000);
    for (let nowMs = 5000; nowMs < 5900; nowMs += 20) receiver.take(new Int16Array(160), nowMs);
    expect(heard).toEqual([]);
  });
});
