/**
 * `npm run bench -- language`: whether the drift detector tells Cantonese from Mandarin, on texts that it was not written
 * with, and how many exchanges with the shipped dialogue in Cantonese go as they should (test/fixtures/language/README.md
 * says whose they are).
 */
import { readFileSync } from 'node:fs';
import { driftOf } from '#src/agent/language/drift.js';
import { cantoneseExchanges, cantoneseSuiteShare } from '../test/support/cantonese-suite.js';
import type { Bench, Emit } from './row.js';

export const bench: Bench = async (emit, { show }) => {
  const accepted = linesOf('cantonese-accept.txt');
  const refused = linesOf('mandarin-refuse.txt');
  share(emit, 'language.accept_share', accepted, (text) => driftOf(text, 'yue') === undefined, show);
  share(emit, 'language.refuse_share', refused, (text) => driftOf(text, 'yue') !== undefined, show);
  for (const of of ['held_out', 'development'] as const) {
    const { share: value, exchanges, failures } = cantoneseSuiteShare(cantoneseExchanges[of]);
    if (show !== undefined) for (const failure of failures) console.error(`language.suite_share, ${of}: ${failure}`);
    emit({ name: 'language.suite_share', value, unit: 'share', of, exchanges });
  }
  share(emit, 'language.accept_share_cmn', refused, (text) => driftOf(text, 'cmn') === undefined, show);
};

function share(
  emit: Emit,
  name: string,
  texts: readonly string[],
  isRight: (text: string) => boolean,
  show?: string,
): void {
  const wrong = texts.filter((text) => !isRight(text));
  // With --show=yes, for a person: never to be tuned on.
  if (show !== undefined) for (const text of wrong) console.error(`${name}: ${text}`);
  emit({ name, value: (texts.length - wrong.length) / texts.length, unit: 'share', texts: texts.length });
}

/** From the compiled bench, in dist/bench. */
const fixtures = new URL('../../test/fixtures/language/', import.meta.url);

function linesOf(name: string): readonly string[] {
  return readFileSync(new URL(name, fixtures), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
