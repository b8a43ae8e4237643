/**
 * Callers in Cantonese and Mandarin over SIP and RTP: the whole product with a model of SenseVoice's interface whose words
 * are chords (support/word-model.ts) in place of the published weights. Everything else is the product's: finding the model,
 * its process, features, decoding, tags, dialogue, moods, languages.
 */
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canListChildren, childrenRunning } from '../support/child-processes.js';
import { optional } from '../support/optional.js';
import { botsSection, type Product, startProduct } from '../support/product.js';
import { scriptedRecognition } from '../support/scripted-recognition.js';
import { SingingCaller } from '../support/singing-caller.js';
import { overTheLine } from '../support/telephone.js';
import { noise, silence } from '../support/tone.js';
import { until } from '../support/until.js';
import { WordModel } from '../support/word-model.js';

const store = mkdtempSync(join(tmpdir(), 'undertone-chinese-'));
const model = new WordModel([
  ...['我张单点解咁贵', '日本漫游收费', '加数据', '想装宽频', '唔见咗卡', '要投诉', '三十个', '好'],
  ...['check', '账', '这么高', '为什么', '系', '网络'],
]);
let product: Product;
let voice: Int16Array;

/** That one may speak is said where one is heard; moods are counted. */
const bots = botsSection()
  .replaceAll('mood: { enabled: false }', 'mood: { enabled: true }')
  .replaceAll('greeting:', 'invitation: { yue: 你可以直接講。, en: Just say it. }, greeting:');

beforeAll(async () => {
  model.write(join(store, 'sense-voice'));
  product = await startProduct(bots, undefined, {}, { models: store });
  const { samples, rateHz } = await product.speech('我而家想問你呢個問題好耐喇你知唔知呀', 'yue').catch(() => ({
    samples: new Int16Array(1),
    rateHz: 8000,
  }));
  voice = overTheLine(samples, rateHz);
}, 60_000);

afterAll(async () => {
  await product.close();
  rmSync(store, { recursive: true });
}, 30_000);

const espeak = optional('a Cantonese voice', await hasCantonese());

async function hasCantonese(): Promise<boolean> {
  const { startLocalVoice } = await import('#src/engines/local/voices.js');
  const { systemClock: clock } = await import('#src/core/clock.js');
  const local = await startLocalVoice({ clock });
  await local.close();
  return local.voice.languages.includes('yue');
}

const dial = (user: string, of = product): Promise<SingingCaller> => SingingCaller.dial(of, user, model, voice);

describe.skipIf(espeak.missing)(`a caller who speaks Cantonese${espeak.note}`, { timeout: 120_000 }, () => {
  test('is heard once sense-voice has been pulled, with no line of configuration', () => {
    expect(product.running.missing).toEqual([]);
    expect(product.running.hearing).toEqual([
      { bot: 'english', heard: ['en', 'yue', 'cmn'], keypadOnly: [] },
      { bot: 'cantonese', heard: ['yue', 'cmn', 'en'], keypadOnly: [] },
    ]);
  });

  test.concurrent('is told that one may speak', async () => {
    const caller = await dial('1001');
    expect(caller.said.join('')).toMatch(/歡迎致電.*你可以直接講。/);
    await caller.hangUp();
  });

  test.concurrent.each([
    ['a bill', ['我张单点解咁贵'], ['12345678'], /HK\$.*(漫遊|日本|賬單)/],
    ['roaming', ['日本漫游收费'], [], /日本.*每日HK\$98/],
    ['a data pack', ['加数据 三十个', '好'], [], /30GB/],
    ['broadband', ['想装宽频'], [], /寬頻.*500M/],
    ['a lost SIM card', ['唔见咗卡'], ['12345678'], /停用.*SIM/],
    ['a complaint', ['要投诉', '网络'], ['12345678'], /投訴/],
  ])('asks for %s, and is answered in Cantonese', async (_, words, keys, answer) => {
    const caller = await dial('1001');
    let said = '';
    for (const text of words) said += await caller.asks(text);
    for (const digits of keys) said += await caller.keys(digits);
    expect(said).toMatch(answer);
    await caller.hangUp();
  });

  test.concurrent('mixes in English', async () => {
    const caller = await dial('1001');
    expect(await caller.asks('我要 check 张单')).toContain('戶口號碼');
    expect(caller.heard).toEqual(['我要 check 張單']);
    await caller.hangUp();
  });

  test.concurrent('is heard by the English bot too, which goes on in Cantonese', async () => {
    const caller = await dial('1000');
    const said = await caller.asks('我张单点解咁贵');
    expect(said).toContain('戶口號碼');
    await caller.hangUp();
  });

  test.concurrent('goes over to Mandarin, and is answered in it', async () => {
    const caller = await dial('1001');
    expect(await caller.asks('我张单点解咁贵')).toContain('戶口號碼');
    await caller.keys('12345678');
    const said = await caller.asks('为什么账单这么高', { language: 'cmn' });
    expect(caller.heard.at(-1)).toMatch(/^為什麼賬單|^为什么账单/);
    expect(said).toMatch(/您|账单/);
    await caller.hangUp();
  });

  test.concurrent('sounds angry to the model while the words are calm: the mood counts it', async () => {
    const caller = await dial('1001');
    await caller.asks('想装宽频', { loud: true });
    const readings = caller.events('paralinguistics').map(({ reading }) => reading.emotion?.value);
    expect(readings).toContain('angry');
    const evidence = caller.events('mood').flatMap((mood) => mood.evidence);
    expect(evidence).toContainEqual(expect.objectContaining({ source: 'engine', detail: 'angry' }));
    await caller.hangUp();
  });

  test.concurrent('laughs, which is told and no anger', async () => {
    const caller = await dial('1001');
    await caller.asks('我张单点解咁贵', { laughing: true });
    const events = caller.events('paralinguistics').flatMap(({ reading }) => reading.events ?? []);
    expect(events.map(({ value }) => value)).toContain('laughter');
    const evidence = caller.events('mood').flatMap((mood) => mood.evidence);
    expect(evidence.filter(({ source, anger }) => source === 'engine' && anger > 0)).toEqual([]);
    await caller.hangUp();
  });

  test.concurrent('is silent, or there is noise: nothing is made up', async () => {
    const caller = await dial('1001');
    await caller.sounds(silence(1500));
    await caller.sounds(noise(1200, -35));
    await caller.sounds(noise(400, -20));
    expect(caller.heard).toEqual([]);
    expect(await caller.asks('我张单点解咁贵')).toContain('戶口號碼');
    await caller.hangUp();
  });
});

