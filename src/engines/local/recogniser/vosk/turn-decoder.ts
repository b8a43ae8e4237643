import { type Heard, recogniserRateHz } from '../recogniser.js';
import { GainControl, repeated } from './gain-control.js';
import type { VoskLibrary, VoskRecogniser } from './vosk-library.js';

/** What is said after this in one turn is not heard. */
const longestTurnSamples = 60 * recogniserRateHz;
/** Audio between two looks at what the words so far are. */
const partialSamples = recogniserRateHz / 4;

/**
 * One caller's turn. It can be asked more than once what was said: asking ends a decoding, so when more audio comes
 * after that, the turn is decoded again from its beginning (0.02 of real time, docs/adr/0040).
 */
export class TurnDecoder {
  readonly #library: VoskLibrary;
  readonly #grammar: readonly string[] | undefined;
  readonly #onPartial: (text: string) => void;
  readonly #audio: Int16Array[] = [];
  #audioSamples = 0;
  #decoding: { readonly recogniser: VoskRecogniser; readonly gain: GainControl } | undefined;
  /** Parts of #audio that went into #decoding. */
  #fed = 0;
  #heard: Heard | undefined;
  /** Text of the last answer; what is only its beginning is no news. */
  #answered = '';
  #partial = '';
  /** Samples pushed since the last look. */
  #unlooked = 0;
  #ended = false;
  /** Calls on a recogniser must not overlap: everything runs behind what was asked before. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param onPartial told the words so far, as they change; each text replaces the one before */
  constructor(library: VoskLibrary, grammar: readonly string[] | undefined, onPartial: (text: string) => void) {
    this.#library = library;
    this.#grammar = grammar;
    this.#onPartial = onPartial;
    this.#inOrder(() => this.#feed()).catch(() => {});
  }

  push(samples: Int16Array): void {
    if (this.#audioSamples >= longestTurnSamples) return;
    this.#audio.push(samples);
    this.#audioSamples += samples.length;
    this.#heard = undefined;
    this.#unlooked += samples.length;
    const looks = this.#unlooked >= partialSamples;
    if (looks) this.#unlooked = 0;
    // What fails here fails again, and is told, when somebody asks.
    this.#inOrder(async () => {
      const { recogniser } = await this.#feed();
      if (looks) this.#look(recogniser.partial());
    }).catch(() => {});
  }

  /** Rejects when the grammar cannot be used. */
  hear(): Promise<Heard> {
    return this.#inOrder(async () => {
      if (this.#heard !== undefined) return this.#heard;
      const { recogniser, gain } = await this.#feed();
      await recogniser.push(repeated(gain.flush()));
      this.#heard = await recogniser.finish();
      this.#answered = this.#heard.text;
      this.#release();
      return this.#heard;
    });
  }

  end(): void {
    void this.#inOrder(async () => {
      this.#ended = true;
      this.#release();
    });
  }

  async #feed(): Promise<{ readonly recogniser: VoskRecogniser; readonly gain: GainControl }> {
    if (this.#ended) throw new Error('the turn has ended');
    this.#decoding ??= { recogniser: await this.#library.open(this.#grammar), gain: new GainControl() };
    const { recogniser, gain } = this.#decoding;
    for (; this.#fed < this.#audio.length; this.#fed += 1) {
      await recogniser.push(repeated(gain.push(this.#audio[this.#fed]!)));
    }
    return this.#decoding;
  }

  #look(text: string): void {
    if (text === this.#partial || this.#answered.startsWith(text)) return;
    this.#partial = text;
    this.#onPartial(text);
  }

  #release(): void {
    this.#decoding?.recogniser.free();
    this.#decoding = undefined;
    this.#fed = 0;
  }

  #inOrder<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => {});
    return result;
  }
}
