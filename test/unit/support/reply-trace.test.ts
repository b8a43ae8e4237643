import { describe, expect, test } from 'vitest';
import { concat, silence } from '../../support/tone.js';
import { traceReply, unmistakableAudio } from '../../support/virtual-call/reply-trace.js';
import { overTheWire, packetsOf } from '../../support/virtual-call/wire-audio.js';

const reply = unmistakableAudio(200);
const heard = (...pieces: readonly Int16Array[]) => traceReply(reply, packetsOf(overTheWire(concat(...pieces))));

describe('a reply followed through what was heard', () => {
  test('is exact when it is whole', () => {
    expect(heard(silence(40), reply, silence(40))).toEqual({ heardMs: 200, pauses: [], exact: true });
  });

  test('is exact when it goes on where it stopped, and the pause is known', () => {
    const trace = heard(reply.subarray(0, 800), silence(60), reply.subarray(800));
    expect(trace).toEqual({ heardMs: 200, pauses: [{ fromMs: 100, toMs: 160 }], exact: true });
  });

  test('is not exact when a packet of it is left out, repeated or changed', () => {
    const pause = silence(60);
    expect(heard(reply.subarray(0, 800), pause, reply.subarray(960)).exact).toBe(false);
    expect(heard(reply.subarray(0, 800), pause, reply.subarray(640)).exact).toBe(false);
    expect(
      heard(
        reply.subarray(0, 800),
        reply.subarray(800).map((sample) => sample / 2),
      ).exact,
    ).toBe(false);
  });

  test('is not exact when it goes on one sample off', () => {
    expect(heard(reply.subarray(0, 800), silence(60), reply.subarray(801), silence(20)).exact).toBe(false);
  });

  test('is not exact when nothing of it was heard', () => {
    expect(heard(silence(200))).toEqual({ heardMs: 0, pauses: [], exact: false });
  });
});
