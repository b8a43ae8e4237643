import { expect, test } from 'vitest';
import { inSpokenLanguages } from '#src/engines/local/dialogue/spoken-languages.js';
import { initialState } from '#src/engines/local/dialogue/state.js';
import { step } from '#src/engines/local/dialogue/step.js';
import { carrierDialogue } from '../../support/carrier-dialogue.js';

const said = (dialogue: typeof carrierDialogue, digits: string) =>
  JSON.stringify(step(dialogue, initialState('en'), { type: 'digits', digits }, '2026-12-05').actions);

test('a language without a voice is not in the menu, and its key does nothing', () => {
  const english = inSpokenLanguages(carrierDialogue, ['en']);
  expect(said(carrierDialogue, '*')).toContain('For Cantonese, press 8.');
  expect(said(english, '*')).not.toContain('Cantonese');
  expect(said(english, '*')).toContain('For English, press 7.');
  expect(said(english, '8')).toContain('I did not catch that');
  expect(Object.keys(english.intents)).not.toContain('to_mandarin');
});

test('nothing changes where every language has a voice', () => {
  expect(inSpokenLanguages(carrierDialogue, ['cmn', 'en', 'yue'])).toBe(carrierDialogue);
});