describe.skipIf(espeak.missing)(`the process that hears${espeak.note}`, { timeout: 120_000 }, () => {
  test.skipIf(!canListChildren)('dies in a call: a word of apology, the keypad, and then it is back', async () => {
    const caller = await dial('1001');
    const [pid] = childrenRunning('ctc-child');
    const turn = caller.asksAndKeys('我张单点解咁贵', '1');
    await until(() => caller.events('turn-state').at(-1)?.to === 'UserSpeaking', 10_000);
    process.kill(pid!, 'SIGKILL');
    expect(await turn).toMatch(/聽唔到你講嘢，請用鍵盤.*戶口號碼/s);
    await until(() => childrenRunning('ctc-child').some((other) => other !== pid), 15_000);
    await expect.poll(async () => caller.asks('想装宽频'), { timeout: 40_000, interval: 500 }).toMatch(/寬頻.*500M/);
    await caller.hangUp();
  });

  test('cannot use a damaged model: that is said, English is heard, Cantonese goes by keypad', async () => {
    const damaged = mkdtempSync(join(tmpdir(), 'undertone-damaged-'));
    truncateSync(join(model.write(join(damaged, 'sense-voice')), 'model.int8.onnx'), 1000);
    const other = await startProduct(bots, undefined, {}, { models: damaged });
    expect(other.running.missing).toEqual([
      {
        part: 'recogniser',
        reason: expect.stringMatching(/is damaged: .*; undertone models pull sense-voice fetches it anew/),
        languages: ['yue', 'cmn', 'en'],
      },
    ]);
    expect(other.running.hearing[1]).toEqual({ bot: 'cantonese', heard: ['en'], keypadOnly: ['yue', 'cmn'] });
    const caller = await dial('1001', other);
    expect(caller.said.join('')).not.toContain('你可以直接講');
    expect(await caller.asksAndKeys('我张单点解咁贵', '1')).toMatch(/聽唔明廣東話，請用鍵盤.*戶口號碼/s);
    await caller.hangUp();
    await other.close();
    rmSync(damaged, { recursive: true });
  });

  test('says what it heard and how: its words are understood, whatever the sound was', async () => {
    const scripted = await startProduct(
      bots,
      undefined,
      {},
      {
        recognition: scriptedRecognition([
          { text: '我想 check 下我張單', language: { value: 'yue', confidence: 0.97 } },
          { text: '', confidence: 0 },
          {
            text: '轉計劃',
            language: { value: 'yue', confidence: 0.9 },
            reading: { emotion: { value: 'angry', confidence: 0.9 }, events: [{ value: 'crying', confidence: 0.8 }] },
          },
        ]),
      },
    );
    const caller = await dial('1001', scripted);
    expect(await caller.asks('我张单点解咁贵')).toContain('戶口號碼');
    expect(await caller.asks('我张单点解咁贵')).toMatch(/唔明|聽唔/);
    expect(await caller.asks('我张单点解咁贵')).toContain('戶口號碼');
    expect(caller.heard).toEqual(['我想 check 下我張單', '', '轉計劃']);
    const [reading] = caller.events('paralinguistics').slice(-1);
    expect(reading?.reading).toMatchObject({ emotion: { value: 'angry' }, events: [{ value: 'crying' }] });
    await caller.hangUp();
    await scripted.close();
  });
});
