import { describe, expect, test } from 'vitest';
import { afterPause, isToBeAsked, noPauseYet, withAnswer } from '#src/agent/end-of-turn/pause-hint.js';
import type { ControllerEvent } from '#src/agent/event.js';
import { reduce } from '#src/agent/reduce.js';
import { type ControllerState, defaultRules, initialState } from '#src/agent/state.js';
import { quietCues, situationOf, speakingCues } from '../../support/turn-cues.js';

const asked = { ...noPauseYet, asked: true };

describe('a turn model', () => {
  test('is asked at 160 ms of silence, not before, and once', () => {
    expect(isToBeAsked(noPauseYet, situationOf(quietCues(128)))).toBe(false);
    expect(isToBeAsked(noPauseYet, situationOf(quietCues(160)))).toBe(true);
    expect(isToBeAsked(asked, situationOf(quietCues(192)))).toBe(false);
  });

  test('is not asked between the digits of a number', () => {
    expect(isToBeAsked(noPauseYet, situationOf(quietCues(192), { expectedDigits: 8, digits: 3 }))).toBe(false);
  });

  test('is asked about the next pause when the caller has gone on', () => {
    expect(afterPause(asked)).toEqual({ pause: 2, asked: false, finished: undefined });
    expect(afterPause(noPauseYet)).toBe(noPauseYet);
  });

  test('that answers about a pause that is over changes nothing', () => {
    const next = afterPause(asked);
    expect(withAnswer(next, 1, 0.9)).toBe(next);
    expect(withAnswer({ ...next, asked: true }, 1, 0.9).finished).toBeUndefined();
    expect(withAnswer({ ...next, asked: true }, 2, 0.9).finished).toBe(0.9);
  });
});

/** The caller has spoken, and the bot is told frame by frame of the silence that follows. */
function silenceUntilReply(answer: number | undefined, turnModel = true): number {
  let state: ControllerState = initialState({ ...defaultRules, turnModel });
  const questions: number[] = [];
  const apply = (event: ControllerEvent, nowMs: number) => {
    const step = reduce(state, event, nowMs);
    state = step.state;
    for (const effect of step.effects) if (effect.type === 'judge-pause') questions.push(effect.pause);
  };
  apply({ type: 'speech-start', onsetMs: 0 }, 64);
  apply({ type: 'cues', cues: speakingCues }, 2000);
  for (let quietMs = 32; quietMs <= 1600; quietMs += 32) {
    apply({ type: 'cues', cues: quietCues(quietMs) }, 2000 + quietMs);
    if (state.turn === 'BotReplying') {
      expect(questions).toEqual(turnModel ? [1] : []);
      return quietMs;
    }
    const [pause] = questions;
    if (pause !== undefined && answer !== undefined)
      apply({ type: 'turn-hint', pause, finished: answer }, 2000 + quietMs);
  }
  return Number.NaN;
}

test('the bot answers sooner when the model takes the turn for over, and later when it does not', () => {
  const without = silenceUntilReply(undefined);
  expect(without).toBe(silenceUntilReply(undefined, false));
  expect(silenceUntilReply(1)).toBeLessThanOrEqual(without - 96);
  expect(silenceUntilReply(0)).toBeGreaterThanOrEqual(without + 96);
  expect(silenceUntilReply(0.5)).toBe(without);
});
