import type { Clock } from '../../../../core/clock.js';
import type { Language } from '../../../../core/language.js';
import type { Heard, HeardAlternative } from '../recogniser.js';
import { nothingHeard } from '../recogniser.js';
import type { CtcModel, CtcOutput } from './ctc-model.js';
import type { DecodeQueue } from './decode-queue.js';
import { bestPath, confidenceOf, likeliestTexts, type SpokenToken } from './decoding.js';
import { firstFrame, type GrowingText, nothingYet, rowsToSettle, settle, unsettled } from './growing-text.js';
import type { LogProbabilities } from './log-probabilities.js';
import { PhraseScores } from './phrase-scores.js';
import type { RunningCost } from './running-cost.js';
import type { SpeechTags } from './speech-tags.js';
import { Utterance } from './utterance.js';
import { type Wording, wordingOf } from './wording.js';

/** New audio after which the words so far are looked at. */
const aheadPieces = 60;
/** Shorter sounds hold no word; a model makes one up. */
const leastPieces = 20;
/** A whole utterance is decoded anew for its answer where that is expected to take no longer than this: the model then has all of it in view. */
const wholeMs = 110;
/** An answer has so many texts besides the best. */
const mostAlternatives = 4;
/** Less likely against the best than this is not told. */
const leastAlternative = 0.02;
/** Taken for music, applause or silence at least so surely, an utterance of words less sure than this has none. */
const sureNoise = 0.6;
const sureWords = 0.8;
/** Below this the language is heard again with the conversation's given. */
const sureLanguage = 0.5;

export interface TurnDecoderOptions {
  readonly model: CtcModel;
  /** Of the model; the first is what it is taken for where it does not tell. */
  readonly languages: readonly Language[];
  readonly queue: DecodeQueue;
  readonly cost: RunningCost;
  readonly clock: Clock;
  /** Of the conversation. */
  readonly language: Language;
  readonly phrases: readonly string[];
  readonly onPartial: (text: string) => void;
}

interface Decoded {
  readonly words: LogProbabilities;
  readonly spoken: readonly SpokenToken[];
  readonly tags: SpeechTags | undefined;
}

/**
 * One caller's turn. While it is spoken its words are decoded ahead, piece by piece; asked for an answer, what is left of it
 * is, or the whole where there is time.
 */
export class TurnDecoder {
  readonly #options: TurnDecoderOptions;
  readonly #utterance: Utterance;
  readonly #scores: PhraseScores;
  readonly #wording: Wording;
  #text: GrowingText = nothingYet;
  #partial = '';
  /** Of an answer or a look: pieces of audio that it covers. */
  #lookedAt = 0;
  #looking: Promise<void> | undefined;
  #answer: { readonly pieces: number; readonly heard: Promise<Heard> } | undefined;
  #ended = false;

  constructor(options: TurnDecoderOptions) {
    this.#options = options;
    const { model, language, languages, phrases } = options;
    this.#utterance = new Utterance(model.bank);
    this.#wording = wordingOf(language, languages);
    this.#scores = PhraseScores.of(phrases, model.tokens, this.#wording.spelled);
  }

