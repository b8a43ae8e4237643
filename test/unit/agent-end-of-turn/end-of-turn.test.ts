import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isClearSilence, requiredSilenceMs, turnIsOver } from '#src/agent/end-of-turn/end-of-turn.js';
import { patienceNames, patiences } from '#src/agent/end-of-turn/patience.js';
import { quietCues, situationOf, speakingCues } from '../../support/turn-cues.js';

const { balanced } = patiences;
const silence = (change: Parameters<typeof situationOf>[1]) =>
  requiredSilenceMs(situationOf(quietCues(100), change), balanced);

describe('the silence that ends a turn', () => {
  it('is the preset’s when nothing else is known, longer for a more patient bot', () => {
    const [eager, middle, patient] = patienceNames.map((name) =>
      requiredSilenceMs(situationOf(quietCues(100)), patiences[name]),
    );
    expect(middle).toBe(balanced.silenceMs);
    expect(eager).toBeLessThan(middle!);
    expect(middle).toBeLessThan(patient!);
  });

  it('is shorter after a complete sentence and longer after an open one', () => {
    expect(silence({ completeness: 'complete' })).toBeLessThan(balanced.silenceMs);
    expect(silence({ completeness: 'open' })).toBeGreaterThan(2 * balanced.silenceMs);
  });

  it('outlasts the pauses between the digits of a number that is not complete', () => {
    expect(silence({ expectedDigits: 8, digits: 5 })).toBe(balanced.digitGapMs);
    expect(silence({ expectedDigits: 8, digits: 8 })).toBeLessThan(balanced.silenceMs);
  });

  it('counts stretches of speech where no recogniser counts digits', () => {
    const cues = { ...quietCues(100), bursts: 6 };
    expect(requiredSilenceMs(situationOf(cues, { expectedDigits: 7 }), balanced)).toBe(balanced.digitGapMs);
    expect(requiredSilenceMs(situationOf(cues, { expectedDigits: 6 }), balanced)).toBeLessThan(balanced.silenceMs);
  });

  it('is shorter for an answer of a word or two', () => {
    expect(silence({ expectsShort: true })).toBeLessThan(balanced.silenceMs);
  });

  it('follows the hint of an engine or a model', () => {
    expect(silence({ hint: 1 })).toBeLessThan(balanced.silenceMs);
    expect(silence({ hint: 0.5 })).toBe(balanced.silenceMs);
    expect(silence({ hint: 0 })).toBeGreaterThan(balanced.silenceMs);
  });

  it('is longer while the voice model still hears speech', () => {
    const cues = { ...quietCues(100), voice: 0.8 };
    expect(requiredSilenceMs(situationOf(cues), balanced)).toBeGreaterThan(balanced.silenceMs);
  });

  it('is longer in Cantonese conversation, unless it is known what is answered', () => {
    expect(silence({ language: 'yue' })).toBeGreaterThan(balanced.silenceMs);
    expect(silence({ language: 'yue', expectsShort: true })).toBe(silence({ expectsShort: true }));
  });

  it('stays within the preset’s limits whatever the cues say', () => {
    const anySituation = fc.record({
      completeness: fc.constantFrom('complete', 'open', 'unknown'),
      expectsShort: fc.boolean(),
      hint: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      voice: fc.double({ min: 0, max: 1, noNaN: true }),
      name: fc.constantFrom(...patienceNames),
    });
    fc.assert(
      fc.property(anySituation, ({ voice, name, ...change }) => {
        const patience = patiences[name];
        const required = requiredSilenceMs(situationOf({ ...quietCues(100), voice }, change), patience);
        expect(required).toBeGreaterThanOrEqual(patience.leastSilenceMs);
        expect(required).toBeLessThanOrEqual(patience.mostSilenceMs);
      }),
    );
  });
});

describe('the end of a turn', () => {
  it('is never while the caller speaks', () => {
    expect(turnIsOver(situationOf(speakingCues), { ...balanced, leastSilenceMs: 0, silenceMs: 0 })).toBe(false);
  });

  it('comes with the silence asked for', () => {
    expect(turnIsOver(situationOf(quietCues(balanced.silenceMs - 1)), balanced)).toBe(false);
    expect(turnIsOver(situationOf(quietCues(balanced.silenceMs)), balanced)).toBe(true);
  });
});

describe('a silence in which the bot may say that it listens', () => {
  const faded = { ...quietCues(256), lingeringVoice: 0.3 };
  const isClear = (change: Parameters<typeof situationOf>[1] = {}, cues = faded) =>
    isClearSilence(situationOf(cues, change), balanced);

  it('is one after a voice that has died away at once', () => {
    expect(isClear()).toBe(true);
    expect(isClear({}, { ...faded, lingeringVoice: 0.6 })).toBe(false);
    expect(isClear({}, { ...faded, quietMs: 160 })).toBe(false);
  });

  it('is none in an open sentence, in a number, or where a model expects more', () => {
    expect(isClear({ completeness: 'open' })).toBe(false);
    expect(isClear({ expectedDigits: 8, digits: 5 })).toBe(false);
    expect(isClear({ hint: 0.2 })).toBe(false);
  });

  it('is none where pauses sound like ends, and none for a patient bot', () => {
    expect(isClear({ language: 'yue' })).toBe(false);
    expect(isClearSilence(situationOf(faded), patiences.patient)).toBe(false);
  });
});
