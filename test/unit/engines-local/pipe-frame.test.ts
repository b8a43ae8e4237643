import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePipeFrame, PipeReader } from '#src/engines/local/child/pipe-frame.js';

test('the bytes of a frame', () => {
  const frame = encodePipeFrame({ id: 1 }, Int16Array.of(1, -2));
  expect(frame.toString('hex')).toBe('0800000004000000' + '7b226964223a317d' + '0100feff');
});

test('frames come out whole however the pipe tears them', () => {
  const frames = fc.array(fc.record({ id: fc.nat(), samples: fc.int16Array({ maxLength: 50 }) }), { maxLength: 8 });
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 17 }), (sent, cut) => {
      const bytes = Buffer.concat(sent.map(({ id, samples }) => encodePipeFrame({ id }, samples)));
      const reader = new PipeReader<{ id: number }>();
      const received: { id: number; samples?: Int16Array }[] = [];
      for (let at = 0; at < bytes.length; at += cut) received.push(...reader.push(bytes.subarray(at, at + cut)));
      expect(received.map(({ id, samples }) => ({ id, samples: samples ?? new Int16Array(0) }))).toEqual(sent);
    }),
  );
});

test('a length beyond its bound is refused before anything is kept', () => {
  expect(() => new PipeReader().push(Buffer.from('ffffffff00000000', 'hex'))).toThrow('longer than its bound');
  expect(() => new PipeReader().push(Buffer.from('02000000ffffffff', 'hex'))).toThrow('longer than its bound');
});