  push(samples: Int16Array): void {
    if (this.#ended) return;
    this.#utterance.push(samples);
    const { pieces } = this.#utterance;
    if (pieces - this.#lookedAt < aheadPieces || this.#looking !== undefined) return;
    if (!this.#utterance.hasSoundFrom(this.#lookedAt)) return;
    const looking = this.#options.queue.ahead(() => this.#look());
    // A machine that has no time now is asked again with the next audio.
    if (looking === undefined) return;
    this.#lookedAt = pieces;
    this.#looking = looking
      // What fails here fails again, and is told, when somebody asks.
      .catch(() => {})
      .finally(() => {
        this.#looking = undefined;
      });
  }

  hear(): Promise<Heard> {
    const { pieces } = this.#utterance;
    const before = this.#answer;
    // Silence since does not change what was said.
    if (before !== undefined && !this.#utterance.hasSoundFrom(before.pieces)) return before.heard;
    if (pieces < leastPieces || !this.#utterance.hasSoundFrom(0)) return Promise.resolve(nothingHeard);
    const looking = this.#looking ?? Promise.resolve();
    const heard = looking.then(() => this.#options.queue.answer(() => this.#hear()));
    this.#answer = { pieces, heard };
    heard.catch(() => {
      if (this.#answer?.heard === heard) this.#answer = undefined;
    });
    this.#lookedAt = pieces;
    return heard;
  }

  /** What was asked before is still answered. */
  end(): void {
    this.#ended = true;
    void Promise.allSettled([this.#looking, this.#answer?.heard]).then(() => this.#utterance.close());
  }

  /** Decodes what is not settled, settles what can be, and tells the words so far. */
  async #look(): Promise<void> {
    const { blank } = this.#options.model.tokens;
    const { framesARow } = this.#options.model;
    const rest = unsettled(this.#text, await this.#decode(firstFrame(this.#text, framesARow), undefined), framesARow);
    const text = this.#words([...this.#text.settled, ...rest.spoken]);
    const rows = rowsToSettle(rest.words, blank, framesARow);
    if (rows > 0) {
      this.#scores.settle({ ...rest.words, rows });
      this.#text = settle(this.#text, rest.spoken, rows, framesARow);
    }
    if (text === this.#partial || this.#ended) return;
    this.#partial = text;
    this.#options.onPartial(text);
  }

  async #hear(): Promise<Heard> {
    const { model, cost, languages, language } = this.#options;
    const isWhole = this.#text.settledFrame === 0 || cost.expectedMs(this.#utterance.frames / 100) <= wholeMs;
    const text = isWhole ? nothingYet : this.#text;
    const from = firstFrame(text, model.framesARow);
    let decoded = await this.#decode(from, undefined);
    const { tags } = decoded;
    // Taken for a language that nobody here speaks: what would it be in the conversation's?
    const isForeign = tags !== undefined && tags.nothing < sureNoise && likeliest(tags, languages).share < sureLanguage;
    if (isForeign) decoded = { ...(await this.#decode(from, language)), tags };
    return this.#heardIn(unsettled(text, decoded, model.framesARow), text, tags, isWhole);
  }

  #heardIn(
    { words, spoken }: Pick<Decoded, 'words' | 'spoken'>,
    text: GrowingText,
    tags: SpeechTags | undefined,
    isWhole: boolean,
  ): Heard {
    const { languages } = this.#options;
    const all = [...text.settled, ...spoken];
    const confidence = confidenceOf(all);
    const heard = this.#words(all);
    const reading = tags?.reading;
    const told = { ...(reading !== undefined && Object.keys(reading).length > 0 && { reading }) };
    const isNoise = tags !== undefined && Math.max(tags.nothing, tags.noise) >= sureNoise && confidence < sureWords;
    if (heard === '' || isNoise || (tags !== undefined && tags.nothing >= sureNoise)) {
      return { ...nothingHeard, freeWords: true, ...told };
    }
    const phrases = (isWhole ? this.#scores.anew() : this.#scores).best(words);
    const spokenLanguage = tags && likeliest(tags, languages);
    return {
      text: heard,
      confidence,
      unknownWords: 0,
      freeWords: true,
      ...(spokenLanguage && { language: { value: spokenLanguage.language, confidence: spokenLanguage.share } }),
      alternatives: this.#alternatives(words, text, heard),
      phrases,
      ...told,
    };
  }

  #alternatives(words: LogProbabilities, text: GrowingText, heard: string): HeardAlternative[] {
    const { tokens } = this.#options.model;
    const settled = text.settled.map(({ id }) => id);
    const likely = likeliestTexts(words, tokens.blank, 2 * mostAlternatives);
    const best = likely[0]?.log ?? 0;
    const told = new Map<string, number>();
    for (const { ids, log } of likely) {
      const other = this.#wording.written(tokens.textOf([...settled, ...ids]));
      const confidence = Math.min(1, Math.exp(log - best));
      if (other !== heard && other !== '' && confidence >= leastAlternative && !told.has(other)) {
        told.set(other, confidence);
      }
    }
    return [...told].slice(0, mostAlternatives).map(([other, confidence]) => ({ text: other, confidence }));
  }

  #words(spoken: readonly SpokenToken[]): string {
    return this.#wording.written(this.#options.model.tokens.textOf(spoken.map(({ id }) => id)));
  }

  async #decode(from: number, language: Language | undefined): Promise<Decoded> {
    const { model, clock, cost } = this.#options;
    const frames = this.#utterance.features(from);
    const startedMs = clock.nowMs();
    const { words, tags }: CtcOutput = await model.run(frames, language);
    cost.note((this.#utterance.frames - from) / 100, clock.nowMs() - startedMs);
    return { words, tags, spoken: bestPath(words, model.tokens.blank) };
  }
}

/** Of the languages that are heard here. */
function likeliest(
  tags: SpeechTags,
  languages: readonly Language[],
): { readonly language: Language; readonly share: number } {
  const [best] = languages
    .map((language) => ({ language, share: tags.languages[language] }))
    .sort((a, b) => b.share - a.share);
  return best!;
}
