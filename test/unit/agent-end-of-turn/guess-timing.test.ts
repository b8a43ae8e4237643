import { describe, expect, it } from 'vitest';
import type { EndOfTurnSituation } from '#src/agent/end-of-turn/end-of-turn.js';
import { endingLikelihood } from '#src/agent/end-of-turn/ending.js';
import { type GuessAction, noGuessYet, trackGuess } from '#src/agent/end-of-turn/guess-timing.js';
import { patiences } from '#src/agent/end-of-turn/patience.js';
import type { TurnCues } from '#src/core/turn-cues.js';
import { quietCues, situationOf, speakingCues } from '../../support/turn-cues.js';

const { balanced } = patiences;

/** What happens in a row of frames of 32 ms, with the guesses' state after it. */
function follow(frames: readonly TurnCues[], change: Partial<EndOfTurnSituation> = {}, patience = balanced) {
  let track = noGuessYet;
  const actions: GuessAction[] = [];
  for (const [index, cues] of frames.entries()) {
    const judged = trackGuess(track, situationOf({ ...cues, atMs: 1000 + 32 * index }, change), patience);
    track = judged.track;
    actions.push(judged.action);
  }
  return { track, actions };
}

const times = (count: number, cues: TurnCues) => Array.from({ length: count }, () => cues);
/** The last syllable dies away. */
const fading: TurnCues = {
  ...speakingCues,
  voiceSlope: -0.1,
  levelDb: -22,
  levelBeforeDb: -18,
  level256Db: -11,
  level512Db: -8,
  fadingMs: 250,
  pitchedMs: 160,
  pitchSemitones: -4,
  pitchFallSemitones: 4,
};
const pause = [quietCues(32), quietCues(64), quietCues(96), quietCues(128)];

describe('the start of a guess', () => {
  it('does not come in the middle of a word', () => {
    expect(endingLikelihood(speakingCues)).toBeLessThan(0.3);
    expect(follow(times(20, speakingCues)).track.made).toBe(0);
  });

  it('comes before the silence when the voice dies away', () => {
    expect(endingLikelihood(fading)).toBeGreaterThan(balanced.guessLikelihood);
    expect(follow([speakingCues, fading]).actions).toEqual(['none', 'start']);
  });

  it('comes with a short pause in any case', () => {
    const never = { ...balanced, guessLikelihood: 1.1 };
    expect(follow([speakingCues, ...pause], {}, never).actions).toEqual(['none', 'none', 'none', 'start', 'none']);
  });

  it('waits for the rest of a number', () => {
    expect(follow([fading, ...pause], { expectedDigits: 8, digits: 3 }).track.made).toBe(0);
    expect(follow([fading, ...pause], { expectedDigits: 8, digits: 8 }).track.made).toBe(1);
  });

  it('waits for twice the pause after an open sentence, and does not come early', () => {
    expect(follow([fading, ...pause], { completeness: 'open' }).track.made).toBe(0);
    expect(follow([fading, quietCues(192)], { completeness: 'open' }).track.made).toBe(1);
  });

  it('needs less where a short answer is expected', () => {
    const likelihood = endingLikelihood(fading);
    const hesitant = { ...balanced, guessLikelihood: likelihood + 0.05 };
    expect(follow([fading], {}, hesitant).track.made).toBe(0);
    expect(follow([fading], { expectsShort: true }, hesitant).track.made).toBe(1);
  });

  it('comes no more often than the budget of the turn allows', () => {
    const word = [...times(8, speakingCues), fading];
    const { track } = follow(Array.from({ length: 20 }, () => word).flat());
    expect(track.early).toBe(balanced.earlyGuesses);
    const spoken = [...times(8, speakingCues), ...pause];
    expect(follow(Array.from({ length: 20 }, () => spoken).flat()).track.made).toBe(balanced.guesses);
  });
});

describe('a guess that was started', () => {
  it('stands when only the tail of the word came after it', () => {
    const { track, actions } = follow([fading, ...times(4, { ...fading, levelDb: -20 }), ...pause]);
    expect(actions).not.toContain('discard');
    expect(track.stands).toBe(true);
  });

  it('is discarded when another syllable follows', () => {
    const { actions } = follow([fading, ...times(3, speakingCues)]);
    expect(actions).toEqual(['start', 'none', 'none', 'discard']);
  });

  it('is discarded when the tail grows long, however quiet', () => {
    const { actions } = follow([fading, ...times(8, { ...fading, levelDb: -20 })]);
    expect(actions.indexOf('discard') * 32).toBeGreaterThanOrEqual(224);
  });

  it('is discarded when the caller goes on after a pause', () => {
    const { actions } = follow([fading, ...pause, quietCues(160), quietCues(192), quietCues(224), speakingCues]);
    expect(actions.at(-1)).toBe('discard');
  });
});
