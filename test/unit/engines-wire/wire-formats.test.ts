import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '#src/agent/engine.js';
import { UndertoneError } from '#src/core/errors.js';
import { jsonLines } from '#src/engines/wire/json-lines.js';
import {
  Base64Reader,
  base64Bytes,
  floatSamples,
  pcm16Base64,
  pcm16Bytes,
  SampleReader,
  samplesOf,
} from '#src/engines/wire/pcm.js';
import { ReplyAudio } from '#src/engines/wire/reply-audio.js';
import { withOneRetry } from '#src/engines/wire/retry.js';
import { serverSentEvents } from '#src/engines/wire/server-sent-events.js';
import { readWav, WavReader, wavBytes } from '#src/engines/wire/wav.js';
import { ManualClock } from '../../support/manual-clock.js';
import { tone } from '../../support/tone.js';

/** `bytes` in parts that end where `cuts` say. */
async function* inParts(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts].map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b)) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
  yield bytes.subarray(from);
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
const protocolError = expect.objectContaining({ code: 'ENGINE_PROTOCOL' });

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('a body of server-sent events', () => {
  test('is the same however it is cut', async () => {
    const body = Buffer.from(
      ': ping\n\ndata: {"a":"您好"}\n\nevent: x\r\ndata: one\r\ndata: two\r\n\r\ndata: [DONE]\n\ndata: cut',
    );
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        expect(await all(serverSentEvents(inParts(body, at), 100))).toEqual(['{"a":"您好"}', 'one\ntwo', '[DONE]']);
      }),
    );
  });

  test('an event without end is refused', async () => {
    const body = Buffer.from(`data: ${'x'.repeat(500)}`);
    await expect(all(serverSentEvents(inParts(body, [0.5]), 100))).rejects.toEqual(protocolError);
  });
});

describe('a body of JSON lines', () => {
  test('is the same however it is cut', async () => {
    const body = Buffer.from('{"token_id":1}\n\r\n{"text":"您好"}\r\n[2]');
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        expect(await all(jsonLines(inParts(body, at), 100))).toEqual([{ token_id: 1 }, { text: '您好' }, [2]]);
      }),
    );
  });

  test('a line without end, or that is no JSON, is refused', async () => {
    await expect(all(jsonLines(inParts(Buffer.alloc(500, 49), []), 100))).rejects.toEqual(protocolError);
    await expect(all(jsonLines(inParts(Buffer.from('{]\n'), []), 100))).rejects.toEqual(protocolError);
  });
});

describe('samples', () => {
  test('cross the wire as little-endian bytes', () => {
    const samples = Int16Array.of(1, -2, 32767, -32768);
    expect(Buffer.from(pcm16Bytes(samples)).toString('hex')).toBe('0100feffff7f0080');
    expect(pcm16Base64(samples)).toBe('AQD+//9/AIA=');
    expect([...samplesOf(base64Bytes('AQD+//9/AIA='), 'pcm16')]).toEqual([...samples]);
    expect([...floatSamples([0, 0.5, -1, 2, Number.NaN])]).toEqual([0, 16384, -32767, 32767, 0]);
  });

  test('are the same however their bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, fc.int16Array({ maxLength: 50 }), async (at, samples) => {
        const reader = new SampleReader('pcm16');
        const parts = await all(inParts(pcm16Bytes(samples), at));
        expect(parts.flatMap((part) => [...reader.push(part)])).toEqual([...samples]);
      }),
    );
  });

  test('are the same however their base64 is cut, whether as one text or piece by piece', async () => {
    const text = pcm16Base64(Int16Array.from({ length: 40 }, (_, at) => at * 7));
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const reader = new Base64Reader();
        const parts = await all(inParts(Buffer.from(text), at));
        const whole = Buffer.concat(parts.map((part) => reader.push(Buffer.from(part).toString())));
        expect(whole.toString('base64')).toBe(text);
      }),
    );
    const reader = new Base64Reader();
    expect([reader.push('AQ=='), reader.push('AgM='), reader.push('BAUG')].map((bytes) => bytes.length)).toEqual([
      1, 2, 3,
    ]);
  });

  test('half a sample and no base64 are refused', () => {
    expect(() => samplesOf(new Uint8Array(3), 'pcm16')).toThrow(UndertoneError);
    expect(() => base64Bytes('<html>')).toThrow(UndertoneError);
  });
});

