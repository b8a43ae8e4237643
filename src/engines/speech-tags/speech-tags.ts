import type { Language } from '../../core/language.js';
import type { Emotion, ParalinguisticReading, VoiceEvent } from '../../core/paralinguistics.js';
import { emojiNames, noSpeech, plainTags, tagEmotions, tagEvents, tagLanguages } from './vocabulary.js';

/** How something was said, by the tags of a recogniser. */
export interface SpeechTags {
  /** Absent where none was told, one that the product does not speak, or two as often as each other. */
  readonly language?: Language;
  /** The one told most often; absent where the recogniser does not know. */
  readonly emotion?: Emotion;
  /** Each once, in the order in which they were told. */
  readonly events: readonly VoiceEvent[];
  /** Said to be no speech, and nothing else. */
  readonly isNoSpeech: boolean;
  /** Whether there was a tag of SenseVoice's, besides emoji: its `zh` is Mandarin. */
  readonly isTagged: boolean;
}

export interface TaggedText extends SpeechTags {
  /** Without the tags. */
  readonly text: string;
}

/** A transcript is much shorter; what is beyond is not read. */
const maxTextChars = 40_000;
/** `<|zh|>`, and `< | EMO _ UNKNOWN | >` as a model for punctuation leaves it behind. */
const tag = '<\\s{0,4}\\|[^<>|]{0,64}\\|\\s{0,4}>';
const marks = new RegExp(`${tag}|(?:${[...emojiNames.keys()].join('|')})\\uFE0F?`, 'gu');
/** The beginning of a tag, where a text was broken off. */
const halfTag = /<(?:\s{0,4}\|[\w\s.]{0,20}\|?\s{0,4})?$/u;
/** A language beginning a segment, of those that SenseVoice names or others: `<|de|>`. */
const languageName = /^[a-z]{2,3}$/u;

/**
 * A text with SenseVoice's tags or emoji in it, or without any. Tags that are not known are dropped like the others: what
 * stands in `<|…|>` was not said. What follows `<|nospeech|>` up to the next language was not said either.
 */
export function readTags(text: string): TaggedText {
  const bounded = text.slice(0, maxTextChars);
  const tally = new Tally();
  let spoken = '';
  let at = 0;
  for (const mark of bounded.matchAll(marks)) {
    if (!tally.inNoSpeech) spoken += bounded.slice(at, mark.index);
    spoken += ' ';
    tally.add(mark[0]);
    at = mark.index + mark[0].length;
  }
  if (!tally.inNoSpeech) spoken += bounded.slice(at).replace(halfTag, '');
  const isMarked = at > 0;
  const words = withoutLooseBrackets(spoken);
  return { text: isMarked ? joined(words) : words.trim(), ...tally.tags };
}

/** Tags by themselves, as fields of an answer have them: `<|ANGRY|>`, `ANGRY` or 😡. */
export function readTagNames(names: readonly string[]): SpeechTags {
  const tally = new Tally();
  for (const name of names) tally.add(name);
  return tally.tags;
}

/**
 * Undefined where the tags tell nothing of the voice.
 * @param text what was said; without words an emotion is nobody's, such as that of music
 */
export function readingOfTags(
  { emotion, events }: Pick<SpeechTags, 'emotion' | 'events'>,
  text: string,
): ParalinguisticReading | undefined {
  const isFelt = emotion !== undefined && text !== '';
  if (!isFelt && events.length === 0) return undefined;
  return {
    ...(isFelt ? { emotion: { value: emotion } } : {}),
    ...(events.length === 0 ? {} : { events: events.map((value) => ({ value })) }),
  };
}

/** In lower case, without brackets and spaces. */
function nameOf(mark: string): string {
  const name = mark.slice(0, 80).replace(/[<>|\s]|\uFE0F/gu, '');
  return name.toLowerCase();
}

/** `a < b` is left as it is. */
function withoutLooseBrackets(text: string): string {
  return text.replace(/[<>|]{2,}/gu, (run) => (run.includes('<|') || run.includes('|>') ? ' ' : run));
}

/** The pieces between tags as one text; Chinese is written without spaces. */
function joined(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/(?<=[\p{Script=Han}，。？！、；：]) (?=\p{Script=Han})/gu, '')
    .trim();
}

/** Counts tags; its size is the vocabulary's, however many there are. */
class Tally {
  readonly #languages = new Map<Language, number>();
  readonly #emotions = new Map<Emotion, number>();
  readonly #events = new Set<VoiceEvent>();
  #isTagged = false;
  #hasNoSpeech = false;
  #hasSpeech = false;
  /** What comes next was not said. */
  inNoSpeech = false;

  add(mark: string): void {
    const told = nameOf(mark);
    const emojiName = emojiNames.get(told);
    const name = emojiName ?? told;
    const language = tagLanguages.get(name);
    const emotion = tagEmotions.get(name);
    const event = tagEvents.get(name);
    if (language !== undefined) count(this.#languages, language);
    if (emotion !== undefined && !this.inNoSpeech) count(this.#emotions, emotion);
    if (event !== undefined) this.#events.add(event);
    const isOfVoice = emotion !== undefined || event !== undefined || plainTags.has(name);
    if (name === noSpeech) this.#begin(false);
    else if (!isOfVoice && languageName.test(name)) this.#begin(true);
    else if (!isOfVoice) return;
    if (emojiName === undefined) this.#isTagged = true;
  }

  #begin(isSpeech: boolean): void {
    this.inNoSpeech = !isSpeech;
    if (isSpeech) this.#hasSpeech = true;
    else this.#hasNoSpeech = true;
  }

  get tags(): SpeechTags {
    const language = mostOf(this.#languages, 'no tie');
    const emotion = mostOf(this.#emotions, 'first');
    return {
      ...(language === undefined ? {} : { language }),
      ...(emotion === undefined ? {} : { emotion }),
      events: [...this.#events],
      isNoSpeech: this.#hasNoSpeech && !this.#hasSpeech,
      isTagged: this.#isTagged,
    };
  }
}

function count<T>(counts: Map<T, number>, value: T): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** @param ties `first`: the one that was told first; `no tie`: neither */
function mostOf<T>(counts: ReadonlyMap<T, number>, ties: 'first' | 'no tie'): T | undefined {
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  return ties === 'no tie' && first !== undefined && first[1] === second?.[1] ? undefined : first?.[0];
}
