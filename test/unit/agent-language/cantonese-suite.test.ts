import { describe, expect, test } from 'vitest';
import { likelyIntent } from '#src/engines/local/dialogue/match.js';
import { hearingIn } from '#src/engines/local/dialogue/spoken-option.js';
import { cantoneseExchanges, cantoneseSuiteShare, playExchange } from '../../support/cantonese-suite.js';
import { carrierDialogue } from '../../support/carrier-dialogue.js';

describe('exchanges in Cantonese that the dialogue was written from', () => {
  test.each(cantoneseExchanges.development)('$topic: $after $caller', (exchange) => {
    expect(playExchange(exchange)).toEqual([]);
  });
});

test('exchanges that it was not written from are understood, and answered in Cantonese', () => {
  const { share, exchanges, failures } = cantoneseSuiteShare(cantoneseExchanges.held_out);
  expect(exchanges).toBeGreaterThanOrEqual(80);
  expect(share, failures.join('\n')).toBeGreaterThanOrEqual(0.95);
});

test('what no carrier is asked for is not taken for a request', () => {
  const others = [
    ['今日天氣點呀', '你食咗飯未', '我想訂枱食飯', '幫我叫部的士去機場', '聽日會唔會落雨', '唱首歌嚟聽吓', '你係邊個'],
    ['你叫咩名', '我個仔今日返學遲到', '你覺得邊隻股票好', '六合彩開咩號碼', '我想退休', '隔離屋好嘈', '啱啱睇完場波'],
    ['你估下我幾多歲', '呢間餐廳幾好食', '幫我開燈', '阿媽叫我返屋企食飯', '我唔知講咩好', '喂喂喂'],
  ].flat();
  const taken = others.filter(
    (text) => likelyIntent(text, hearingIn(carrierDialogue, 'yue'), carrierDialogue.intents) !== undefined,
  );
  expect(taken).toEqual([]);
});
