/** The recogniser of free words in its real process, with a model whose words are chords (support/word-model.ts). */
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock as clock } from '#src/core/clock.js';
import type { Language } from '#src/core/language.js';
import { startCtc } from '#src/engines/local/recogniser/ctc/start-ctc.js';
import type { RecogniserTurn } from '#src/engines/local/recogniser/recogniser.js';
import { canListChildren, childrenRunning } from '../../support/child-processes.js';
import { throughMulaw } from '../../support/telephone.js';
import { concat, noise, silence } from '../../support/tone.js';
import { type Singing, WordModel } from '../../support/word-model.js';

const folder = mkdtempSync(join(tmpdir(), 'undertone-ctc-'));
const model = new WordModel(['我张单点解咁贵', '唔系', '查账', '数据用晒', '转计划', 'check my bill', '流量不够']);
const place = model.write(join(folder, 'words'));
const languages: readonly Language[] = ['yue', 'cmn', 'en'];
const started = await startCtc({ clock, kind: 'sense-voice', folder: place, languages });
const recogniser = started.recogniser!;
afterAll(async () => {
  await started.close();
  rmSync(folder, { recursive: true });
});

const phrases = ['張單點解咁貴', '轉計劃', '數據用晒', 'check my bill', '流量不夠'];

interface Turn {
  readonly language?: Language;
  readonly onPartial?: (text: string) => void;
}

const startTurn = ({ language = 'yue', onPartial }: Turn = {}): RecogniserTurn =>
  recogniser.startTurn({ language, phrases, onPartial });

function pushed(turn: RecogniserTurn, samples: Int16Array): RecogniserTurn {
  for (let at = 0; at < samples.length; at += 160) turn.push(samples.slice(at, at + 160));
  return turn;
}

const said = (text: string, singing?: Singing): Int16Array => throughMulaw(model.sung(text, singing));

async function hear(samples: Int16Array, turn: Turn = {}) {
  const opened = pushed(startTurn(turn), concat(samples, silence(120)));
  const heard = await opened.hear();
  opened.end();
  return heard;
}

