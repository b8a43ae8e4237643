import { speechText } from '../../agent/language/speech-text/speech-text.js';
import type { SpeakingStyle, SpokenChunk, Voice } from '../../agent/voice.js';
import type { Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import { type Language, languages } from '../../core/language.js';
import { type Log, silentLog } from '../../core/log.js';
import { sentencesOf } from '../sentences/sentences.js';
import { pipeChannel, workerChannel } from './child/channel.js';
import type { MissingPart } from './missing-part.js';
import { PhraseCache } from './voice/phrase-cache.js';
import { prosodyOf } from './voice/prosody.js';
import { type SynthesisMessage, type SynthesisRequest, voiceRateHz } from './voice/synthesis-message.js';
import { SynthesisQueue } from './voice/synthesis-queue.js';

/** About 8 minutes of speech at 16 kHz. */
const cacheBytes = 16 * 1024 * 1024;

export interface LocalVoiceOptions {
  readonly clock: Clock;
  readonly log?: Log;
}

export interface LocalVoice {
  readonly voice: Voice;
  /** Synthesisers that do not run here; the languages they would have spoken. */
  readonly missing: readonly MissingPart[];
  close(): Promise<void>;
}

/** Flite (English) in a worker thread and eSpeak NG (Cantonese, Mandarin, English) in a process of its own. */
export async function startLocalVoice({ clock, log = silentLog }: LocalVoiceOptions): Promise<LocalVoice> {
  const flite = new SynthesisQueue({
    part: 'flite',
    open: workerChannel(new URL('voice/flite-worker.js', import.meta.url)),
    clock,
    log,
  });
  const espeak = new SynthesisQueue({
    part: 'espeak-ng',
    open: pipeChannel<SynthesisRequest, SynthesisMessage>(new URL('voice/espeak-child.js', import.meta.url)),
    clock,
    log,
  });
  const [fliteThere, espeakThere] = await Promise.all([flite.availability, espeak.availability]);
  const speakers = new Map<Language, SynthesisQueue>();
  const missing: MissingPart[] = [];
  if (espeakThere.available) for (const language of espeakThere.languages) speakers.set(language, espeak);
  else missing.push({ part: 'espeak-ng', reason: espeakThere.reason, languages: ['yue', 'cmn'] });
  if (fliteThere.available) speakers.set('en', flite);
  else missing.push({ part: 'flite', reason: fliteThere.reason, languages: ['en'] });
  return {
    voice: new CachedVoice(speakers),
    missing,
    close: async () => {
      await Promise.all([flite.close(), espeak.close()]);
    },
  };
}

class CachedVoice implements Voice {
  readonly rateHz = voiceRateHz;
  readonly languages: readonly Language[];
  readonly #speakers: ReadonlyMap<Language, SynthesisQueue>;
  readonly #cache = new PhraseCache(cacheBytes);

  constructor(speakers: ReadonlyMap<Language, SynthesisQueue>) {
    this.#speakers = speakers;
    this.languages = languages.filter((language) => speakers.has(language));
  }

  async *speak(
    text: string,
    language: Language,
    style: SpeakingStyle,
    signal: AbortSignal,
  ): AsyncGenerator<SpokenChunk> {
    const speaker = this.#speakers.get(language);
    if (speaker === undefined) throw new UndertoneError('VOICE_MISSING', `no synthesiser speaks ${language}`);
    const sentences = sentencesOf(text);
    // The next sentence is made while this one is taken, so that no pause opens between them.
    let next = this.#sentence(speaker, sentences[0], language, style, signal);
    for (const [index, sentence] of sentences.entries()) {
      const samples = await next;
      if (signal.aborted) return;
      next = this.#sentence(speaker, sentences[index + 1], language, style, signal);
      yield { samples: samples ?? new Int16Array(0), text: sentence };
    }
  }

  /** Undefined when there is no such sentence or nobody wants it any more. */
  #sentence(
    speaker: SynthesisQueue,
    sentence: string | undefined,
    language: Language,
    style: SpeakingStyle,
    signal: AbortSignal,
  ): Promise<Int16Array | undefined> {
    if (sentence === undefined || signal.aborted) return Promise.resolve(undefined);
    const text = speechText(sentence, language);
    // A synthesiser makes a click of bare punctuation.
    if (!/\p{L}/u.test(text)) return Promise.resolve(new Int16Array(0));
    const prosody = prosodyOf(style);
    const key = `${language}|${prosody.speed}|${prosody.pitch}|${text}`;
    const samples = this.#cache.get(
      key,
      (abandoned) => speaker.synthesise({ text, language, prosody }, abandoned),
      signal,
    );
    const wanted = samples.catch((thrown) => {
      if (signal.aborted) return undefined;
      throw thrown;
    });
    // It may fail before the sentence before it has been taken; that is not unhandled, only not asked for yet.
    wanted.catch(() => {});
    return wanted;
  }
}
