import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SentenceStream } from '#src/engines/sentences/sentence-stream.js';

/** The pieces of a text that comes in these parts. */
function streamed(...parts: readonly string[]): string[] {
  const stream = new SentenceStream();
  return [...parts.flatMap((part) => stream.push(part)), ...stream.end()];
}

const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['a sentence when it ends', ['Hel', 'lo there. ', 'How', ' are you?'], ['Hello there. ', 'How are you?']],
  [
    'an amount that is cut in the middle',
    ['It is HK$1', ',234', '.', '50 now. ', 'Fine.'],
    ['It is HK$1,234.50 now. ', 'Fine.'],
  ],
  ['a title', ['Dear Mr. ', 'Chan is here. ', 'Bye.'], ['Dear Mr. Chan is here. ', 'Bye.']],
  ['Cantonese', ['你好！', '你今個月嘅', '帳單係二百蚊。仲有冇'], ['你好！', '你今個月嘅帳單係二百蚊。', '仲有冇']],
  ['Mandarin with a semicolon', ['第一点很好；第二点', '也好。'], ['第一点很好；', '第二点也好。']],
  [
    'the first clause early',
    ['As far as I can see, your bill', ' is higher, and so on.'],
    ['As far as I can see, ', 'your bill is higher, and so on.'],
  ],
  [
    'the first Chinese clause early',
    ['我睇過你嘅帳單，', '漫遊用咗三日，所以貴咗。'],
    ['我睇過你嘅帳單，', '漫遊用咗三日，所以貴咗。'],
  ],
  ['no clause for a word', ['Well, it is late.'], ['Well, it is late.']],
  ['nothing for white space', [' ', '\n', '  '], []],
  ['a version', ['Version 1', '.', '5 is out. '], ['Version 1.5 is out. ']],
];

test.each(rows)('%s', (_, parts, pieces) => {
  expect(streamed(...parts)).toEqual(pieces);
});

test('says a sentence as soon as its end is there', () => {
  const stream = new SentenceStream();
  expect(stream.push('Your bill is ready')).toEqual([]);
  expect(stream.push('.')).toEqual([]);
  expect(stream.push(' It')).toEqual(['Your bill is ready. ']);
  expect(stream.push(' is high!')).toEqual(['It is high!']);
});

test('says a text without any end in bounded pieces, while it comes', () => {
  const stream = new SentenceStream();
  const pieces = Array.from({ length: 100 }, () => stream.push('and so on and ')).flat();
  expect(pieces.length).toBeGreaterThan(3);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(240);
});

test('loses nothing and says nothing twice, however the text is cut', () => {
  const compact = (text: string): string => text.replaceAll(/\s/g, '');
  const part = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom('. ', '。', '，', ', ', '1', 'Mr.', ' '),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      expect(compact(streamed(...parts).join(''))).toBe(compact(parts.join('')));
    }),
  );
});
