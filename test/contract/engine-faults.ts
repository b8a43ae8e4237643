/** What becomes of an engine's faults: a word to the Controller, within the time it was given, and the next call is well. */
import { afterEach, expect, test } from 'vitest';
import type { EngineEvent } from '#src/agent/engine.js';
import { UndertoneError } from '#src/core/errors.js';
import { answerMs, type EngineSubject, type Fault, pause, Side } from './engine-side.js';

export function describeFaults(subject: () => EngineSubject, faults: readonly Fault[]): void {
  afterEach(() => subject().misbehave?.(undefined));

  const cases: Readonly<Record<Fault, readonly [name: string, run: () => Promise<void>]>> = {
    'slow-first-audio': ['an answer that begins late is an answer', () => answersLate(subject())],
    stalled: ['an answer that stops coming has failed', () => failsInTheMiddle(subject(), 'stalled')],
    'half-closed': [
      'a connection that the engine ends in an answer is a failure',
      () => failsInTheMiddle(subject(), 'half-closed'),
    ],
    garbage: ['what the wire does not allow is a failure', () => failsInTheMiddle(subject(), 'garbage')],
    'wrong-rate': ['audio of another rate is never played at the wrong speed', () => keepsItsSpeed(subject())],
    'over-long': ['an answer without end is ended', () => isBounded(subject())],
    busy: ['an engine without a free place says so', () => refuses(subject(), 'busy', ['ENGINE_UNAVAILABLE'])],
    broken: [
      'an engine that breaks has failed',
      () => refuses(subject(), 'broken', ['ENGINE_FAILED', 'ENGINE_UNAVAILABLE']),
    ],
    expired: [
      'a session that the engine ends is renewed or given up, never silent',
      () => outlivesItsSession(subject()),
    ],
  };
  for (const fault of faults) {
    const [name, run] = cases[fault];
    test(`${fault}: ${name}, and the next call is answered`, async () => {
      await run();
      subject().misbehave!(undefined);
      const side = await Side.open(subject());
      const id = await side.play([subject().plain]);
      expect(side.of(id).at(-1)?.type).toBe('done');
      await side.session.close();
    });
  }
}

const isEnd = ({ type }: EngineEvent): boolean => type === 'failed' || type === 'lost';

async function answersLate(subject: EngineSubject): Promise<void> {
  const side = await Side.open(subject);
  subject.misbehave!('slow-first-audio');
  const id = await side.play([subject.plain]);
  expect(side.of(id).at(-1)?.type).toBe('done');
  expect(side.audioMs(id)).toBeGreaterThan(0);
  await side.session.close();
}

/** Something of it may have been heard; then it fails, once, and says nothing more. */
async function failsInTheMiddle(subject: EngineSubject, fault: Fault): Promise<void> {
  const side = await Side.open(subject);
  subject.misbehave!(fault);
  const id = side.reply(subject.plain);
  await expect.poll(() => side.events.filter(isEnd).length, { timeout: answerMs, interval: 10 }).toBe(1);
  const end = side.events.find(isEnd) as Extract<EngineEvent, { type: 'failed' | 'lost' }>;
  expect(end.error).toBeInstanceOf(UndertoneError);
  expect(side.of(id).filter(({ type }) => type === 'done')).toEqual([]);
  const before = side.events.length;
  await pause(100);
  expect(side.events).toHaveLength(before);
  await side.session.close();
}

async function keepsItsSpeed(subject: EngineSubject): Promise<void> {
  const side = await Side.open(subject);
  const right = await side.play([subject.plain]);
  subject.misbehave!('wrong-rate');
  const wrong = side.reply(subject.plain);
  const over = (): boolean => side.of(wrong).some(({ type }) => type === 'done') || side.events.some(isEnd);
  await expect.poll(over, { timeout: answerMs, interval: 10 }).toBe(true);
  if (!side.events.some(isEnd)) {
    expect(side.audioMs(wrong)).toBeGreaterThan(side.audioMs(right) * 0.85);
    expect(side.audioMs(wrong)).toBeLessThan(side.audioMs(right) * 1.15);
  }
  await side.session.close();
}

async function isBounded(subject: EngineSubject): Promise<void> {
  const side = await Side.open(subject);
  subject.misbehave!('over-long');
  const id = side.reply(subject.plain);
  await expect.poll(() => side.events.some(isEnd), { timeout: answerMs, interval: 10 }).toBe(true);
  expect(side.audioMs(id)).toBeLessThanOrEqual(subject.maxReplyMs!);
  await side.session.close();
}

async function refuses(subject: EngineSubject, fault: Fault, codes: readonly string[]): Promise<void> {
  subject.misbehave!(fault);
  let side: Side;
  try {
    side = await Side.open(subject);
  } catch (thrown) {
    // A wire with sessions refuses those.
    expect(codes).toContain((thrown as UndertoneError).code);
    return;
  }
  side.reply(subject.plain);
  await expect.poll(() => side.events.some(isEnd), { timeout: answerMs, interval: 10 }).toBe(true);
  const end = side.events.find(isEnd) as Extract<EngineEvent, { type: 'failed' | 'lost' }>;
  expect(codes).toContain(end.error.code);
  await side.session.close();
}

async function outlivesItsSession(subject: EngineSubject): Promise<void> {
  const side = await Side.open(subject);
  await side.play([subject.plain]);
  subject.misbehave!('expired');
  await pause(100);
  const id = side.reply(subject.plain);
  const over = (): boolean => side.of(id).some(({ type }) => type === 'done') || side.events.some(isEnd);
  await expect.poll(over, { timeout: answerMs, interval: 10 }).toBe(true);
  await side.session.close();
}
