import type { Chinese } from './chinese.js';

type Groups = readonly (string | undefined)[];

/** How one kind of thing is written, and how it is said. */
export interface SpeechRule {
  readonly name: string;
  readonly pattern: RegExp;
  /** `match` holds the groups, `match[0]` the whole; `after` is the text behind it. */
  readonly en: (match: Groups, after: string) => string;
  readonly zh: (match: Groups, after: string, language: Chinese) => string;
}
