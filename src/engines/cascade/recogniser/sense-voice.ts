import * as z from 'zod';
import type { EngineHealth } from '../../../agent/engine.js';
import { UndertoneError } from '../../../core/errors.js';
import type { Language } from '../../../core/language.js';
import { HttpEndpoint, type HttpEndpointOptions } from '../../wire/http-endpoint.js';
import { parsedJson } from '../../wire/json-lines.js';
import { withOneRetry } from '../../wire/retry.js';
import { wholeBody } from '../../wire/whole-body.js';
import type { CascadeRecogniser, CascadeTurn, HeardSpeech } from './recogniser.js';
import { maxAnswerBytes, TapedTurn, tapeRateHz } from './taped-turn.js';
import { heardInAnswer } from './transcript.js';

export interface SenseVoiceOptions extends HttpEndpointOptions {
  readonly languages: readonly Language[];
  /** Tell the server which language is spoken; default: false, it tells which it hears. */
  readonly tellLanguage?: boolean;
  readonly earlyGuesses?: boolean;
}

const languageCodes: Readonly<Record<Language, string>> = { en: 'en', yue: 'yue', cmn: 'zh' };
const resultSchema = z.object({ result: z.array(z.unknown()).max(1) });

/**
 * SenseVoice's own server, `POST /api/v1/asr` of FunAudioLLM/SenseVoice `api.py`: files, their names joined by commas and a
 * language in; of each file `text` with emoji, `raw_text` with tags, and `clean_text` out. The last is not read: it is made
 * with a greedy pattern, and is empty but for the last of several segments.
 */
export function createSenseVoice(options: SenseVoiceOptions): CascadeRecogniser {
  return new SenseVoice(options);
}

class SenseVoice implements CascadeRecogniser {
  readonly rateHz = tapeRateHz;
  readonly paralinguistics = 'tags';
  readonly languages: readonly Language[];
  readonly earlyGuesses: boolean;
  readonly #options: SenseVoiceOptions;
  readonly #endpoint: HttpEndpoint;

  constructor(options: SenseVoiceOptions) {
    this.#options = options;
    this.languages = options.languages;
    this.earlyGuesses = options.earlyGuesses ?? false;
    this.#endpoint = new HttpEndpoint({ ...options, limits: { maxBytes: maxAnswerBytes, ...options.limits } });
  }

  startTurn(language: Language): CascadeTurn {
    return new TapedTurn((wav, signal) => this.#transcribe(wav, language, signal));
  }

  /** Its root is a page that names its documentation. */
  probe(signal: AbortSignal): Promise<EngineHealth> {
    return this.#endpoint.probe('/', signal);
  }

  async #transcribe(wav: Blob, language: Language, signal: AbortSignal): Promise<HeardSpeech> {
    const { clock, tellLanguage = false } = this.#options;
    const form = new FormData();
    form.set('keys', 'turn');
    form.set('lang', tellLanguage ? languageCodes[language] : 'auto');
    form.set('files', wav, 'turn.wav');
    const open = () => this.#endpoint.postForm('/api/v1/asr', form, signal);
    const { body } = await withOneRetry(open, { clock, signal, mayRetry: () => true });
    return heardInResult((await wholeBody(body)).toString('utf8'));
  }
}

/** No result is nothing heard. @throws UndertoneError ENGINE_PROTOCOL */
export function heardInResult(answer: string): HeardSpeech {
  const parsed = resultSchema.safeParse(parsedJson(answer));
  if (!parsed.success) throw new UndertoneError('ENGINE_PROTOCOL', 'the recogniser sent no result');
  const [result] = parsed.data.result;
  return result === undefined ? { text: '' } : heardInAnswer(result);
}
