import { describe, expect, test } from 'vitest';
import { type AwaitedReply, usualAudioMs, wantsOpener } from '#src/agent/system1/opener-rule.js';

const rules = { opener: true, openerMs: 350 };

/** The caller was last heard at 10 s; the engine has been at it for 160 ms and needs 400. */
const awaited: AwaitedReply = {
  lastVoicedMs: 10_000,
  spokenMs: 2500,
  isShortAnswer: false,
  requestedMs: 10_100,
  usualMs: 400,
};
const nowMs = 10_260;

describe('a word of the bot before its reply', () => {
  test('is said where the reply comes later than people wait', () => {
    expect(wantsOpener(awaited, rules, nowMs)).toBe(true);
  });

  test('is said while nobody knows how fast the engine is', () => {
    expect(wantsOpener({ ...awaited, usualMs: undefined }, rules, nowMs)).toBe(true);
  });

  test('counts from now where the engine was not asked yet', () => {
    expect(wantsOpener({ ...awaited, requestedMs: undefined, usualMs: 200 }, rules, nowMs)).toBe(true);
  });

  test.each([
    ['the reply is fast enough without', { usualMs: 240 }],
    ['the reply is about to come', { requestedMs: 9960 }],
    ['the caller was asked for a word or two', { isShortAnswer: true }],
    ['the caller has hardly said anything', { spokenMs: 600 }],
    ['the caller has pressed keys', { lastVoicedMs: undefined }],
  ])('is not said where %s', (_, change: Partial<AwaitedReply>) => {
    expect(wantsOpener({ ...awaited, ...change }, rules, nowMs)).toBe(false);
  });

  test('is never said by a bot that does not', () => {
    expect(wantsOpener(awaited, { ...rules, opener: false }, nowMs)).toBe(false);
  });
});

test('what an engine usually needs follows what it has needed lately', () => {
  expect(usualAudioMs(undefined, 400)).toBe(400);
  expect(usualAudioMs(400, 800)).toBe(600);
});
