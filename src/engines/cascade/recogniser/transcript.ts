import * as z from 'zod';
import { UndertoneError } from '../../../core/errors.js';
import type { Language } from '../../../core/language.js';
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

const transcriptSchema = z.object({ text: z.string().max(20_000), language: z.string().nullish() });
const eventSchema = z.object({ type: z.string(), delta: z.string().optional(), text: z.string().optional() });

/** A transcription in JSON. @throws UndertoneError ENGINE_PROTOCOL */
export function transcriptOf(text: string): HeardSpeech {
  const parsed = transcriptSchema.safeParse(parsedJson(text));
  if (!parsed.success) throw new UndertoneError('ENGINE_PROTOCOL', 'the transcription has no text');
  const language = languageNames[parsed.data.language?.toLowerCase() ?? ''];
  const heard = { text: parsed.data.text.trim() };
  return language === undefined ? heard : { ...heard, language };
}

/** A transcription that comes as `transcript.text.delta` and `transcript.text.done` (OpenAI API reference). */
export class StreamedTranscript {
  #partial = '';
  #whole: string | undefined;

  /** The words so far. */
  get partial(): string {
    return this.#partial.trim();
  }

  /** Undefined until it is complete. */
  get whole(): string | undefined {
    return this.#whole?.trim();
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