describe('a caller is heard', () => {
  test('in Cantonese, written in Traditional characters, with the language and how sure it is', async () => {
    const heard = await hear(said('我张单点解咁贵'));
    expect(heard).toMatchObject({ text: '我張單點解咁貴', freeWords: true, unknownWords: 0 });
    expect(heard.confidence).toBeGreaterThan(0.9);
    expect(heard.language).toEqual({ value: 'yue', confidence: expect.closeTo(1, 1) });
  });

  test('in Mandarin, written in Simplified characters where the conversation is in it', async () => {
    const heard = await hear(said('流量不够', { language: 'cmn' }), { language: 'cmn' });
    expect(heard).toMatchObject({ text: '流量不够', language: { value: 'cmn' } });
  });

  test('in English, and in English inside Cantonese', async () => {
    expect((await hear(said('check my bill', { language: 'en' }))).text).toBe('check my bill');
    expect((await hear(said('我 check 张单'))).text).toBe('我 check 張單');
  });

  test('with the phrases that fit, whatever is said around them', async () => {
    const heard = await hear(said('唔系 我张单点解咁贵 数据'));
    expect(heard.phrases?.[0]).toEqual({ text: '張單點解咁貴', confidence: expect.closeTo(1, 1) });
    expect(heard.phrases?.map(({ text }) => text)).not.toContain('轉計劃');
  });

  test('with what else it may have been', async () => {
    // Two sounds run into each other: the model is not sure of the second.
    const blurred = model.sung('转计划');
    for (let at = 1700; at < 2400; at++) blurred[at] = Math.round(blurred[at]! * 0.02);
    const heard = await hear(throughMulaw(blurred));
    for (const { text, confidence } of heard.alternatives ?? []) {
      expect(text).not.toBe(heard.text);
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });

  test('with an angry voice, and with laughter', async () => {
    expect((await hear(said('点解咁贵', { loud: true }))).reading?.emotion?.value).toBe('angry');
    const laughing = await hear(said('点解咁贵', { laughing: true }));
    expect(laughing.reading?.events?.map(({ value }) => value)).toEqual(['laughter']);
    expect((await hear(said('点解咁贵'))).reading?.emotion?.value).toBe('neutral');
  });

  test('again when he goes on, and not anew when he is silent', async () => {
    const turn = pushed(startTurn(), said('我张单'));
    expect((await turn.hear()).text).toBe('我張單');
    pushed(turn, concat(silence(60), said('点解咁贵')));
    const heard = await turn.hear();
    expect(heard.text).toBe('我張單點解咁貴');
    pushed(turn, silence(400));
    expect(await turn.hear()).toEqual(heard);
    turn.end();
  });

  test('while he speaks at length: the words so far come, and the whole of them at the end', async () => {
    const partials: string[] = [];
    const turn = startTurn({ onPartial: (text) => partials.push(text) });
    const sentence = '我张单点解咁贵 唔系数据用晒 转计划 查账 点解流量不够 我 check my bill 张单咁贵 转计划 数据用晒';
    const audio = said(sentence);
    for (let at = 0; at < audio.length; at += 160) {
      turn.push(audio.slice(at, at + 160));
      // Ten times as fast as speech: there is time for the words so far.
      if (at % 1600 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const heard = await turn.hear();
    turn.end();
    const whole = '我張單點解咁貴唔係數據用晒轉計劃查賬點解流量不夠我 check my bill 張單咁貴轉計劃數據用晒';
    expect(heard.text).toBe(whole);
    expect(partials.length).toBeGreaterThan(2);
    for (const partial of partials) expect(whole.startsWith(partial)).toBe(true);
    expect(heard.phrases?.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['張單點解咁貴', '轉計劃', '數據用晒']),
    );
  });

  test('while others are', async () => {
    const texts = ['我张单点解咁贵', '转计划', '数据用晒', '查账', '流量不够', '唔系'];
    const heard = await Promise.all(texts.map((text) => hear(said(text))));
    expect(heard.map(({ text }) => text)).toEqual(['我張單點解咁貴', '轉計劃', '數據用晒', '查賬', '流量不夠', '唔係']);
  });

  test('although the turn ends at once', async () => {
    const turn = pushed(startTurn(), said('转计划'));
    const heard = turn.hear();
    turn.end();
    expect((await heard).text).toBe('轉計劃');
  });
});

describe('nothing is made up', () => {
  test.each([
    ['no sound', new Int16Array(0)],
    ['silence', silence(800)],
    ['a click', concat(silence(200), noise(30, -20), silence(200))],
    ['hiss of a line', noise(900, -62)],
  ])('of %s', async (_, samples) => {
    expect((await hear(samples)).text).toBe('');
  });
});

test('names the words of the dialogue that it has no tokens for', async () => {
  expect(await recogniser.unknownWords(['張單點解咁貴', '漫遊', 'roaming'])).toEqual(['漫', '游', 'roaming']);
});

test.skipIf(!canListChildren)('after a crash the turn fails and the next one is heard', async () => {
  const turn = pushed(startTurn(), said('转计划'));
  const [pid] = childrenRunning('ctc-child');
  process.kill(pid!, 'SIGKILL');
  await expect(turn.hear()).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
  await expect
    .poll(
      () =>
        hear(said('转计划')).then(
          ({ text }) => text,
          () => '',
        ),
      { timeout: 15_000, interval: 200 },
    )
    .toBe('轉計劃');
});

describe('a model that cannot be used is said at the start, and nothing crashes', () => {
  const broken = (name: string, breakIt: (model: string) => void): string => {
    const copy = join(folder, name);
    cpSync(place, copy, { recursive: true });
    breakIt(copy);
    return copy;
  };
  const onnx = (model: string): string => join(model, 'model.int8.onnx');
  test.each([
    ['is not there', join(folder, 'nowhere'), /has no model.int8.onnx or model.onnx/],
    ['is cut short', broken('short', (at) => truncateSync(onnx(at), 2000)), /is damaged: its end is missing/],
    ['is no model', broken('text', (at) => writeFileSync(onnx(at), 'version https://git-lfs')), /is damaged/],
    ['is empty', broken('empty', (at) => writeFileSync(onnx(at), '')), /is damaged/],
    ['has no tokens', broken('untold', (at) => rmSync(join(at, 'tokens.txt'))), /has no tokens.txt/],
    [
      'has other tokens',
      broken('others', (at) => writeFileSync(join(at, 'tokens.txt'), 'a 0\nb 1\n')),
      /has 2 tokens in tokens.txt and \d+ tokens in its model/,
    ],
    ['has broken tokens', broken('torn', (at) => writeFileSync(join(at, 'tokens.txt'), 'a\nb\n')), /is damaged/],
    [
      'has other means',
      broken('means', (at) => model.write(at, { neg_mean: '1,2,3' })),
      /its means or deviations are incomplete/,
    ],
    ['is of another kind', broken('kind', (at) => model.write(at, { lang_auto: '' })), /is no SenseVoice model/],
    [
      'is damaged inside',
      broken('inside', (at) => {
        const bytes = readFileSync(onnx(at));
        writeFileSync(onnx(at), bytes.fill(0xff, 400, 900));
      }),
      /./,
    ],
  ])('%s', async (_, at, reason) => {
    const { recogniser: none, missing, close } = await startCtc({ clock, kind: 'sense-voice', folder: at, languages });
    await close();
    expect(none).toBeUndefined();
    expect(missing).toEqual([{ part: 'recogniser', reason: expect.stringMatching(reason), languages }]);
  });
});
