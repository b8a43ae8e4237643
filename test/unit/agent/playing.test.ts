import { describe, expect, test } from 'vitest';
import type { Effect } from '#src/agent/effect.js';
import type { ControllerEvent } from '#src/agent/event.js';
import { resumed, withWords } from '#src/agent/playing.js';
import { reduce } from '#src/agent/reduce.js';
import {
  type BotUtterance,
  type ControllerRules,
  type ControllerState,
  defaultRules,
  initialState,
} from '#src/agent/state.js';
import { quietCues, speakingCues } from '../../support/turn-cues.js';

const paused = (playedMs: number, wordsAtMs: readonly number[], change: Partial<BotUtterance> = {}): BotUtterance => ({
  id: 7,
  reply: undefined,
  audible: true,
  afterwards: { type: 'listen' },
  protected: [],
  wordsAtMs,
  playedMs,
  playingSinceMs: undefined,
  wentBackToMs: undefined,
  ...change,
});

describe('a bot that was paused goes on', () => {
  test('from the beginning of the words that were cut', () => {
    const { bot, place } = resumed(paused(1500, [0, 400, 1100, 1900]), 9000);
    expect(place).toEqual({ id: 7, atMs: 1100 });
    expect(bot).toMatchObject({ playedMs: 1100, playingSinceMs: 9000, wentBackToMs: 1100 });
  });

  test.each([
    ['where nothing is known of its words', []],
    ['where the words began more than 600 ms before', [0, 899]],
    ['where the words are still to come', [1600]],
  ])('from the same sample %s', (_when, wordsAtMs) => {
    const { bot, place } = resumed(paused(1500, wordsAtMs), 9000);
    expect(place).toBeUndefined();
    expect(bot).toMatchObject({ playedMs: 1500, playingSinceMs: 9000 });
  });

  test('to the same words only once', () => {
    const again = resumed(paused(1300, [0, 1100], { wentBackToMs: 1100 }), 9000);
    expect(again.place).toBeUndefined();
    expect(again.bot?.playedMs).toBe(1300);
  });

  test('and one that talked on softly is where it is', () => {
    const ducked = paused(0, [0, 400], { playingSinceMs: 8000 });
    expect(resumed(ducked, 9000)).toEqual({ bot: ducked, place: undefined });
  });
});

test('words count in the order of their audio, and only so many', () => {
  let bot = paused(0, []);
  for (const atMs of [0, 300, 200, 300, 500]) bot = withWords(bot, atMs);
  expect(bot.wordsAtMs).toEqual([0, 300, 500]);
  for (let i = 0; i < 2000; i++) bot = withWords(bot, 600 + i);
  expect(bot.wordsAtMs).toHaveLength(1000);
});

/** A bot in the middle of its greeting. */
function talking(rules: Partial<ControllerRules> = {}) {
  let state: ControllerState = initialState({ ...defaultRules, ...rules });
  let effects: Effect[] = [];
  const apply = (event: ControllerEvent, nowMs: number) => {
    const step = reduce(state, event, nowMs);
    state = step.state;
    effects = [...effects, ...step.effects];
  };
  apply({ type: 'answered' }, 0);
  for (const atMs of [0, 450, 900]) apply({ type: 'words', id: 1, atMs }, 10);
  apply({ type: 'play-started', id: 1 }, 100);
  effects = [];
  const plays = () => effects.filter(({ type }) => type.endsWith('-play'));
  return { apply, plays, state: () => state };
}

/** "Mm", over by the frame of `atMs`. */
const backChannel = (atMs: number) => ({ ...quietCues(224), atMs, spokenMs: 200 });

describe('while the caller says "mm"', () => {
  test('the bot is silent, and then says the cut word again', () => {
    const { apply, plays, state } = talking();
    apply({ type: 'speech-start', onsetMs: 700 }, 764);
    apply({ type: 'cues', cues: { ...speakingCues, atMs: 796, spokenMs: 96 } }, 796);
    apply({ type: 'cues', cues: backChannel(1200) }, 1200);
    expect(state().turn).toBe('BotReplying');
    expect(plays()).toEqual([{ type: 'pause-play' }, { type: 'resume-play', place: { id: 1, atMs: 450 } }]);
  });

  test('or talks on softly where it is set to', () => {
    const { apply, plays, state } = talking({ whileUndecided: 'duck' });
    apply({ type: 'speech-start', onsetMs: 700 }, 764);
    apply({ type: 'cues', cues: backChannel(1200) }, 1200);
    expect(plays()).toEqual([{ type: 'duck-play' }, { type: 'resume-play', place: undefined }]);
    expect(state().bot).toMatchObject({ playedMs: 0, playingSinceMs: 100 });
  });

  test('but not into words that may not be cut', () => {
    const { apply, plays } = talking({ whileUndecided: 'duck' });
    apply({ type: 'protected', id: 1, fromMs: 2000, untilMs: 5000 }, 200);
    apply({ type: 'speech-start', onsetMs: 700 }, 764);
    expect(plays()).toEqual([{ type: 'pause-play' }]);
  });

  test.each(['pause', 'duck'] as const)(
    'and the bot ends meanwhile (%s), what it says next is heard',
    (whileUndecided) => {
      const { apply, plays, state } = talking({ whileUndecided });
      apply({ type: 'speech-start', onsetMs: 700 }, 764);
      apply({ type: 'play-ended', id: 1, own: true, playedMs: 660, cut: false, heardText: 'Hello.' }, 770);
      expect(state()).toMatchObject({ turn: 'UserSpeaking', bot: undefined, overlap: undefined });
      expect(plays().at(-1)).toEqual({ type: 'resume-play', place: undefined });
    },
  );
});
