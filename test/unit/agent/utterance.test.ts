import { describe, expect, test } from 'vitest';
import { Utterance } from '#src/agent/utterance.js';

function utterance(...runs: readonly [text: string, ms: number][]): Utterance {
  const spoken = new Utterance();
  for (const [text, ms] of runs) {
    spoken.addText(text);
    spoken.addAudio(ms * 8, 8000);
  }
  return spoken;
}

describe('what was heard of a cut utterance', () => {
  const english = utterance(['Your bill is three hundred dollars.', 2000], ['Can I help you further?', 1000]);

  test('nothing before the first word is over', () => {
    expect(english.heardBy(0)).toBe('');
    expect(english.heardBy(60)).toBe('');
  });

  test('whole words only, by the share of the sentence that was played', () => {
    expect(english.heardBy(1000)).toBe('Your bill is');
  });

  test('a whole sentence and the beginning of the next', () => {
    expect(english.heardBy(2400)).toBe('Your bill is three hundred dollars. Can I');
  });

  test('everything when all of it was played', () => {
    expect(english.heardBy(3000)).toBe(english.text);
    expect(english.text).toBe('Your bill is three hundred dollars. Can I help you further?');
  });

  test('Chinese is cut at a character, and sentences are joined without a space', () => {
    const cantonese = utterance(['你今個月張單係五百蚊。', 2000], ['仲有咩可以幫到你？', 1000]);
    expect(cantonese.heardBy(1000)).toBe('你今個月張');
    expect(cantonese.text).toBe('你今個月張單係五百蚊。仲有咩可以幫到你？');
  });

  test('text that comes in pieces of words, with its spaces, is that text', () => {
    const pieces = utterance(
      ['Hel', 200],
      ['lo. ', 200],
      ['Your', 200],
      [' bill', 200],
      [' is un', 200],
      ['paid.', 200],
    );
    expect(pieces.text).toBe('Hello. Your bill is unpaid.');
    expect(utterance(['HK$1', 100], [',', 100], ['234.', 100], ['50', 100]).text).toBe('HK$1,234.50');
    expect(pieces.heardBy(800)).toBe('Hello. Your bill');
  });

  test('a mark that the engine places rules over the order of arrival', () => {
    const spoken = new Utterance();
    spoken.addAudio(8000, 8000);
    spoken.addText('First part.', 0);
    spoken.addText('Second part.', 500);
    expect(spoken.heardBy(500)).toBe('First part.');
  });
});
