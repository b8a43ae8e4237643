/**
 * What SenseVoice writes before and between the words of an utterance: language, emotion, sound event and text normalisation,
 * as tags (`<|yue|><|ANGRY|><|Speech|><|woitn|>`), and the emoji that FunASR's `rich_transcription_postprocess` makes of them
 * (modelscope/FunASR, funasr/utils/postprocess_utils.py). Pure.
 */
import type { Language } from '../../core/language.js';
import type { Emotion, ParalinguisticReading, VoiceEvent } from '../../core/paralinguistics.js';

/** Languages as SenseVoice and its servers name them; Japanese and Korean are none of ours. */
export const languageTags: Readonly<Record<string, Language>> = { yue: 'yue', zh: 'cmn', en: 'en' };

export const emotionTags: Readonly<Record<string, Emotion>> = {
  HAPPY: 'happy',
  SAD: 'sad',
  ANGRY: 'angry',
  NEUTRAL: 'neutral',
  FEARFUL: 'anxious',
  DISGUSTED: 'disgusted',
  SURPRISED: 'surprised',
};

export const eventTags: Readonly<Record<string, VoiceEvent>> = {
  Laughter: 'laughter',
  Cry: 'crying',
  Cough: 'cough',
  Sneeze: 'sneeze',
  Applause: 'applause',
  BGM: 'music',
};

const emotionSigns: Readonly<Record<string, Emotion>> = {
  '😊': 'happy',
  '😔': 'sad',
  '😡': 'angry',
  '😰': 'anxious',
  '🤢': 'disgusted',
  '😮': 'surprised',
};
const eventSigns: Readonly<Record<string, VoiceEvent>> = {
  '🎼': 'music',
  '👏': 'applause',
  '😀': 'laughter',
  '😭': 'crying',
  '🤧': 'cough',
};
/** Of an utterance in which nobody speaks. */
const nothingTag = 'nospeech';
const tag = /<\|([^<>|]{0,32})\|>/gu;
/** Half a tag at either end, where a text was cut. */
const tornTag = /<\|[^<>|\s]{0,32}\|?$|^[^<>|\s]{0,32}\|>/gu;
const sign = new RegExp(`${[...Object.keys(emotionSigns), ...Object.keys(eventSigns), '❓'].join('|')}`, 'gu');

export interface TaggedText {
  /** Without tags and signs; "" where it says that nobody speaks. */
  readonly text: string;
  readonly language?: Language;
  readonly reading?: ParalinguisticReading;
}

/** @param text of a server, bounded by whoever read it */
export function readTags(text: string): TaggedText {
  const tags = [...text.matchAll(tag)].map(([, name = '']) => name);
  const signs = [...text.matchAll(sign)].map(([each]) => each);
  const words = text
    .replaceAll(tag, ' ')
    .replaceAll(tornTag, ' ')
    .replaceAll(sign, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  // A long recording has tags for each of its parts: the last language is what is spoken now.
  const language = tags.map((name) => languageTags[name.toLowerCase()]).findLast((known) => known !== undefined);
  const reading = readingOf(
    [...tags.map((name) => emotionTags[name.toUpperCase()]), ...signs.map((each) => emotionSigns[each])],
    [...tags.map(eventOf), ...signs.map((each) => eventSigns[each])],
  );
  return {
    text: tags.includes(nothingTag) && !/\p{L}|\p{N}/u.test(words) ? '' : words,
    ...(language !== undefined && { language }),
    ...(reading !== undefined && { reading }),
  };
}

/** An emotion or an event that a server names in a field of its own, as a tag, or as a word in any case. */
export function namedReading(
  emotion: string | undefined,
  events: readonly string[],
): ParalinguisticReading | undefined {
  return readingOf([emotion === undefined ? undefined : emotionTags[bare(emotion).toUpperCase()]], events.map(eventOf));
}

/** A language in a field: a tag, or a code that SenseVoice's servers use. */
export const namedLanguage = (language: string): Language | undefined => languageTags[bare(language).toLowerCase()];

/** Written as a tag, a language comes from SenseVoice, whose `zh` is Mandarin and nothing else. */
export const isTag = (text: string): boolean => /^<\|.*\|>$/u.test(text.trim());

const bare = (name: string): string => name.trim().replaceAll(/^<\||\|>$/gu, '');

const events = new Map(Object.entries(eventTags).map(([name, event]) => [name.toLowerCase(), event]));
const eventOf = (name: string): VoiceEvent | undefined => events.get(bare(name).toLowerCase());

function readingOf(
  emotions: readonly (Emotion | undefined)[],
  heard: readonly (VoiceEvent | undefined)[],
): ParalinguisticReading | undefined {
  // One that is not neutral says more than one that is.
  const told = emotions.filter((emotion) => emotion !== undefined);
  const emotion = told.findLast((each) => each !== 'neutral') ?? told.at(-1);
  const values = [...new Set(heard.filter((event) => event !== undefined))];
  if (emotion === undefined && values.length === 0) return undefined;
  return {
    ...(emotion !== undefined && { emotion: { value: emotion } }),
    ...(values.length > 0 && { events: values.map((value) => ({ value })) }),
  };
}
