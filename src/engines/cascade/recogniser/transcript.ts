import * as z from 'zod';
import { UndertoneError } from '../../../core/errors.js';
import type { Language } from '../../../core/language.js';
import { isTag, namedLanguage, namedReading, readTags } from '../../speech-tags/speech-tags.js';
import { parsedJson } from '../../wire/json-lines.js';
import type { HeardSpeech } from './recogniser.js';

/** ISO 639-1 and the names that Whisper servers give in `verbose_json`. No server tells Cantonese from Mandarin by `zh`. */
const languageNames: Readonly<Record<string, Language>> = {
  en: 'en',
  english: 'en',
  yue: 'yue',
  cantonese: 'yue',
  cmn: 'cmn',
  mandarin: 'cmn',
};

const short = z.string().max(100).nullish().catch(undefined);
const segmentSchema = z.object({
  avg_logprob: z.number().nullish().catch(undefined),
  no_speech_prob: z.number().nullish().catch(undefined),
});
/** OpenAI's `json` and `verbose_json`, with the fields that servers of SenseVoice add. */
const transcriptSchema = z.object({
  text: z.string().max(20_000),
  language: short,
  lang: short,
  emotion: short,
  event: short,
  events: z.array(z.string().max(100)).max(16).nullish().catch(undefined),
  segments: z.array(segmentSchema).max(1_000).nullish().catch(undefined),
});
type Transcript = z.output<typeof transcriptSchema>;

/** FunASR's own answer (SenseVoice `api.py`, `POST /api/v1/asr`): a list with the words and what they were made of. */
const resultSchema = z.object({
  result: z
    .array(z.object({ text: z.string().max(20_000), raw_text: z.string().max(40_000).nullish().catch(undefined) }))
    .max(100),
});

/** Nobody spoke, as sure as Whisper's own decoder wants it (`no_speech_threshold`, `logprob_threshold`). */
const noSpeech = 0.6;
const unlikely = -1;

const eventSchema = z.object({ type: z.string(), delta: z.string().optional(), text: z.string().optional() });

/** A transcription in JSON. @throws UndertoneError ENGINE_PROTOCOL */
export function transcriptOf(text: string): HeardSpeech {
  const json = parsedJson(text);
  const funAsr = resultSchema.safeParse(json);
  if (funAsr.success) return taggedSpeech(funAsr.data.result.map((part) => part.raw_text ?? part.text).join(' '));
  const parsed = transcriptSchema.safeParse(json);
  if (!parsed.success) throw new UndertoneError('ENGINE_PROTOCOL', 'the transcription has no text');
  return speechIn(parsed.data);
}

function speechIn({ text, language, lang, emotion, event, events, segments }: Transcript): HeardSpeech {
  if (isSilence(segments ?? [])) return { text: '' };
  const tagged = taggedSpeech(text);
  const told = language ?? lang ?? '';
  const spoken =
    languageNames[told.toLowerCase()] ?? (isTag(told) ? namedLanguage(told) : undefined) ?? tagged.language;
  const reading = namedReading(emotion ?? undefined, [...(events ?? []), ...(event ? [event] : [])]);
  const merged = { ...tagged.reading, ...reading };
  const confidence = confidenceOf(segments ?? []);
  return {
    text: tagged.text,
    ...(spoken !== undefined && { language: spoken }),
    ...(confidence !== undefined && { confidence }),
    ...(Object.keys(merged).length > 0 && { reading: merged }),
  };
}

/** A text without its tags. Where the sound is music or applause, and no word came, nothing was said. */
export function taggedSpeech(text: string): HeardSpeech {
  const { text: words, language, reading } = readTags(text);
  return { text: words, ...(language !== undefined && { language }), ...(reading !== undefined && { reading }) };
}

type Segments = readonly z.output<typeof segmentSchema>[];

const isSilence = (segments: Segments): boolean =>
  segments.length > 0 &&
  segments.every(
    ({ no_speech_prob: none, avg_logprob: log }) =>
      (none ?? 0) > noSpeech && (log ?? Number.NEGATIVE_INFINITY) < unlikely,
  );

/** Mean probability of a token. */
function confidenceOf(segments: Segments): number | undefined {
  const logs = segments.flatMap(({ avg_logprob: log }) => (typeof log === 'number' ? [log] : []));
  if (logs.length === 0) return undefined;
  return Math.min(1, Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length));
}

/** A transcription that comes as `transcript.text.delta` and `transcript.text.done` (OpenAI API reference). */
export class StreamedTranscript {
  #partial = '';
  #whole: string | undefined;

  /** The words so far. */
  get partial(): string {
    return readTags(this.#partial).text;
  }

  /** Undefined until it is complete. */
  get whole(): HeardSpeech | undefined {
    return this.#whole === undefined ? undefined : taggedSpeech(this.#whole);
  }

  /** @param data of one server-sent event. @throws UndertoneError ENGINE_PROTOCOL, ENGINE_FAILED */
  push(data: string): void {
    if (data === '[DONE]') return;
    const parsed = eventSchema.safeParse(parsedJson(data));
    if (!parsed.success) throw new UndertoneError('ENGINE_PROTOCOL', 'an event of the transcription has another shape');
    const { type, delta = '', text } = parsed.data;
    if (type === 'error') throw new UndertoneError('ENGINE_FAILED', 'the recogniser ended with an error');
    if (type === 'transcript.text.delta') this.#partial += delta;
    if (type === 'transcript.text.done') this.#whole = text ?? this.#partial;
  }
}