describe('a WAV', () => {
  /** Header of `sox -n -r 16000 -b 16 -c 1` with two samples. */
  const golden = '524946462800000057415645666d74201000000001000100803e0000007d00000200100064617461040000000100feff';

  test('is written as others write it', () => {
    expect(Buffer.from(wavBytes(Int16Array.of(1, -2), 16000)).toString('hex')).toBe(golden);
  });

  test('is the same however it is cut, and with chunks that mean nothing to us', async () => {
    const bytes = Buffer.from(golden, 'hex');
    const list = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1');
    const longer = Buffer.concat([bytes.subarray(0, 36), list, bytes.subarray(36), Buffer.from('LIST')]);
    await fc.assert(
      fc.asyncProperty(cuts, fc.boolean(), async (at, isLonger) => {
        const reader = new WavReader();
        const parts = await all(inParts(isLonger ? longer : bytes, at));
        expect(parts.flatMap((part) => [...reader.push(part)])).toEqual([1, -2]);
        expect(reader.rateHz).toBe(16000);
      }),
    );
  });

  test('of a stream has no length', () => {
    for (const length of ['ffffffff', '00000000']) {
      const bytes = Buffer.from(golden.replace('6461746104000000', `64617461${length}`), 'hex');
      expect([...readWav(bytes).samples]).toEqual([1, -2]);
    }
  });

  test('of floats is read', () => {
    const bytes = Buffer.alloc(52);
    Buffer.from(golden, 'hex').copy(bytes, 0, 0, 44);
    bytes.writeUInt16LE(3, 20);
    bytes.writeUInt16LE(32, 34);
    bytes.writeUInt32LE(8, 40);
    bytes.writeFloatLE(0.5, 44);
    bytes.writeFloatLE(-0.5, 48);
    expect([...readWav(bytes).samples]).toEqual([16384, -16383]);
  });

  test.each([
    ['an MP3', '494433040000000000'],
    ['two channels', golden.replace('01000100803e', '01000200803e')],
    ['A-law', golden.replace('01000100803e', '06000100803e')],
    ['an absurd rate', golden.replace('803e0000007d', '010000000200')],
    ['a header without audio', golden.slice(0, 60)],
  ])('that is %s is refused', (_what, hex) => {
    expect(() => readWav(Buffer.from(hex, 'hex'))).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
  });

  test('nothing that an engine may send breaks the reader in another way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(43), (noise, at) => {
        const bytes = Buffer.from(golden, 'hex');
        bytes.set(noise.subarray(0, bytes.length - at), at);
        try {
          readWav(bytes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UndertoneError);
        }
      }),
    );
  });
});

describe('the audio of a reply', () => {
  function reply(maxMs = 60_000) {
    const events: EngineEvent[] = [];
    const audio = new ReplyAudio({ replyId: 3, outputRateHz: 24000, maxMs, emit: (event) => events.push(event) });
    return { audio, events };
  }

  test('each text is told at the place of the audio where it begins', () => {
    const { audio, events } = reply();
    audio.text('您好');
    audio.audio(tone(500, { rateHz: 24000 }), 24000);
    audio.text('請講');
    expect(events.map((event) => (event.type === 'text' ? `${event.text}@${event.atMs}` : event.type))).toEqual([
      '您好@0',
      'audio',
      'audio',
      'audio',
      '請講@500',
    ]);
    expect(audio.allText).toBe('您好請講');
  });

  test('comes at the rate of the engine interface, whatever rate it had', () => {
    const { audio, events } = reply();
    for (let part = 0; part < 10; part += 1) audio.audio(tone(100, { rateHz: 22050 }), 22050);
    audio.close();
    expect(audio.lengthMs).toBeGreaterThan(980);
    expect(audio.lengthMs).toBeLessThan(1010);
    expect(events.every((event) => event.type === 'audio')).toBe(true);
  });

  test('that is too long is cut', () => {
    const { audio } = reply(1000);
    expect(() => audio.audio(tone(1500, { rateHz: 24000 }), 24000)).toThrow(/longer than 1000 ms/);
    expect(audio.lengthMs).toBe(1000);
  });
});

describe('a second try', () => {
  const failing = (...failures: readonly UndertoneError[]) => {
    const left = [...failures];
    return async () => {
      const failure = left.shift();
      if (failure !== undefined) throw failure;
      return 'answer';
    };
  };
  const busy = (retryAfterMs?: number) => new UndertoneError('ENGINE_UNAVAILABLE', 'busy', { retryAfterMs });

  async function tried(attempt: () => Promise<string>, mayRetry = true) {
    const clock = new ManualClock();
    const { signal } = new AbortController();
    const result = withOneRetry(attempt, { clock, signal, mayRetry: () => mayRetry, jitter: () => 0.5 }).then(
      (value) => `${value} after ${clock.nowMs()}`,
      (thrown: UndertoneError) => `${thrown.code} after ${clock.nowMs()}`,
    );
    await new Promise((resolve) => setImmediate(resolve));
    await clock.run(3000, 10);
    return result;
  }

  test('is made after a short while, or when the engine says', async () => {
    expect(await tried(failing(busy()))).toBe('answer after 150');
    expect(await tried(failing(busy(1000)))).toBe('answer after 1000');
    expect(await tried(failing(new UndertoneError('ENGINE_FAILED', 'x')))).toBe('answer after 150');
  });

  test('is made once, and never where it cannot help', async () => {
    expect(await tried(failing(busy(), busy()))).toBe('ENGINE_UNAVAILABLE after 150');
    expect(await tried(failing(busy(60_000)))).toBe('ENGINE_UNAVAILABLE after 0');
    expect(await tried(failing(new UndertoneError('ENGINE_TIMEOUT', 'x')))).toBe('ENGINE_TIMEOUT after 0');
    expect(await tried(failing(new UndertoneError('ENGINE_REFUSED', 'x')))).toBe('ENGINE_REFUSED after 0');
  });

  test('is not made once something was heard', async () => {
    expect(await tried(failing(busy()), false)).toBe('ENGINE_UNAVAILABLE after 0');
  });
});
