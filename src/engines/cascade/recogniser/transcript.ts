import * as z from 'zod';
import { UndertoneError } from '../../../core/errors.js';
import type { Language } from '../../../core/language.js';
import {
  readingOfTags,
  readTagNames,
  readTags,
  type SpeechTags,
  type TaggedText,
} from '../../speech-tags/speech-tags.js';
import { parsedJson } from '../../wire/json-lines.js';
import type { HeardSpeech } from './recogniser.js';
import { isSilent, segmentSchema, textConfidence } from './segments.js';

/**
 * ISO 639-1 and the names that Whisper servers give in `verbose_json`. Whisper does not tell Cantonese from Mandarin by
 * `zh`, and FunASR's own servers send the language that they were told, or `zh`, whatever was spoken.
 */
const languageNames: Readonly<Record<string, Language>> = {
  en: 'en',
  english: 'en',
  yue: 'yue',
  cantonese: 'yue',
  cmn: 'cmn',
  mandarin: 'cmn',
};

const maxTextChars = 20_000;
const maxListed = 32;
const maxSegments = 1_000;
/** Fields beside the text are a server's own: one of another shape counts as not there. */
const field = z.string().max(200).nullish().catch(undefined);
const fields = { language: field, lang: field, emotion: field, event: field };

const answerSchema = z.object({
  text: z.string().max(maxTextChars),
  /** With its tags, where `text` is without. */
  raw_text: z.string().max(maxTextChars).nullish().catch(undefined),
  ...fields,
  events: z.array(z.string().max(200)).max(maxListed).nullish().catch(undefined),
  segments: z.array(segmentSchema.extend(fields)).max(maxSegments).nullish().catch(undefined),
});
type TranscriptAnswer = z.output<typeof answerSchema>;

const eventSchema = z.object({ type: z.string(), delta: z.string().optional(), text: z.string().optional() });

/** A transcription in JSON. @throws UndertoneError ENGINE_PROTOCOL */
export function transcriptOf(text: string): HeardSpeech {
  return heardInAnswer(parsedJson(text));
}

/** @param answer what was in the JSON. @throws UndertoneError ENGINE_PROTOCOL */
export function heardInAnswer(answer: unknown): HeardSpeech {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new UndertoneError('ENGINE_PROTOCOL', 'the transcription has no text');
  return heardIn(parsed.data);
}

/** Words, language, and how they were said, of the text itself and of the fields beside it. */
function heardIn(answer: TranscriptAnswer): HeardSpeech {
  const segments = answer.segments ?? [];
  const spoken = segments.filter((segment) => !isSilent(segment));
  const written = readTags(spoken.length < segments.length ? spoken.map(({ text }) => text).join('') : answer.text);
  const raw = answer.raw_text ? readTags(answer.raw_text) : written;
  const voice = voiceFields(answer, spoken);
  const languages = languageFields(answer, spoken);
  const text = raw.text === '' || raw.isNoSpeech || languages.isNoSpeech ? '' : written.text;
  const reading = readingOfTags(together(raw, voice), text);
  if (text === '') return reading === undefined ? { text } : { text, reading };
  const language =
    raw.language ?? plainLanguage(answer) ?? (isSenseVoice(answer, raw) ? languages.language : undefined);
  const confidence = textConfidence(spoken);
  return {
    text,
    ...(language === undefined ? {} : { language }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(reading === undefined ? {} : { reading }),
  };
}

type Fields = Pick<TranscriptAnswer, 'language' | 'lang' | 'emotion' | 'event'>;

const told = (values: readonly (string | null | undefined)[]): SpeechTags =>
  readTagNames(values.filter((value) => typeof value === 'string'));

const languageFields = (answer: TranscriptAnswer, spoken: readonly Fields[]): SpeechTags =>
  told([answer, ...spoken].flatMap(({ language, lang }) => [language, lang]));

const voiceFields = (answer: TranscriptAnswer, spoken: readonly Fields[]): SpeechTags =>
  told([...[answer, ...spoken].flatMap(({ emotion, event }) => [emotion, event]), ...(answer.events ?? [])]);

function plainLanguage({ language, lang }: TranscriptAnswer): Language | undefined {
  return languageNames[(language ?? lang ?? '').trim().toLowerCase()];
}

/** By its tags, or by an event in a field. Then `zh` is what the model heard, and not Cantonese. */
function isSenseVoice({ language, lang, emotion, event, events }: TranscriptAnswer, raw: TaggedText): boolean {
  const isTag = [language, lang, emotion].some((value) => value?.trim().startsWith('<'));
  return raw.isTagged || isTag || told([event, ...(events ?? [])]).isTagged;
}

function together(raw: TaggedText, fields: SpeechTags): Pick<SpeechTags, 'emotion' | 'events'> {
  const emotion = raw.emotion ?? fields.emotion;
  const events = [...new Set([...raw.events, ...fields.events])];
  return emotion === undefined ? { events } : { emotion, events };
}

/** A transcription that comes as `transcript.text.delta` and `transcript.text.done` (OpenAI API reference). */
export class StreamedTranscript {
  #written = '';
  #whole: HeardSpeech | undefined;

  /** The words so far. */
  get partial(): string {
    return readTags(this.#written).text;
  }

  /** Undefined until it is complete. */
  get whole(): HeardSpeech | undefined {
    return this.#whole;
  }

  /** @param data of one server-sent event. @throws UndertoneError ENGINE_PROTOCOL, ENGINE_FAILED */
  push(data: string): void {
    if (data === '[DONE]') return;
    const event = parsedJson(data);
    const parsed = eventSchema.safeParse(event);
    if (!parsed.success) throw new UndertoneError('ENGINE_PROTOCOL', 'an event of the transcription has another shape');
    const { type, delta = '', text = this.#written } = parsed.data;
    if (type === 'error') throw new UndertoneError('ENGINE_FAILED', 'the recogniser ended with an error');
    if (type === 'transcript.text.delta') this.#written += delta;
    if (this.#written.length > maxTextChars)
      throw new UndertoneError('ENGINE_PROTOCOL', 'the transcription has no end');
    if (type === 'transcript.text.done') this.#whole = heardInAnswer({ ...(event as object), text });
  }
}
