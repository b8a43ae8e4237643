import { describe, expect, test } from 'vitest';
import { grammarOf } from '#src/engines/local/dialogue/grammar.js';
import { initialState } from '#src/engines/local/dialogue/state.js';
import { inSimplified, inTraditional } from '#src/engines/local/recogniser/ctc/chinese-script.js';
import { carrierDialogue } from '../../support/carrier-dialogue.js';

describe('what a model writes in Simplified characters is written as Hong Kong does', () => {
  test.each([
    ['我系想问', '我係想問'],
    ['唔系', '唔係'],
    ['冇关系', '冇關係'],
    ['系统坏咗', '系統壞咗'],
    ['数据用晒', '數據用晒'],
    ['晒太阳', '曬太陽'],
    ['佢地嘅计划', '佢哋嘅計劃'],
    ['我地址', '我地址'],
    ['后面', '後面'],
    ['揾客户服务', '搵客戶服務'],
    ['张单点解咁贵', '張單點解咁貴'],
    ['查下账单', '查下賬單'],
    ['我 check 张单', '我 check 張單'],
  ])('%s', (simplified, traditional) => {
    expect(inTraditional(simplified)).toBe(traditional);
  });

  test('what is Traditional already stays so', () => {
    for (const text of ['我係想問', '冇關係', '數據用晒', '佢哋', '後面']) expect(inTraditional(text)).toBe(text);
  });
});

test('the phrases of the dialogue come back from Simplified characters as they were', () => {
  const phrases = grammarOf(carrierDialogue, initialState('yue'));
  expect(phrases.length).toBeGreaterThan(150);
  const changed = phrases.filter((phrase) => inTraditional(inSimplified(phrase)) !== phrase);
  expect(changed).toEqual([]);
});
