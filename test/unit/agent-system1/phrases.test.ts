import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { driftOf } from '#src/agent/language/drift.js';
import { type PhraseName, phraseMeanings, phraseNames } from '#src/agent/phrases.js';
import { defaultPhrases } from '#src/agent/system1/default-phrases.js';
import { choosePhrase, nothingSaid, withPhrases } from '#src/agent/system1/phrase-book.js';
import { phrasesSchema } from '#src/config/system1-schema.js';
import { languages } from '#src/core/language.js';

/** Before the bot hangs up or a human takes over: nobody hears them twice. */
const saidOnce: readonly PhraseName[] = [
  'goodbye-idle',
  'apology-final',
  'apology-transfer',
  'call-limit',
  'leave-message',
  'goodbye-later',
];
const moods = ['neutral', 'warm', 'apologetic', 'cheerful'] as const;

describe('what the bot says of its own accord', () => {
  test('a caller never hears the same words twice in a row for the same thing, whatever mood the bot is in', () => {
    const asked = fc.array(fc.tuple(fc.constantFrom(...phraseNames), fc.constantFrom(...moods)), { maxLength: 60 });
    fc.assert(
      fc.property(asked, fc.nat(1000), fc.constantFrom(...languages), (steps, seed, language) => {
        const last = new Map<string, string>();
        let said = nothingSaid(seed);
        for (const [name, mood] of steps) {
          const chosen = choosePhrase(defaultPhrases, name, language, { mood }, said);
          said = chosen.said;
          expect(defaultPhrases[name][language].map(({ text }) => text)).toContain(chosen.text);
          if (defaultPhrases[name][language].length > 1) expect(chosen.text).not.toBe(last.get(name));
          last.set(name, chosen.text);
        }
      }),
    );
  });

  test('a replayed call hears the same words, and another call begins elsewhere', () => {
    const words = (seed: number) => choosePhrase(defaultPhrases, 'look-up', 'en', {}, nothingSaid(seed));
    expect(words(0)).toEqual(words(0));
    expect(words(0).text).not.toBe(words(1).text);
    expect(words(0).key).toBe('look-up/en/0');
  });

  test('all fillers of a mood have their turn', () => {
    let said = nothingSaid();
    const heard = new Set<string>();
    for (let time = 0; time < 3; time += 1) {
      const chosen = choosePhrase(defaultPhrases, 'look-up', 'yue', { mood: 'neutral' }, said);
      heard.add(chosen.text);
      said = chosen.said;
    }
    expect([...heard]).toEqual(['我幫你查下。', '等我睇睇先。', '我而家幫你睇下。']);
  });

  test('an apologetic bot does not sound cheerful', () => {
    const book = withPhrases(defaultPhrases, {
      hold: {
        en: [{ text: 'Lovely!', mood: 'cheerful' }, { text: 'I will wait.' }, { text: 'Sorry.', mood: 'apologetic' }],
      },
    });
    let said = nothingSaid();
    for (let time = 0; time < 6; time += 1) {
      const chosen = choosePhrase(book, 'hold', 'en', { mood: 'apologetic' }, said);
      expect(chosen.text).not.toBe('Lovely!');
      said = chosen.said;
    }
  });

  test.each(phraseNames)('%s is said in all three languages, each in its own wording', (name) => {
    for (const language of languages) {
      const variants = defaultPhrases[name][language];
      expect(variants.length, language).toBeGreaterThanOrEqual(saidOnce.includes(name) ? 1 : 2);
      for (const { text } of variants) expect(driftOf(text, language), text).toBeUndefined();
    }
  });

  test('a phrase has words for the same moods in every language', () => {
    for (const name of phraseNames) {
      const [first, ...others] = languages.map(
        (language) => new Set(defaultPhrases[name][language].map(({ mood }) => mood)),
      );
      for (const other of others) expect(other, name).toEqual(first);
    }
  });

  test('Cantonese is written as it is spoken, in traditional characters, and Mandarin in simplified ones', () => {
    const text = (language: 'yue' | 'cmn') =>
      phraseNames.flatMap((name) => defaultPhrases[name][language].map((variant) => variant.text)).join('');
    expect(text('yue')).not.toMatch(/[们还说这谢请没吗帮为给线时问对么您]|的|不/u);
    expect(text('cmn')).not.toMatch(/[們還說這謝請沒嗎幫為給線時問對麼]|[唔嘅喺咗俾嚟嘢冇佢]/u);
  });
});

describe('phrases in the configuration', () => {
  test('name every phrase and say when it is said', () => {
    const meanings = Object.fromEntries(
      Object.entries(phrasesSchema.shape).map(([key, schema]) => [
        key.replaceAll('_', '-'),
        schema.description?.replace(/^Said when (.*)\.$/, '$1'),
      ]),
    );
    expect(meanings).toEqual(phraseMeanings);
  });

  test('replace one phrase in one language and leave the rest', () => {
    const { look_up } = phrasesSchema.parse({
      look_up: { yue: ['等我望望。', { text: '唔好意思，等等。', mood: 'apologetic' }] },
    });
    const book = withPhrases(defaultPhrases, { 'look-up': look_up });
    expect(book['look-up'].yue).toEqual([{ text: '等我望望。' }, { text: '唔好意思，等等。', mood: 'apologetic' }]);
    expect(book['look-up'].en).toEqual(defaultPhrases['look-up'].en);
    expect(book.hold).toEqual(defaultPhrases.hold);
  });

  test('of no variants are refused', () => {
    expect(phrasesSchema.safeParse({ look_up: { yue: [] } }).success).toBe(false);
    expect(phrasesSchema.safeParse({ lookup: { yue: ['等等'] } }).success).toBe(false);
  });
});
