import type { EngineHealth } from '../../../agent/engine.js';
import { UndertoneError } from '../../../core/errors.js';
import type { Language } from '../../../core/language.js';
import { HttpEndpoint, type HttpEndpointOptions } from '../../wire/http-endpoint.js';
import { withOneRetry } from '../../wire/retry.js';
import { serverSentEvents } from '../../wire/server-sent-events.js';
import { wholeBody } from '../../wire/whole-body.js';
import type { CascadeRecogniser, CascadeTurn, HeardSpeech } from './recogniser.js';
import { maxAnswerBytes, TapedTurn, tapeRateHz } from './taped-turn.js';
import { StreamedTranscript, transcriptOf } from './transcript.js';

export interface TranscriptionsOptions extends HttpEndpointOptions {
  /** As the server knows it, such as `whisper-1`. */
  readonly model: string;
  readonly languages: readonly Language[];
  /** Ask for the text while it is made (`stream`); servers that cannot answer at once all the same. */
  readonly stream?: boolean;
  /** Tell the server which language is spoken; default: true. */
  readonly tellLanguage?: boolean;
  /** Default: json. `verbose_json` has how sure Whisper is, and what it takes for silence; not every server knows it. */
  readonly responseFormat?: 'json' | 'verbose_json';
  /** Words that are likely, such as names of products (`prompt`). */
  readonly prompt?: string;
  readonly earlyGuesses?: boolean;
}

/** ISO 639-1 as the API wants it; Whisper large-v3 and its successors have `yue` beside it. */
const languageCodes: Readonly<Record<Language, string>> = { en: 'en', yue: 'yue', cmn: 'zh' };

/**
 * Any server with OpenAI's `POST /v1/audio/transcriptions`: Whisper servers, vLLM, FunASR, Xinference, clouds. Stateless, so
 * parallel. SenseVoice behind it may leave its tags or emoji in the text, or tell them in fields beside it.
 */
export function createTranscriptions(options: TranscriptionsOptions): CascadeRecogniser {
  return new Transcriptions(options);
}

class Transcriptions implements CascadeRecogniser {
  readonly rateHz = tapeRateHz;
  /** Whether the server tells is seen by its answers alone. */
  readonly paralinguistics = 'tags';
  readonly languages: readonly Language[];
  readonly earlyGuesses: boolean;
  readonly #options: TranscriptionsOptions;
  readonly #endpoint: HttpEndpoint;

  constructor(options: TranscriptionsOptions) {
    this.#options = options;
    this.languages = options.languages;
    this.earlyGuesses = options.earlyGuesses ?? false;
    this.#endpoint = new HttpEndpoint({ ...options, limits: { maxBytes: maxAnswerBytes, ...options.limits } });
  }

  startTurn(language: Language): CascadeTurn {
    return new TapedTurn((wav, signal, onPartial) => this.#transcribe(wav, language, signal, onPartial));
  }

  probe(signal: AbortSignal): Promise<EngineHealth> {
    return this.#endpoint.probe('/models', signal);
  }

  async #transcribe(
    wav: Blob,
    language: Language,
    signal: AbortSignal,
    onPartial: (text: string) => void,
  ): Promise<HeardSpeech> {
    const open = () => this.#endpoint.postForm('/audio/transcriptions', this.#form(wav, language), signal);
    const { clock } = this.#options;
    const { headers, body } = await withOneRetry(open, { clock, signal, mayRetry: () => true });
    if (!String(headers['content-type'] ?? '').startsWith('text/event-stream'))
      return transcriptOf((await wholeBody(body)).toString('utf8'));
    const transcript = new StreamedTranscript();
    for await (const data of serverSentEvents(body, maxAnswerBytes)) {
      transcript.push(data);
      if (transcript.whole === undefined && transcript.partial !== '') onPartial(transcript.partial);
    }
    if (transcript.whole === undefined)
      throw new UndertoneError('ENGINE_FAILED', 'the recogniser broke off its answer');
    return transcript.whole;
  }

  #form(wav: Blob, language: Language): FormData {
    const { model, stream = false, tellLanguage = true, responseFormat = 'json', prompt } = this.#options;
    const form = new FormData();
    form.set('model', model);
    form.set('response_format', responseFormat);
    if (tellLanguage) form.set('language', languageCodes[language]);
    if (prompt !== undefined) form.set('prompt', prompt);
    if (stream) form.set('stream', 'true');
    form.set('file', wav, 'turn.wav');
    return form;
  }
}
