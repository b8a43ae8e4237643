import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asksToWait } from '#src/agent/system1/wait-request.js';

const requests = [
  'One moment, please.',
  'just a second',
  'Hold on.',
  'Uh, hang on a minute',
  'hold on a sec let me get my account number',
  'Wait, wait a second please' /* asked twice in one breath */,
  'Okay, give me a moment.',
  'Could you hold on for a moment, please?',
  'Bear with me, I am looking for the bill',
  'let me find my card, one moment',
  'can you hold the line please',
  'sorry, just a minute, there is someone at the door',
  '等陣',
  '等陣先',
  '等等。',
  '等一等',
  '等我一陣呀唔該',
  '唔該等等',
  '你等等先，我搵下張單',
  '等我睇睇先',
  '我攞張單，等陣',
  '唔好收線住，等等',
  '等我一下',
  '等一下，我找一下',
  '你等我一下',
  '稍等',
  '请稍等一下',
  '不好意思，稍等，我拿一下身份证',
  '您等一会儿，我看一下账单',
  '给我一点时间',
  '先别挂',
];

const others = [
  '',
  'I have been waiting for an hour',
  'hold on to my number',
  'how long is the wait',
  'I want to hold my plan for a month',
  'one moment of your service costs too much',
  'wait for the next bill',
  'give me a discount',
  'give me my balance',
  'please put my call on hold music off',
  'it takes a minute to load',
  'my number is one two three',
  'I cannot wait any longer',
  'just a second SIM card please',
  '我等咗好耐喇',
  '要等幾耐',
  '我想查話費、流量等等',
  '话费、套餐、流量等等',
  '我等了一个小时了',
  '要等多久',
  '等等，我想問下張單點解咁貴' /* goes on with a question: the engine answers it */,
  '等到幾時先得',
  '我找不到账单',
  '我想查下張單',
  '等我朋友打嚟',
  '给我查一下时间',
];

describe('a caller who asks for a moment', () => {
  test.each(requests)('is waited for: %s', (text) => expect(asksToWait(text)).toBe(true));

  test.each(others)('has not asked: %s', (text) => expect(asksToWait(text)).toBe(false));

  test('is not kept waiting by the recogniser of requests, whatever was said', () => {
    const piece = fc.constantFrom(
      '等',
      '我',
      '先',
      '一',
      '下',
      'hold on ',
      'let me ',
      'wait ',
      'please ',
      '唔該',
      '睇',
      'get ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
        asksToWait(pieces.join(''));
      }),
    );
  });
});
