/**
 * A model with the interface of SenseVoice Small whose words are chords: a character is two tones, the language and laughter
 * are tones of their own beside them, and what is loud is angry. Its weights are computed here, so that the real files, the
 * real process and the real decoding are tested without the published weights, which are the user's to fetch.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '#src/core/language.js';
import { onnxGraph } from './onnx-model.js';
import { concat } from './tone.js';

const bands = 80;
const frames = 7;
const width = frames * bands;
export const rateHz = 8000;

const melOf = (hz: number): number => 1127 * Math.log(1 + hz / 700);
const hzOf = (mel: number): number => 700 * (Math.exp(mel / 1127) - 1);
const lowMel = melOf(20);
const melWidth = (melOf(8000) - lowMel) / (bands + 1);
const hzOfBand = (band: number): number => hzOf(lowMel + (band + 1) * melWidth);

const languageBands: Readonly<Record<Language, number>> = { yue: 13, cmn: 17, en: 21 };
const laughterBand = 26;
const wordBands = Array.from({ length: 12 }, (_, index) => 31 + 2 * index);
const allBands = [...Object.values(languageBands), laughterBand, ...wordBands];
/** Pairs of tones that are far enough from each other. */
const chords = wordBands.flatMap((low, index) => wordBands.slice(index + 3).map((high) => [low, high] as const));

const languageTags: Readonly<Record<Language, string>> = { yue: '<|yue|>', cmn: '<|zh|>', en: '<|en|>' };
const tags = [
  ...['<|zh|>', '<|en|>', '<|yue|>', '<|ja|>', '<|ko|>', '<|nospeech|>'],
  ...['<|HAPPY|>', '<|SAD|>', '<|ANGRY|>', '<|NEUTRAL|>', '<|EMO_UNKNOWN|>'],
  ...['<|Speech|>', '<|BGM|>', '<|Applause|>', '<|Laughter|>', '<|Cry|>', '<|Cough|>', '<|withitn|>', '<|woitn|>'],
];
const hints: Readonly<Record<string, string>> = { lang_auto: '0', lang_zh: '3', lang_en: '4', lang_yue: '7' };
const hintRows = 16;

/** A word of English has the mark of its space, a character of Chinese none. */
const tokenOf = (word: string): string => (/^\p{Script=Han}$/u.test(word) ? word : `▁${word}`);

/** The words of a text: Chinese by characters, others by spaces. */
const wordsOf = (text: string): string[] => text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+/gu) ?? [];

export class WordModel {
  readonly words: readonly string[];
  readonly tokens: readonly string[];

  /** @param texts whose words it knows, Chinese in Simplified characters */
  constructor(texts: readonly string[]) {
    this.words = [...new Set(texts.flatMap(wordsOf))];
    if (this.words.length > chords.length) throw new Error(`${this.words.length} words, ${chords.length} chords`);
    this.tokens = ['<unk>', ...tags, ...this.words.map(tokenOf)];
  }

