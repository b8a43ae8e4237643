import type { Clock } from '../../../../core/clock.js';
import type { Language } from '../../../../core/language.js';
import type { Heard, HeardAlternative } from '../recogniser.js';
import { nothingHeard } from '../recogniser.js';
import type { CtcModel, CtcOutput } from './ctc-model.js';
import type { DecodeQueue } from './decode-queue.js';
import { bestPath, confidenceOf, likeliestTexts, type SpokenToken } from './decoding.js';
import { firstFrame, type GrowingText, nothingYet, rowsToSettle, settle, unsettled } from './growing-text.js';
import { type LogProbabilities, rowsOf } from './log-probabilities.js';
import { PhraseScores } from './phrase-scores.js';
import type { RunningCost } from './running-cost.js';
import type { SpeechTags } from './speech-tags.js';
import { Utterance } from './utterance.js';
import { type Wording, wordingOf } from './wording.js';

/** New audio after which the words so far are looked at while the voice goes on, and where it falls. */
const aheadPieces = 80;
const fallenAheadPieces = 10;
/** Shorter sounds hold no word; a model makes one up. */
const leastPieces = 20;
/**
 * An utterance no longer than this is decoded whole for its answer, and a longer one where that is expected to take no longer
 * than so much: the model then has all of it in view.
 */
const wholeFrames = 240;
const wholeMs = 110;
/** Of a shorter utterance nothing is settled: it is decoded whole anyway. */
const settledFromFrames = 160;
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

/** What is settled of an utterance. */
interface Settled {
  readonly text: GrowingText;
  readonly scores: PhraseScores;
}

/** An utterance as it was decoded once. */
interface View extends Settled {
  /** Behind what was settled then. */
  readonly rest: Decoded;
}

/** Of the utterance up to a piece of its audio. */
interface Covering<T> {
  readonly pieces: number;
  readonly value: Promise<T>;
}

/**
 * One caller's turn. While it is spoken its words are decoded ahead: what is settled is not decoded again, and where the voice
 * falls the answer is there already if nothing follows. Asked for an answer, only what is left of it is decoded, or the whole
 * where it is short.
 */
export class TurnDecoder {
  readonly #options: TurnDecoderOptions;
  readonly #utterance: Utterance;
  readonly #wording: Wording;
  readonly #nothingYet: Settled;
  #settled: Settled;
  #partial = '';
  #look: Covering<View> | undefined;
  #isLooking = false;
  #answer: Covering<Heard> | undefined;
  #ended = false;

  constructor(options: TurnDecoderOptions) {
    this.#options = options;
    const { model, language, languages, phrases } = options;
    this.#utterance = new Utterance(model.bank);
    this.#wording = wordingOf(language, languages);
    this.#nothingYet = { text: nothingYet, scores: PhraseScores.of(phrases, model.tokens, this.#wording.spelled) };
    this.#settled = this.#nothingYet;
  }

  push(samples: Int16Array): void {
    if (this.#ended) return;
    this.#utterance.push(samples);
    this.#lookAhead();
  }

  hear(): Promise<Heard> {
    const { pieces } = this.#utterance;
    if (this.#covers(this.#answer)) return this.#answer.value;
    if (pieces < leastPieces || !this.#utterance.hasSoundFrom(0)) return Promise.resolve(nothingHeard);
    const seen = this.#covers(this.#look)
      ? this.#look.value
      : this.#options.queue.answer(() => this.#view(this.#isShort()));
    const value = seen.then((view) => this.#heardIn(view));
    const answer = { pieces: this.#covers(this.#look) ? this.#look.pieces : pieces, value };
    this.#answer = answer;
    value.catch(() => {
      if (this.#answer === answer) this.#answer = undefined;
    });
    return value;
  }

  /** What was asked before is still answered. */
  end(): void {
    this.#ended = true;
    void Promise.allSettled([this.#look?.value, this.#answer?.value]).then(() => this.#utterance.close());
  }

  /** Silence since does not change what was said. */
  #covers<T>(earlier: Covering<T> | undefined): earlier is Covering<T> {
    return earlier !== undefined && this.#utterance.isOverAt(earlier.pieces);
  }

  #lookAhead(): void {
    const { pieces } = this.#utterance;
    if (this.#isLooking || this.#ended || pieces < leastPieces) return;
    const seen = Math.max(this.#look?.pieces ?? 0, this.#answer?.pieces ?? 0);
    const hasFallen = this.#utterance.hasFallen;
    if (pieces - seen < (hasFallen ? fallenAheadPieces : aheadPieces) || this.#utterance.isOverAt(seen)) return;
    const value = this.#options.queue.ahead(() => this.#view(hasFallen && this.#isShort()), hasFallen);
    // A machine that has no time now is asked again with the next audio.
    if (value === undefined) return;
    const look = { pieces, value };
    this.#look = look;
    this.#isLooking = true;
    value
      .then((view) => this.#settle(view))
      // What fails here fails again, and is told, when somebody asks.
      .catch(() => {
        if (this.#look === look) this.#look = undefined;
      })
      .finally(() => {
        this.#isLooking = false;
        this.#lookAhead();
      });
  }

  /** Whether there is time to decode all of it at once. */
  #isShort(): boolean {
    const { frames } = this.#utterance;
    return frames <= wholeFrames || this.#options.cost.expectedMs(frames / 100) <= wholeMs;
  }

  async #view(isWhole: boolean): Promise<View> {
    const { framesARow } = this.#options.model;
    const { text, scores } = isWhole ? this.#nothingYet : this.#settled;
    const decoded = await this.#decode(firstFrame(text, framesARow), undefined);
    return { text, scores, rest: { ...unsettled(text, decoded, framesARow), tags: decoded.tags } };
  }

  /** Settles what can be, and tells the words so far. */
  #settle({ text, scores, rest }: View): void {
    const { framesARow, tokens } = this.#options.model;
    const isLong = text.settledFrame + rest.words.rows * framesARow > settledFromFrames;
    const rows = isLong ? rowsToSettle(rest.words, tokens.blank, framesARow) : 0;
    if (rows > 0) {
      this.#settled = {
        text: settle(text, rest.spoken, rows, framesARow),
        scores: scores.settle(rowsOf(rest.words, 0, rows)),
      };
    }
    const words = this.#words([...text.settled, ...rest.spoken]);
    if (words === this.#partial || this.#ended) return;
    this.#partial = words;
    this.#options.onPartial(words);
  }

  async #heardIn(view: View): Promise<Heard> {
    const { model, languages, language, queue } = this.#options;
    const { text, scores, rest } = view;
    const { tags } = rest;
    // Taken for a language that nobody here speaks: what would it be in the conversation's?
    const isForeign = tags !== undefined && tags.nothing < sureNoise && likeliest(tags, languages).share < sureLanguage;
    if (!isForeign) return this.#told(text, scores, rest);
    const from = firstFrame(text, model.framesARow);
    const decoded = await queue.answer(() => this.#decode(from, language));
    return this.#told(text, scores, { ...unsettled(text, decoded, model.framesARow), tags });
  }

  #told(text: GrowingText, scores: PhraseScores, { words, spoken, tags }: Decoded): Heard {
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
    const spokenLanguage = tags && likeliest(tags, languages);
    return {
      text: heard,
      confidence,
      unknownWords: 0,
      freeWords: true,
      ...(spokenLanguage && { language: { value: spokenLanguage.language, confidence: spokenLanguage.share } }),
      alternatives: this.#alternatives(words, text, heard),
      phrases: scores.best(words),
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
