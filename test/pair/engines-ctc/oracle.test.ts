/** What is heard by the loading path of the product and by sherpa-onnx, which was written by others, is the same to the token. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readWav } from '#src/caller/wav.js';
import { resampled } from '#src/core/resampled.js';
import { type CtcKind, openCtcModel } from '#src/engines/local/recogniser/ctc/ctc-model.js';
import { bestPath } from '#src/engines/local/recogniser/ctc/decoding.js';
import { bands, type FilterBank } from '#src/engines/local/recogniser/ctc/filter-bank.js';
import { Utterance } from '#src/engines/local/recogniser/ctc/utterance.js';
import { sharedClips } from '../../../bench/shared-data.js';
import { optional } from '../../support/optional.js';
import { writeRandomModel } from '../../support/random-ctc-model.js';
import { seeded } from '../../support/seeded.js';
import { WordModel } from '../../support/word-model.js';

const folder = mkdtempSync(join(tmpdir(), 'undertone-oracle-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Oracle {
  createStream(): { acceptWaveform(wave: { sampleRate: number; samples: Float32Array }): void };
  decode(stream: unknown): void;
  getResult(stream: unknown): OracleResult;
}

interface OracleResult {
  readonly lang: string;
  readonly emotion: string;
  readonly event: string;
  readonly tokens: readonly string[];
  readonly timestamps: readonly number[];
}

type OracleModule = { readonly OfflineRecognizer: new (config: object) => Oracle };

function oracleModule(): OracleModule | undefined {
  try {
    return createRequire(import.meta.url)('sherpa-onnx-node') as OracleModule;
  } catch {
    return undefined;
  }
}

const sherpa = oracleModule();
const oracle = optional('sherpa-onnx-node', sherpa !== undefined);
const clips = ['speech/orders/', 'speech/cantonese/', 'speech/short/'].flatMap((set) => sharedClips(set).slice(0, 12));
const recordings = optional('the shared recordings', clips.length > 0);

function oracleFor(kind: CtcKind, model: string): Oracle {
  const file = join(model, 'model.int8.onnx');
  const acoustic =
    kind === 'sense-voice' ? { senseVoice: { model: file, language: 'auto' } } : { wenetCtc: { model: file } };
  return new sherpa!.OfflineRecognizer({
    modelConfig: { ...acoustic, tokens: join(model, 'tokens.txt'), numThreads: 1 },
  });
}

/**
 * Above 4 kHz the recordings have nothing, and the oracle's bands there are the rounding of its 32-bit transform: more of it
 * shows behind the window of WeNet, which has no side lobes to cover it.
 */
const hiss: Readonly<Record<CtcKind, number>> = { 'sense-voice': 30, 'wenet-ctc': 1500 };

function withHiss(samples: Int16Array, most: number): Int16Array {
  const next = seeded(3);
  return samples.map((sample) => Math.max(-32_768, Math.min(32_767, sample + Math.round((2 * next() - 1) * most))));
}

function featuresOf(bank: FilterBank, audio: Int16Array): Float32Array {
  const frames = bank.framesIn(audio.length);
  const features = new Float32Array(frames * bands);
  for (let frame = 0; frame < frames; frame++) bank.write(audio, audio.length, frame, features, frame * bands);
  return features;
}

function heardByOracle(recogniser: Oracle, at16k: Int16Array): OracleResult {
  const stream = recogniser.createStream();
  stream.acceptWaveform({ sampleRate: 16_000, samples: Float32Array.from(at16k, (sample) => sample / 32_768) });
  recogniser.decode(stream);
  return recogniser.getResult(stream);
}

describe.skipIf(oracle.missing)(`against sherpa-onnx${oracle.note}`, () => {
  describe.each<CtcKind>(['sense-voice', 'wenet-ctc'])('a %s model', (kind) => {
    test.skipIf(recordings.missing)(`hears token for token the same in recorded speech${recordings.note}`, async () => {
      const model = writeRandomModel(join(folder, kind), kind);
      const [ours, theirs] = [await openCtcModel({ kind, folder: model }), oracleFor(kind, model)];
      let tokens = 0;
      let others = 0;
      for (const clip of clips) {
        const { samples, rateHz } = await readWav(clip.file);
        const audio = withHiss(resampled(samples, rateHz, 16_000), hiss[kind]);
        const { words } = await ours.run(featuresOf(ours.bank, audio), undefined);
        const spoken = bestPath(words, ours.tokens.blank);
        const expected = heardByOracle(theirs, audio);
        const heard = new Set(spoken.map(({ id, first }) => `${ours.tokens.tokenOf(id)} in row ${first}`));
        const rowMs = 10 * ours.framesARow;
        const rows = expected.timestamps.map((seconds) => Math.round((seconds * 1000) / rowMs));
        others += expected.tokens.filter((token, index) => !heard.has(`${token} in row ${rows[index]}`)).length;
        others += Math.abs(spoken.length - expected.tokens.length);
        tokens += expected.tokens.length;
      }
      expect(tokens).toBeGreaterThan(300);
      // Weights drawn by lot leave ties, which 32 and 64 bits of the transform decide differently.
      expect(others / tokens).toBeLessThanOrEqual(0.005);
    });
  });

  test('words, language, emotion and event of a turn are the same, over a telephone line', async () => {
    const model = new WordModel(['我张单点解咁贵', 'check bill']);
    const place = model.write(join(folder, 'words'));
    const [ours, theirs] = [
      await openCtcModel({ kind: 'sense-voice', folder: place }),
      oracleFor('sense-voice', place),
    ];
    for (const singing of [
      { language: 'yue', loud: true },
      { language: 'cmn' },
      { language: 'en', laughing: true },
    ] as const) {
      const utterance = new Utterance(ours.bank);
      utterance.push(model.sung('我张单点解咁贵 check bill', singing));
      const { words, tags } = await ours.run(utterance.features(0), undefined);
      const expected = heardByOracle(theirs, utterance.audio);
      expect(expected.tokens.map((token) => token.trim())).toEqual([...'我张单点解咁贵', 'check', 'bill']);
      expect(ours.tokens.textOf(bestPath(words, 0).map(({ id }) => id))).toBe('我张单点解咁贵 check bill');
      const names = { yue: '<|yue|>', cmn: '<|zh|>', en: '<|en|>' };
      expect(expected.lang).toBe(names[singing.language]);
      expect(tags!.languages[singing.language]).toBeGreaterThan(0.9);
      const emotions = { '<|ANGRY|>': 'angry', '<|NEUTRAL|>': 'neutral', '<|HAPPY|>': 'happy' } as const;
      expect(tags!.reading.emotion?.value).toBe(emotions[expected.emotion as keyof typeof emotions]);
      expect(expected.event).toBe('laughing' in singing ? '<|Laughter|>' : '<|Speech|>');
      expect(tags!.reading.events?.map(({ value }) => value)).toEqual('laughing' in singing ? ['laughter'] : undefined);
    }
  });
});
