import { describe, expect, it } from 'vitest';
import { TelephoneEventReceiver, TelephoneEventSender } from '#src/media/rtp/telephone-event.js';

/** Event, end bit, duration, as on the wire (RFC 4733 2.3). */
function payload(event: number, end: boolean, duration: number): Buffer {
  return Buffer.from([event, (end ? 0x80 : 0) | 10, duration >> 8, duration & 0xff]);
}

describe('receiving telephone-events', () => {
  const newReceiver = () => new TelephoneEventReceiver(150);

  it('reports one press for an event whose end is said three times', () => {
    const receiver = newReceiver();
    const presses = [
      ...receiver.receive(payload(5, false, 160), 1000, 0),
      ...receiver.receive(payload(5, false, 320), 1000, 20),
      ...receiver.receive(payload(5, true, 800), 1000, 40),
      ...receiver.receive(payload(5, true, 800), 1000, 60),
      ...receiver.receive(payload(5, true, 800), 1000, 80),
    ];
    expect(presses).toEqual([{ digit: '5', durationMs: 100 }]);
  });

  it('reports a press of which only an end packet arrived', () => {
    expect(newReceiver().receive(payload(11, true, 400), 1, 0)).toEqual([{ digit: '#', durationMs: 50 }]);
  });

  it('tells two presses of the same key apart by their timestamps, across the wrap', () => {
    const receiver = newReceiver();
    const presses = [0xfffffff0, 0x00000700].flatMap((timestamp) =>
      receiver.receive(payload(1, true, 800), timestamp, 0),
    );
    expect(presses).toHaveLength(2);
  });

  it('ends a press whose end was lost when the next one begins', () => {
    const receiver = newReceiver();
    receiver.receive(payload(1, false, 480), 1000, 0);
    expect(receiver.receive(payload(2, false, 160), 9000, 1000)).toEqual([{ digit: '1', durationMs: 60 }]);
  });

  it('ends a press whose end was lost after a while without packets', () => {
    const receiver = newReceiver();
    receiver.receive(payload(1, false, 480), 1000, 0);
    expect(receiver.expire(149)).toBeUndefined();
    expect(receiver.expire(150)).toEqual({ digit: '1', durationMs: 60 });
    expect(receiver.receive(payload(1, true, 800), 1000, 160)).toEqual([]);
  });

  it('adds the segments of a press longer than 65535 units', () => {
    const receiver = newReceiver();
    receiver.receive(payload(0, false, 0xffff), 1000, 0);
    receiver.receive(payload(0, false, 160), 1000 + 0xffff, 20);
    expect(receiver.receive(payload(0, true, 801), 1000 + 0xffff, 40)).toEqual([{ digit: '0', durationMs: 8292 }]);
  });

  it('does not take a late packet of an older event for a new press', () => {
    const receiver = newReceiver();
    receiver.receive(payload(1, true, 800), 1000, 0);
    receiver.receive(payload(2, true, 800), 5000, 500);
    expect(receiver.receive(payload(1, true, 800), 1000, 520)).toEqual([]);
  });

  it('is silent about events that are no digits', () => {
    expect(newReceiver().receive(payload(16, true, 800), 1, 0)).toEqual([]);
    expect(newReceiver().receive(payload(255, true, 800), 1, 0)).toEqual([]);
  });
});

describe('sending telephone-events', () => {
  it('sends golden bytes: rising durations, the end three times, then a pause', () => {
    const sender = new TelephoneEventSender();
    sender.queue('*');
    const sent = Array.from({ length: 11 }, () => sender.next(160));
    expect(sent.map((packet) => packet?.payload.toString('hex'))).toEqual([
      '0a0a00a0',
      '0a0a0140',
      '0a0a01e0',
      '0a0a0280',
      '0a8a0320',
      '0a8a0320',
      '0a8a0320',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(sent.map((packet) => packet?.first)).toEqual([true, ...Array(6).fill(false), ...Array(4).fill(undefined)]);
    expect(sender.idle).toBe(true);
  });

  it('sends the digits one after the other', () => {
    const sender = new TelephoneEventSender();
    sender.queue('1d');
    const events = Array.from({ length: 20 }, () => sender.next(160)?.payload[0]).filter(
      (event) => event !== undefined,
    );
    expect([...new Set(events)]).toEqual([1, 15]);
  });

  it('takes no more than it can hold', () => {
    const sender = new TelephoneEventSender();
    expect(sender.queue('1'.repeat(64))).toBe(true);
    expect(sender.queue('1')).toBe(false);
  });
});
