/** Frames against the examples of the documentation (volcengine.com/docs/6561/1594356). */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientAudio, clientEvent } from '#src/engines/doubao/client-event.js';
import { type DoubaoFrame, decodeFrame, encodeFrame, frameTypes } from '#src/engines/doubao/frame.js';
import { readServerEvent } from '#src/engines/doubao/server-event.js';

const protocolError = expect.objectContaining({ code: 'ENGINE_PROTOCOL' });
const session = '75a6126e-427f-49a1-a2c1-621143cb9db3';

describe('frames of the documentation', () => {
  test('StartConnection', () => {
    expect([...clientEvent('startConnection', undefined, {}, false)]).toEqual([
      17, 20, 16, 0, 0, 0, 0, 1, 0, 0, 0, 2, 123, 125,
    ]);
  });

  test('StartSession', () => {
    const payload = { dialog: { bot_name: '豆包', dialog_id: '', extra: null } };
    const bytes = [...clientEvent('startSession', session, payload, false)];
    expect(bytes.slice(0, 16)).toEqual([17, 20, 16, 0, 0, 0, 0, 100, 0, 0, 0, 36, 55, 53, 97, 54]);
    expect(bytes.slice(48, 56)).toEqual([0, 0, 0, 60, 123, 34, 100, 105]);
    expect(bytes).toHaveLength(112);
    expect(bytes.slice(-14)).toEqual(
      [34, 44, 34, 101, 120, 116, 114, 97, 34, 58, 110, 117, 108, 108, 125, 125].slice(-14),
    );
  });

  test('TTSResponse', () => {
    const head = [17, 180, 0, 0, 0, 0, 1, 96, 0, 0, 0, 36];
    const id = '3c791a7d-227a-4446-993b-24f9e302cc98';
    const audio = [79, 103, 103, 83, 0, 0, 64, 129];
    const bytes = Uint8Array.from([...head, ...Buffer.from(id), 0, 0, 0, audio.length, ...audio]);
    expect(decodeFrame(bytes)).toMatchObject({ type: 'audioResponse', event: 352, id, json: false, gzip: false });
    expect(readServerEvent(bytes)).toEqual({ type: 'audio', bytes: Buffer.from(audio) });
  });

  test('audio goes out raw, as 16-bit integers of the network order of PCM', () => {
    const bytes = Buffer.from(clientAudio('s', Int16Array.of(1, -2), false));
    expect(bytes.toString('hex')).toBe('11240000' + '000000c8' + '00000001' + '73' + '00000004' + '0100feff');
  });
});

describe('frames', () => {
  const frame = fc.record({
    type: fc.constantFrom('request', 'audioRequest', 'response', 'audioResponse', 'error') as fc.Arbitrary<
      DoubaoFrame['type']
    >,
    event: fc.option(fc.integer({ min: 50, max: 700 }), { nil: undefined }),
    id: fc.string({ maxLength: 40 }),
    json: fc.boolean(),
    gzip: fc.boolean(),
    payload: fc.uint8Array({ maxLength: 500 }),
  });

  test('come out as they went in', () => {
    fc.assert(
      fc.property(frame, fc.nat(0xffffffff), (value, code) => {
        const whole: DoubaoFrame = {
          ...value,
          id: value.event === undefined ? undefined : value.id,
          code: value.type === 'error' ? code : undefined,
        };
        const read = decodeFrame(encodeFrame(whole));
        expect({ ...read, payload: [...read.payload] }).toEqual({ ...whole, payload: [...whole.payload] });
      }),
      { numRuns: 200 },
    );
  });

  test('cut, changed or made up are read or refused by name', () => {
    const bytes = fc
      .tuple(frame, fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 }), fc.nat(200))
      .map(([value, changes, cut]) => {
        const whole = Buffer.from(encodeFrame({ ...value, code: value.type === 'error' ? 1 : undefined }));
        for (const [at, byte] of changes) if (at < whole.length) whole[at] = byte;
        return whole.subarray(0, Math.max(0, whole.length - cut));
      });
    fc.assert(
      fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 100 })), (message) => {
        try {
          readServerEvent(message);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'ENGINE_PROTOCOL' });
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a sequence number is left out', () => {
    const bytes = Buffer.from('11950000' + '00000007' + '000001cb' + '00000001' + '73' + '00000000', 'hex');
    expect(decodeFrame(bytes)).toMatchObject({ type: 'response', event: 459, id: 's' });
  });

  test('a bomb is refused before it unfolds', () => {
    const packed = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const bytes = Buffer.concat([
      Buffer.from('11940100' + '000000c8' + '00000001' + '73', 'hex'),
      Uint8Array.of(packed.length >>> 24, packed.length >>> 16, packed.length >>> 8, packed.length),
      packed,
    ]);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => decodeFrame(bytes)).toThrow(protocolError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('what the server tells', () => {
  const event = (number: number, value: object) =>
    readServerEvent(
      encodeFrame({
        type: 'response',
        event: number,
        id: 's',
        json: true,
        gzip: false,
        payload: Buffer.from(JSON.stringify(value)),
      }),
    );

  test.each([
    [50, {}, { type: 'connection-started' }],
    [150, { dialog_id: 'd' }, { type: 'session-started' }],
    [152, {}, { type: 'session-finished' }],
    [350, { tts_type: 'default', text: '你好', reply_id: 'r' }, { type: 'sentence', text: '你好', answerId: 'r' }],
    [359, { question_id: 'q', reply_id: 'r' }, { type: 'answered', answerId: 'r' }],
    [450, { question_id: 'q' }, { type: 'speech-started' }],
    [451, { results: [{ text: '查', is_interim: true }] }, { type: 'heard', text: '查', final: false }],
    [451, { results: [{ text: '查账', is_interim: false }] }, { type: 'heard', text: '查账', final: true }],
    [459, {}, { type: 'speech-stopped' }],
    [550, { content: '好', reply_id: 'r' }, { type: 'text', text: '好', answerId: 'r' }],
    [154, { usage: {} }, { type: 'other', event: 154 }],
    [9999, {}, { type: 'other', event: 9999 }],
  ])('event %i', (number, value, read) => {
    expect(event(number, value)).toEqual(read);
  });

  test.each([
    [599, { status_code: '55000001', message: 'Server processing error' }, 'ENGINE_FAILED'],
    [599, { status_code: '55000030', message: 'Service unavailable' }, 'ENGINE_UNAVAILABLE'],
    [153, { error: 'quota' }, 'ENGINE_FAILED'],
    [51, { error: 'app key' }, 'ENGINE_FAILED'],
  ])('event %i is a failure', (number, value, code) => {
    expect(event(number, value)).toMatchObject({ type: 'failed', error: { code } });
  });

  test('an error frame has its code', () => {
    const payload = Buffer.from('{"error":"Empty audio"}');
    const bytes = encodeFrame({ type: 'error', code: 45_000_002, json: true, gzip: false, payload });
    expect(bytes[1]).toBe(frameTypes.error << 4);
    expect(readServerEvent(bytes)).toMatchObject({ error: { details: { status: 45_000_002, reason: 'Empty audio' } } });
  });
});
