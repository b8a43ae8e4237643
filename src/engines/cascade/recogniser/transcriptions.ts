import type { EngineHealth } from '../../../agent/engine.js';
import type { Samples } from '../../../core/audio.js';
import { UndertoneError } from '../../../core/errors.js';
import type { Language } from '../../../core/language.js';
import { HttpEndpoint, type HttpEndpointOptions } from '../../wire/http-endpoint.js';
import { withOneRetry } from '../../wire/retry.js';
import { serverSentEvents } from '../../wire/server-sent-events.js';
import { TurnTape } from '../../wire/turn-tape.js';
import { wavBytes } from '../../wire/wav.js';
import { wholeBody } from '../../wire/whole-body.js';
import type { CascadeRecogniser, CascadeTurn, HeardSpeech } from './recogniser.js';
import { StreamedTranscript, transcriptOf } from './transcript.js';

export interface TranscriptionsOptions extends HttpEndpointOptions {
  /** As the server knows it, such as `whisper-1`. */
  readonly model: string;
  readonly languages: readonly Language[];
  /** Ask for the text while it is made (`stream`); servers that cannot answer at once all the same. */
  readonly stream?: boolean;
  /** Tell the server which language is spoken; default: true. */
  readonly tellLanguage?: boolean;
  /** Words that are likely, such as names of products (`prompt`). */
  readonly prompt?: string;
  readonly earlyGuesses?: boolean;
}

const rateHz = 16_000;
const maxTurnMs = 60_000;
/** A turn shorter than this holds no word, and Whisper makes one up. */
const minTurnSamples = rateHz / 10;
const maxAnswerBytes = 1024 * 1024;

/** ISO 639-1 as the API wants it; Whisper large-v3 and its successors have `yue` beside it. */
const languageCodes: Readonly<Record<Language, string>> = { en: 'en', yue: 'yue', cmn: 'zh' };

/** Any server with OpenAI's `POST /v1/audio/transcriptions`: Whisper servers, vLLM, clouds. Stateless, so parallel. */
export function createTranscriptions(options: TranscriptionsOptions): CascadeRecogniser {
  return new Transcriptions(options);
}

class Transcriptions implements CascadeRecogniser {
  readonly rateHz = rateHz;
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
    return new TapedTurn((samples, signal, onPartial) => this.#transcribe(samples, language, signal, onPartial));
  }

  probe(signal: AbortSignal): Promise<EngineHealth> {
    return this.#endpoint.probe('/models', signal);
  }

  async #transcribe(
    samples: Samples,
    language: Language,
    signal: AbortSignal,
    onPartial: (text: string) => void,
  ): Promise<HeardSpeech> {
    if (samples.length < minTurnSamples) return { text: '' };
    const open = () => this.#endpoint.postForm('/audio/transcriptions', this.#form(samples, language), signal);
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
    return { text: transcript.whole };
  }

  #form(samples: Samples, language: Language): FormData {
    const { model, stream = false, tellLanguage = true, prompt } = this.#options;
    const form = new FormData();
    form.set('model', model);
    form.set('response_format', 'json');
    if (tellLanguage) form.set('language', languageCodes[language]);
    if (prompt !== undefined) form.set('prompt', prompt);
    if (stream) form.set('stream', 'true');
    form.set('file', new Blob([wavBytes(samples, rateHz)], { type: 'audio/wav' }), 'turn.wav');
    return form;
  }
}

type Transcribe = (samples: Samples, signal: AbortSignal, onPartial: (text: string) => void) => Promise<HeardSpeech>;

/** A turn, which is sent whole each time it is asked what was said. */
class TapedTurn implements CascadeTurn {
  readonly #transcribe: Transcribe;
  readonly #tape = new TurnTape(rateHz, maxTurnMs);

  constructor(transcribe: Transcribe) {
    this.#transcribe = transcribe;
  }

  push(samples: Samples): void {
    this.#tape.push(samples);
  }

  hear(signal: AbortSignal, onPartial: (text: string) => void): Promise<HeardSpeech> {
    return this.#transcribe(this.#tape.samples, signal, onPartial);
  }

  end(): void {}
}
