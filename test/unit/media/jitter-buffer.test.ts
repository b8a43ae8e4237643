import { describe, expect, it } from 'vitest';
import { codecs } from '#src/core/g711.js';
import { JitterBuffer } from '#src/media/rtp/jitter-buffer.js';

const target = 320;
const frame = 160;

/** A sender whose sample number n has a value that tells n, so that what comes out tells where it came from. */
class Sender {
  readonly #base: number;
  constructor(base: number) {
    this.#base = base;
  }

  put(buffer: JitterBuffer, from: number, count: number): void {
    const codes = Uint8Array.from({ length: count }, (_, i) => this.code(from + i));
    buffer.put(codecs.PCMA, codes, 0, count, (this.#base + from) >>> 0);
  }

  /** One of 128 loud codes, by the number of the sample. */
  code(sample: number): number {
    return 0x80 + ((sample >> 3) % 128);
  }

  value(sample: number): number {
    const into = new Int16Array(1);
    codecs.PCMA.decode(Uint8Array.of(this.code(sample)), 0, 1, into, 0);
    return into[0]!;
  }

  values(from: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.value(from + i));
  }
}

function take(buffer: JitterBuffer, frames: number): number[] {
  const out: number[] = [];
  const into = new Int16Array(frame);
  for (let i = 0; i < frames; i++) {
    buffer.take(into);
    out.push(...into);
  }
  return out;
}

describe('jitter buffer', () => {
  it('is silent before the first packet, and says so', () => {
    const buffer = new JitterBuffer(target);
    expect(buffer.take(new Int16Array(frame))).toBe(false);
  });

  it.each([10, 20, 30, 40, 60])('hands out packets of %i ms after the target delay, whole and in order', (ptimeMs) => {
    const buffer = new JitterBuffer(target);
    const sender = new Sender(0xffffff00);
    const size = ptimeMs * 8;
    const out: number[] = [];
    for (let sent = 0, tick = 0; tick < 60; tick++) {
      for (; sent <= tick * frame; sent += size) sender.put(buffer, sent, size);
      out.push(...take(buffer, 1));
    }
    expect(out.slice(0, target)).toEqual(Array(target).fill(0));
    expect(out.slice(target)).toEqual(sender.values(0, 60 * frame - target));
    expect(buffer.counts).toEqual({ late: 0, resyncs: 0, concealed: 0, skipped: 0 });
  });

  it('puts reordered packets in place and ignores repeated ones, across the wrap of the timestamp', () => {
    const buffer = new JitterBuffer(target);
    const sender = new Sender(0xffffffff - 200);
    for (const packet of [0, 2, 1, 1, 4, 3, 3]) sender.put(buffer, packet * frame, frame);
    expect(take(buffer, 7).slice(target)).toEqual(sender.values(0, 5 * frame));
  });

  it('fills a lost packet with the audio before it, fading, and a long gap with silence', () => {
    const buffer = new JitterBuffer(target);
    const sender = new Sender(0);
    sender.put(buffer, 0, frame);
    const out = take(buffer, 8).slice(target);
    const before = sender.values(0, frame);
    expect(out.slice(0, frame)).toEqual(before);
    expect(Math.abs(out[frame]!)).toBeGreaterThan(0.95 * Math.abs(before[0]!));
    expect(Math.abs(out[2 * frame - 1]!)).toBeLessThan(0.7 * Math.abs(before[frame - 1]!));
    expect(out.slice(4 * frame)).toEqual(Array(2 * frame).fill(0));
    expect(buffer.counts.concealed).toBe(480);
  });

  it('leaves out a packet that came after its time, and goes on with the next', () => {
    const buffer = new JitterBuffer(target);
    const sender = new Sender(0);
    sender.put(buffer, 0, frame);
    take(buffer, 6);
    sender.put(buffer, frame, frame);
    sender.put(buffer, 6 * frame, frame);
    expect(take(buffer, 2).slice(0)).not.toContain(sender.value(frame + 8));
    expect(buffer.counts).toMatchObject({ late: 1, resyncs: 0 });
  });

  it('follows a sender whose timeline moved back, after three packets', () => {
    const buffer = new JitterBuffer(target);
    const sender = new Sender(100_000);
    sender.put(buffer, 0, frame);
    take(buffer, 20);
    for (const packet of [1, 2, 3, 4, 5]) sender.put(buffer, packet * frame, frame);
    expect(buffer.counts.resyncs).toBe(1);
    expect(take(buffer, 5).slice(target)).toEqual(sender.values(3 * frame, 3 * frame));
  });

  it('follows a timestamp that jumps ahead by more than it holds', () => {
    const buffer = new JitterBuffer(target);
    const sender = new Sender(0);
    sender.put(buffer, 0, frame);
    take(buffer, 1);
    sender.put(buffer, 1_000_000, frame);
    expect(take(buffer, 3).slice(target)).toEqual(sender.values(1_000_000, frame));
  });

  it('keeps a talk spurt in its place after silence suppression', () => {
    const buffer = new JitterBuffer(target);
    const sender = new Sender(0);
    sender.put(buffer, 0, frame);
    take(buffer, 50);
    sender.put(buffer, 50 * frame, frame);
    expect(take(buffer, 3).slice(target)).toEqual(sender.values(50 * frame, frame));
    expect(buffer.counts.resyncs).toBe(0);
  });

  it.each([
    ['fast', 1.002],
    ['slow', 0.998],
  ])('never lets the delay of a %s clock grow', (_, rate) => {
    const buffer = new JitterBuffer(target);
    const sender = new Sender(0);
    const into = new Int16Array(frame);
    let sent = 0;
    let missing = 0;
    for (let tick = 0; tick < 30_000; tick++) {
      while (sent <= tick * frame * rate) {
        sender.put(buffer, sent, frame);
        sent += frame;
      }
      buffer.take(into);
      missing += into.every((sample) => sample === 0) ? 1 : 0;
    }
    const { late, skipped, concealed } = buffer.counts;
    // Ten minutes at 0.2 %: about 9,600 samples too many or too few, given back or made up and no more than that.
    expect(missing).toBeLessThan(100);
    expect(late).toBeLessThan(600);
    expect(rate > 1 ? skipped : concealed).toBeGreaterThan(4000);
    expect(rate > 1 ? skipped : concealed).toBeLessThan(40_000);
  });

  it('gives back the delay that a network stall left behind', () => {
    const buffer = new JitterBuffer(target);
    const sender = new Sender(0);
    for (let packet = 0; packet < 30; packet++) sender.put(buffer, packet * frame, frame);
    const into = new Int16Array(frame);
    for (let packet = 30; packet < 400; packet++) {
      sender.put(buffer, packet * frame, frame);
      buffer.take(into);
    }
    expect(buffer.counts.skipped).toBeGreaterThan(3000);
    const newest = sender.value(399 * frame + 159);
    expect(take(buffer, 4)).toContain(newest);
  });
});
