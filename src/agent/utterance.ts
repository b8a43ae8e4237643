import { durationMs } from '../core/audio.js';

/** Where in the audio of an utterance a run of its text begins. */
interface Mark {
  readonly atMs: number;
  readonly text: string;
}

/**
 * The text of one bot utterance against its audio, so that a cut utterance leaves in the history only what was heard.
 */
export class Utterance {
  readonly #marks: Mark[] = [];
  #audioMs = 0;

  addText(text: string, atMs = this.#audioMs): void {
    this.#marks.push({ atMs, text });
  }

  addAudio(sampleCount: number, rateHz: number): void {
    this.#audioMs += durationMs(sampleCount, rateHz);
  }

  get audioMs(): number {
    return this.#audioMs;
  }

  get text(): string {
    return join(this.#marks.map((mark) => mark.text));
  }

  /**
   * The text whose audio was played: whole runs, and of the run that was cut the share of its words (of its
   * characters where the script has no spaces) that its audio was cut at, the word under the cut left out.
   */
  heardBy(playedMs: number): string {
    const heard: string[] = [];
    for (const [index, mark] of this.#marks.entries()) {
      if (mark.atMs >= playedMs) break;
      const endMs = this.#marks[index + 1]?.atMs ?? this.#audioMs;
      heard.push(playedMs >= endMs ? mark.text : leading(mark.text, (playedMs - mark.atMs) / (endMs - mark.atMs)));
    }
    return join(heard.filter((text) => text !== ''));
  }
}

const units = /\S+\s*/gu;
const cjkUnits = /[\p{Script=Han}\p{P}]|[^\p{Script=Han}\p{P}\s]+\s*/gu;

function leading(text: string, share: number): string {
  const pieces = text.match(/\p{Script=Han}/u.test(text) ? cjkUnits : units) ?? [];
  const length = text.trimEnd().length * share;
  let kept = '';
  for (const piece of pieces) {
    if (kept.length + piece.trimEnd().length > length) break;
    kept += piece;
  }
  return kept.trimEnd();
}

const unspaced = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

const sentenceEnd = /[.!?…]["'”’)]*$/u;
/** "3." and "50" are one number. */
const numberBegun = /\d\.$/u;

/**
 * Runs joined; a space is put between sentences that come without one, but not where either side is Chinese. Engines tell
 * their words in pieces too, with the spaces where they belong.
 */
function join(runs: readonly string[]): string {
  return runs.reduce((text, run) => {
    const isTight = unspaced.test(text.at(-1) ?? '') || unspaced.test(run.at(0) ?? '');
    const isNumber = numberBegun.test(text) && /^\d/u.test(run);
    const isMissing = sentenceEnd.test(text) && /^\S/u.test(run) && !isTight && !isNumber;
    return text + (isMissing ? ' ' : '') + run;
  }, '');
}