  /** Writes `model.int8.onnx` and `tokens.txt`. */
  write(folder: string, metadata: Readonly<Record<string, string>> = {}): string {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'model.int8.onnx'), this.#onnx(metadata));
    writeFileSync(join(folder, 'tokens.txt'), this.tokens.map((token, id) => `${token} ${id}\n`).join(''));
    return folder;
  }

  /** The sound of a text, at 8 kHz. */
  sung(
    text: string,
    { language = 'yue', loud = false, laughing = false, gapMs = 80, voice }: Singing = {},
  ): Int16Array {
    const beside = [languageBands[language], ...(laughing ? [laughterBand] : [])];
    const gap = new Int16Array((gapMs * rateHz) / 1000);
    const sung = concat(
      ...wordsOf(text).flatMap((word) => {
        const chord = chords[this.words.indexOf(word)];
        if (chord === undefined) throw new Error(`the model has no word ${word}`);
        return [soundOf([...chord, ...beside]), gap];
      }),
    );
    const level = loud ? loudness : 1;
    const share = voice === undefined ? 0 : voiceShare;
    return sung.map((sample, at) => {
      const mixed = level * (sample + share * (voice?.[at % voice.length] ?? 0));
      return Math.max(-32_767, Math.min(32_767, mixed));
    });
  }

  #onnx(metadata: Readonly<Record<string, string>>): Uint8Array {
    const tokens = this.tokens.length;
    const detectors = allBands.length + 1;
    const loud = allBands.length;
    const detect = new Float32Array(width * detectors);
    const detectBias = new Float32Array(detectors);
    const middle = (frames >> 1) * bands;
    for (const [detector, band] of allBands.entries()) {
      const weigh = (at: number, weight: number): void => {
        detect[(middle + at) * detectors + detector] = weight;
      };
      // A tone stands out of what is beside it, and is louder than a band of a voice is.
      weigh(band, 0.5 + levelWeight);
      weigh(band - 3, -0.25);
      weigh(band + 3, -0.25);
      detectBias[detector] = -0.5 - levelWeight * leastLevel;
    }
    for (const band of allBands) detect[(middle + band) * detectors + loud] = 1 / allBands.length;
    detectBias[loud] = -18.3;
    const indexOf = (token: string): number => this.tokens.indexOf(token);
    const words = new Float32Array(detectors * tokens);
    const wordBias = new Float32Array(tokens).fill(-30);
    wordBias[0] = 0;
    for (const [index, word] of this.words.entries()) {
      const token = indexOf(tokenOf(word));
      wordBias[token] = -15;
      for (const [detector, band] of allBands.entries()) {
        if (!wordBands.includes(band)) continue;
        words[detector * tokens + token] = chords[index]!.includes(band) ? 10 : -10;
      }
    }
    const tagging = new Float32Array(detectors * 4 * tokens);
    const tagBias = new Float32Array(4 * tokens).fill(-30);
    const tag = (row: number, token: string, bias: number, by: Readonly<Record<number, number>> = {}): void => {
      tagBias[row * tokens + indexOf(token)] = bias;
      for (const [detector, weight] of Object.entries(by)) {
        tagging[Number(detector) * 4 * tokens + row * tokens + indexOf(token)] = weight;
      }
    };
    for (const [language, band] of Object.entries(languageBands)) {
      tag(0, languageTags[language as Language], 0, { [allBands.indexOf(band)]: 12 });
    }
    tag(0, '<|ja|>', -4);
    tag(0, '<|ko|>', -4);
    tag(0, '<|nospeech|>', 1);
    tag(1, '<|NEUTRAL|>', 1);
    tag(1, '<|ANGRY|>', -1, { [loud]: 20 });
    tag(1, '<|HAPPY|>', -4, { [allBands.indexOf(laughterBand)]: 30 });
    tag(1, '<|SAD|>', -6);
    tag(1, '<|EMO_UNKNOWN|>', -6);
    tag(2, '<|Speech|>', 1);
    tag(2, '<|Laughter|>', -2, { [allBands.indexOf(laughterBand)]: 12 });
    for (const other of ['<|BGM|>', '<|Applause|>', '<|Cry|>', '<|Cough|>']) tag(2, other, -6);
    tag(3, '<|woitn|>', 1);
    const hinting = new Float32Array(hintRows * 4 * tokens);
    for (const [language, token] of Object.entries(languageTags)) {
      const row = Number(hints[language === 'cmn' ? 'lang_zh' : `lang_${language}`]);
      hinting[row * 4 * tokens + indexOf(token)] = 6;
    }
    return onnxGraph({
      inputs: [
        { name: 'x', shape: ['N', 'T', width] },
        { name: 'x_length', shape: ['N'], type: 'int32' },
        { name: 'language', shape: ['N'], type: 'int32' },
        { name: 'text_norm', shape: ['N'], type: 'int32' },
      ],
      outputs: [{ name: 'logits', shape: ['N', 'L', tokens] }],
      nodes: [
        { op: 'MatMul', from: ['x', 'detect'], to: 'detected' },
        { op: 'Add', from: ['detected', 'detectBias'], to: 'biased' },
        { op: 'Clip', from: ['biased', 'zero', 'one'], to: 'tones' },
        { op: 'MatMul', from: ['tones', 'words'], to: 'weighed' },
        { op: 'Add', from: ['weighed', 'wordBias'], to: 'wordScores' },
        { op: 'ReduceMean', from: 'tones', to: 'mean', attributes: { axes: [1], keepdims: 1 } },
        { op: 'MatMul', from: ['mean', 'tagging'], to: 'tagged' },
        { op: 'Add', from: ['tagged', 'tagBias'], to: 'tagsOfSound' },
        { op: 'Gather', from: ['hinting', 'language'], to: 'hinted' },
        { op: 'Add', from: ['tagsOfSound', 'hinted'], to: 'tagsInARow' },
        { op: 'Reshape', from: ['tagsInARow', 'tagShape'], to: 'tagScores' },
        { op: 'Concat', from: ['tagScores', 'wordScores'], to: 'logits', attributes: { axis: 1 } },
      ],
      weights: [
        { name: 'detect', shape: [width, detectors], values: detect },
        { name: 'detectBias', shape: [detectors], values: detectBias },
        { name: 'zero', shape: [], values: Float32Array.of(0) },
        { name: 'one', shape: [], values: Float32Array.of(1) },
        { name: 'words', shape: [detectors, tokens], values: words },
        { name: 'wordBias', shape: [tokens], values: wordBias },
        { name: 'tagging', shape: [detectors, 4 * tokens], values: tagging },
        { name: 'tagBias', shape: [4 * tokens], values: tagBias },
        { name: 'hinting', shape: [hintRows, 4 * tokens], values: hinting },
        { name: 'tagShape', shape: [3], values: BigInt64Array.of(1n, 4n, BigInt(tokens)) },
      ],
      metadata: {
        model_type: 'sense_voice_ctc',
        comment: 'made for a test',
        vocab_size: String(tokens),
        lfr_window_size: String(frames),
        lfr_window_shift: '6',
        normalize_samples: '0',
        ...hints,
        lang_ja: '11',
        lang_ko: '12',
        with_itn: '14',
        without_itn: '15',
        neg_mean: new Array(width).fill('0').join(','),
        inv_stddev: new Array(width).fill('1').join(','),
        ...metadata,
      },
    });
  }
}

