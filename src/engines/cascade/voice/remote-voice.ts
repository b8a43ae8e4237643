import type { EngineHealth } from '../../../agent/engine.js';
import { speechText } from '../../../agent/language/speech-text/speech-text.js';
import type { SpeakingStyle, SpokenChunk, Voice } from '../../../agent/voice.js';
import { UndertoneError } from '../../../core/errors.js';
import type { Language } from '../../../core/language.js';
import { sentencesOf } from '../../sentences/sentences.js';
import { HttpEndpoint, type HttpEndpointOptions } from '../../wire/http-endpoint.js';
import type { Exchange } from '../../wire/http-exchange.js';
import { withOneRetry } from '../../wire/retry.js';
import { SpeechAudio } from './speech-audio.js';
import type { SpeechDriver, SpeechRequest } from './speech-driver.js';

export interface RemoteVoiceOptions extends HttpEndpointOptions {
  readonly driver: SpeechDriver;
  readonly languages: readonly Language[];
  /** Whether numbers, money, dates and symbols are written out for it; false where the server does that itself. Default true. */
  readonly normalises?: boolean;
}

/** A voice that can say whether it is there. */
export interface ProbedVoice extends Voice {
  probe(signal: AbortSignal): Promise<EngineHealth>;
}

const rateHz = 24_000;
/** More than a minute of any rate. */
const maxSentenceBytes = 16 * 1024 * 1024;

/** A synthesiser behind HTTP: audio is given on as it comes, at 24 kHz whatever its own rate is. */
export function createRemoteVoice(options: RemoteVoiceOptions): ProbedVoice {
  return new RemoteVoice(options);
}

class RemoteVoice implements ProbedVoice {
  readonly rateHz = rateHz;
  readonly languages: readonly Language[];
  readonly #options: RemoteVoiceOptions;
  readonly #endpoint: HttpEndpoint;

  constructor(options: RemoteVoiceOptions) {
    this.#options = options;
    this.languages = options.languages;
    this.#endpoint = new HttpEndpoint({ ...options, limits: { maxBytes: maxSentenceBytes, ...options.limits } });
  }

  async *speak(
    text: string,
    language: Language,
    style: SpeakingStyle,
    signal: AbortSignal,
  ): AsyncGenerator<SpokenChunk, void, undefined> {
    if (!this.languages.includes(language)) {
      throw new UndertoneError('VOICE_MISSING', `the synthesiser is not said to speak ${language}`);
    }
    for (const sentence of sentencesOf(text)) {
      try {
        yield* this.#sentence(sentence, language, style, signal);
      } catch (thrown) {
        if (signal.aborted) return;
        throw thrown;
      }
    }
  }

  probe(signal: AbortSignal): Promise<EngineHealth> {
    return this.#endpoint.probe(this.#options.driver.healthPath, signal);
  }

  async *#sentence(
    sentence: string,
    language: Language,
    style: SpeakingStyle,
    signal: AbortSignal,
  ): AsyncGenerator<SpokenChunk, void, undefined> {
    // Numbers and mark-up are read by our rules: synthesisers read Cantonese amounts as Mandarin ones, or signs by name.
    const { driver, clock, normalises = true } = this.#options;
    const spoken = normalises ? speechText(sentence, language) : sentence;
    // Synthesisers make noises of bare punctuation, or an error.
    if (!/[\p{L}\p{N}]/u.test(spoken)) return yield { text: sentence, samples: new Int16Array() };
    const request = driver.request(spoken, language, style);
    const { body } = await withOneRetry(() => this.#post(request, signal), { clock, signal, mayRetry: () => true });
    const audio = new SpeechAudio(driver.format, rateHz);
    let begun = false;
    try {
      for await (const chunk of body) {
        const samples = audio.push(chunk);
        if (samples.length === 0) continue;
        yield begun ? { samples } : { samples, text: sentence };
        begun = true;
      }
    } finally {
      audio.close();
    }
    if (!begun) throw new UndertoneError('ENGINE_FAILED', 'the synthesiser gave no audio');
  }

  #post({ path, body }: SpeechRequest, signal: AbortSignal): Promise<Exchange> {
    if (body.type === 'json') return this.#endpoint.postJson(path, body.value, signal);
    const form = new FormData();
    for (const [name, value] of Object.entries(body.fields)) form.set(name, value);
    return this.#endpoint.postForm(path, form, signal);
  }
}
