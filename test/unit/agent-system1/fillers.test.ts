import { describe, expect, test } from 'vitest';
import { nextFiller, type ReplyWait, defaultFillerRules as rules } from '#src/agent/system1/filler-rule.js';

/** The caller's turn ended at 1000 ms. */
const waiting: ReplyWait = { quietSinceMs: 1000, tool: undefined, starting: false, said: 0 };

describe('a caller who waits for a reply', () => {
  test('hears "one moment" after 1.2 s of silence', () => {
    expect(nextFiller(waiting, rules)).toEqual({ phrase: 'one-moment', atMs: 2200 });
  });

  test('hears "let me look that up" when a tool is at work for 0.8 s', () => {
    const wait: ReplyWait = { ...waiting, tool: { sinceMs: 1100, effect: 'read' } };
    expect(nextFiller(wait, rules)).toEqual({ phrase: 'look-up', atMs: 1900 });
  });

  test('hears what is being done when the tool changes something', () => {
    const wait: ReplyWait = { ...waiting, tool: { sinceMs: 1100, effect: 'write' } };
    expect(nextFiller(wait, rules)?.phrase).toBe('carry-out');
  });

  test('does not wait longer because a tool began late', () => {
    const wait: ReplyWait = { ...waiting, tool: { sinceMs: 2000, effect: 'read' } };
    expect(nextFiller(wait, rules)).toEqual({ phrase: 'look-up', atMs: 2200 });
  });

  test('hears a filler only after a silence when the reply itself said something before its tool', () => {
    const wait: ReplyWait = { ...waiting, quietSinceMs: 4000, tool: { sinceMs: 2500, effect: 'read' } };
    expect(nextFiller(wait, rules)?.atMs).toBe(4800);
  });

  test('hears no filler when the engine has begun to answer', () => {
    expect(nextFiller({ ...waiting, starting: true }, rules)).toBeUndefined();
  });

  test('hears the second filler after a longer silence, and no third', () => {
    const second = nextFiller({ ...waiting, quietSinceMs: 3200, said: 1 }, rules);
    expect(second).toEqual({ phrase: 'still-working', atMs: 7200 });
    expect(nextFiller({ ...waiting, quietSinceMs: 8200, said: 2 }, rules)).toBeUndefined();
  });

  test('hears more of them, further and further apart, where the bot is told so', () => {
    const third = nextFiller({ ...waiting, quietSinceMs: 10_000, said: 2 }, { ...rules, fillers: 4 });
    expect(third?.atMs).toBe(18_000);
  });

  test('hears none where the bot is told so', () => {
    expect(nextFiller(waiting, { ...rules, fillers: 0 })).toBeUndefined();
  });
});