/** A packet that comes late may cut a sound in two, which is then heard twice. */
export const oncePerSound = (text: string): string => text.replaceAll(/(\p{Script=Han}|[a-z]+ )\1+/gu, '$1');

export interface Singing {
  readonly language?: Language;
  readonly loud?: boolean;
  readonly laughing?: boolean;
  /** Between two words. */
  readonly gapMs?: number;
  /** Speech at 8 kHz that sounds under it, so that a voice detector takes it for somebody speaking. */
  readonly voice?: Int16Array;
}

const amplitude = 2250;
const loudness = 2.3;
/** Log energy of a band with a tone in it, and what it counts beside its contrast. */
const leastLevel = 23.7;
const levelWeight = 0.6;
/** Of the voice's own level: enough for the ears, and too little to be taken for chords. */
const voiceShare = 0.33;

const soundMs = 180;
const rampMs = 15;
const buzzHz = 115;

const buzz = Float64Array.from({ length: (soundMs * rateHz) / 1000 }, (_, at) => {
  let sum = 0;
  for (let harmonic = 1; harmonic * buzzHz < 3400; harmonic++) {
    sum += Math.sin((2 * Math.PI * harmonic * buzzHz * at) / rateHz + harmonic) / harmonic;
  }
  return 0.2 * sum;
});
/** A test sings the same words often, and keeps the packets of its other calls waiting as long as they are made. */
const sounds = new Map<string, Int16Array>();

function soundOf(tones: readonly number[]): Int16Array {
  const key = tones.join();
  const made = sounds.get(key) ?? sound(tones);
  sounds.set(key, made);
  return made;
}

/** Tones in a voice: harmonics of a larynx, faint, so that ears take it for somebody speaking. */
function sound(tones: readonly number[]): Int16Array {
  const ramp = (rampMs * rateHz) / 1000;
  return Int16Array.from(buzz, (buzzing, at) => {
    const sung = tones.reduce((sum, band) => sum + Math.sin((2 * Math.PI * hzOfBand(band) * at) / rateHz), 0);
    const fade = Math.min(1, at / ramp, (buzz.length - 1 - at) / ramp);
    return Math.round(amplitude * fade * (sung + buzzing));
  });
}
