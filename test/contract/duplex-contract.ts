/**
 * What every duplex Engine must do (src/agent/engine.ts, turnDetection `duplex`): one reply, opened once, which lasts as
 * long as the call; the engine hears all the time and speaks when it likes. For the rest see engine-contract.ts.
 */
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import type { Engine, EngineEvent } from '#src/agent/engine.js';
import { durationMs, levelDbfs, type Samples } from '#src/core/audio.js';
import { UndertoneError } from '#src/core/errors.js';
import { languages } from '#src/core/language.js';
import { tone } from '../support/tone.js';
import { until } from '../support/until.js';
import { testWhere } from './engine-contract.js';
import { type EngineSubject, type Fault, pause, Side } from './engine-side.js';

export interface DuplexSubject {
  readonly engine: Engine;
  /** Caller audio that the engine has been given so far, in milliseconds. */
  readonly heardMs: () => number;
  /** Level of the loudest of it since the last time. */
  readonly takeLoudest: () => number;
  /** Whether it tells what it says in words. */
  readonly hasText: boolean;
  readonly misbehave: (fault: Fault | undefined) => void;
  /** Ends the session from its side. */
  readonly expire: () => void;
  /** Messages that the real engine would have refused. */
  readonly complaints: () => readonly string[];
  close(): Promise<void>;
}

const loudDbfs = -30;
const isEnd = ({ type }: EngineEvent): boolean => type === 'failed' || type === 'lost';

export function describeDuplexEngine(name: string, open: () => Promise<DuplexSubject>, faults: readonly Fault[]): void {
  describe(`the duplex engine ${name}`, async () => {
    const subject = await open();
    afterAll(() => subject.close());
    afterEach(() => {
      subject.misbehave(undefined);
      expect(subject.complaints()).toEqual([]);
    });

    test('says that it takes no turns, no tools and no corrections', () => {
      const { capabilities } = subject.engine;
      expect(capabilities).toMatchObject({ turnDetection: 'duplex', speculation: 'none', tools: false });
      expect(capabilities).toMatchObject({ truncation: false, earlyGuesses: false });
      expect(capabilities.languages).toContain('en');
      expect([8000, 16000, 24000]).toContain(capabilities.inputRateHz);
    });

    test('refuses a language it does not have', async () => {
      const other = languages.find((language) => !subject.engine.capabilities.languages.includes(language))!;
      const context = new ContextManager(other).snapshot();
      const options = { callId: 'x', language: other, persona: '', tools: [], context, onEvent: () => {} };
      await expect(subject.engine.openSession(options)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    });

    test('says nothing and hears nothing before it is opened', async () => {
      const side = await openSide(subject);
      const before = subject.heardMs();
      side.session.pushAudio(tone(200, { rateHz: subject.engine.capabilities.inputRateHz }));
      await pause(250);
      expect(side.events).toEqual([]);
      expect(subject.heardMs()).toBe(before);
      await side.session.close();
    });

    test('speaks once it is opened, its words where their audio begins, and is never done', async () => {
      const side = await openSide(subject);
      const id = side.reply({ kind: 'open' });
      await speech(side, id);
      let audioMs = 0;
      for (const event of side.of(id)) {
        if (event.type === 'audio') audioMs += durationMs(event.samples.length, outputRateHz(subject));
        if (event.type === 'text') expect(event.atMs).toBeLessThanOrEqual(audioMs + 1);
      }
      if (subject.hasText) await until(() => side.text(id).replaceAll(' ', '') === 'Gooddaytoyou.');
      expect(side.of(id).some(({ type }) => type === 'done' || type === 'failed')).toBe(false);
      expect(side.brokeReentrancy).toBe(false);
      await side.session.close();
    });

    test('hears the line at the speed of time, also when the line gives nothing', async () => {
      const side = await openSide(subject);
      side.reply({ kind: 'open' });
      const start = subject.heardMs();
      const from = performance.now();
      await pause(1000);
      const heardMs = subject.heardMs() - start;
      const tookMs = performance.now() - from;
      expect(heardMs).toBeGreaterThan(tookMs - 450);
      expect(heardMs).toBeLessThan(tookMs + 200);
      await side.session.close();
    });

    test('yields to the caller and answers what was said', async () => {
      const side = await openSide(subject);
      const id = side.reply({ kind: 'open' });
      await until(() => side.audioMs(id) > 100);
      subject.takeLoudest();
      await say(side, 400);
      expect(subject.takeLoudest()).toBeGreaterThan(loudDbfs);
      // Of the 600 ms that it had to say, not much more than was let go when it was interrupted.
      expect(loudMs(side, id)).toBeLessThan(560);
      await say(side, 800, true);
      await until(() => loudMs(side, id) > 700);
      if (subject.hasText) await until(() => side.text(id).replaceAll(' ', '').includes('Iheardyou.'));
      await side.session.close();
    });

    test('says nothing more once it is cancelled, hears nothing more, and can be opened again', async () => {
      const side = await openSide(subject);
      const id = side.reply({ kind: 'open' });
      await until(() => side.audioMs(id) > 60);
      side.cancel(id);
      const [events, heardMs] = [side.events.length, subject.heardMs()];
      await pause(300);
      expect(side.events).toHaveLength(events);
      expect(subject.heardMs() - heardMs).toBeLessThan(200);
      const again = side.reply({ kind: 'open' });
      await say(side, 300);
      await say(side, 500, true);
      await until(() => side.audioMs(again) > 300);
      await side.session.close();
    });

    test('takes what concerns turns and tools without minding it', async () => {
      const side = await openSide(subject);
      const id = side.reply({ kind: 'open' });
      side.session.startTurn();
      side.commit(id);
      side.session.toolResult(id, 'nothing', { ok: true, value: {} });
      side.session.truncate(id, 100, 'heard');
      side.session.noteSaid('Are you still there?');
      side.cancel(99);
      await speech(side, id);
      await side.session.close();
    });

    test('is silent once it is closed', async () => {
      const side = await openSide(subject);
      const id = side.reply({ kind: 'open' });
      await until(() => side.audioMs(id) > 0);
      await side.session.close();
      const before = side.events.length;
      await pause(200);
      expect(side.events).toHaveLength(before);
    });

    test('tells how it is, and how many calls it could take', async () => {
      const { concurrentSessions } = subject.engine.capabilities;
      const probe = () => subject.engine.probe(AbortSignal.timeout(5000));
      await expect(probe()).resolves.toMatchObject({ up: true });
      const side = await openSide(subject);
      if (concurrentSessions === 1) await expect(probe()).resolves.toMatchObject({ up: true, freeSessions: 0 });
      await side.session.close();
    });

    const hasPlaces = subject.engine.capabilities.concurrentSessions !== undefined;
    testWhere(hasPlaces)('takes no more calls than it has places for', async () => {
      const side = await openSide(subject);
      await expect(openSide(subject)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
      await side.session.close();
      await (await openSide(subject)).session.close();
    });

    describeFaults(() => subject, faults);
  });
}

function describeFaults(subject: () => DuplexSubject, faults: readonly Fault[]): void {
  const ends = async (fault: Fault, codes: readonly string[]): Promise<void> => {
    const side = await openSide(subject());
    const id = side.reply({ kind: 'open' });
    if (fault === 'expired') {
      await until(() => side.audioMs(id) > 0);
      subject().expire();
    }
    await expect.poll(() => side.events.filter(isEnd).length, { timeout: 8000, interval: 10 }).toBe(1);
    const end = side.events.find(isEnd) as Extract<EngineEvent, { type: 'failed' | 'lost' }>;
    expect(end.error).toBeInstanceOf(UndertoneError);
    expect(codes).toContain(end.error.code);
    const before = side.events.length;
    await pause(100);
    expect(side.events).toHaveLength(before);
    await side.session.close();
  };
  const refuses = async (codes: readonly string[]): Promise<void> => {
    try {
      const side = await openSide(subject());
      await expect.poll(() => side.events.some(isEnd), { timeout: 8000, interval: 10 }).toBe(true);
      const end = side.events.find(isEnd) as Extract<EngineEvent, { type: 'failed' | 'lost' }>;
      expect(codes).toContain(end.error.code);
    } catch (thrown) {
      if (!(thrown instanceof UndertoneError)) throw thrown;
      expect(codes).toContain(thrown.code);
    }
  };
  const keepsItsSpeed = async (): Promise<void> => {
    const side = await openSide(subject());
    const id = side.reply({ kind: 'open' });
    await pause(1200);
    expect(loudMs(side, id)).toBeGreaterThan(500);
    expect(loudMs(side, id)).toBeLessThan(700);
    await side.session.close();
  };
  const cases: Partial<Record<Fault, readonly [name: string, run: () => Promise<void>]>> = {
    stalled: ['an engine that stops speaking is lost', () => ends('stalled', ['ENGINE_TIMEOUT'])],
    'half-closed': [
      'a connection that breaks is a lost session',
      () => ends('half-closed', ['ENGINE_FAILED', 'ENGINE_UNAVAILABLE']),
    ],
    garbage: ['what the wire does not allow ends the session', () => ends('garbage', ['ENGINE_PROTOCOL'])],
    'over-long': ['speech without end ends the session', () => ends('over-long', ['ENGINE_PROTOCOL'])],
    'wrong-rate': ['audio of another rate is played at its speed', keepsItsSpeed],
    busy: ['an engine without a free place says so', () => refuses(['ENGINE_UNAVAILABLE'])],
    broken: ['an engine that breaks says so', () => refuses(['ENGINE_FAILED', 'ENGINE_UNAVAILABLE'])],
    expired: ['a session that the engine ends is lost', () => ends('expired', ['ENGINE_UNAVAILABLE'])],
  };
  for (const fault of faults) {
    const [name, run] = cases[fault]!;
    test(`${fault}: ${name}, and the next call is well`, async () => {
      subject().misbehave(fault);
      await run();
      subject().misbehave(undefined);
      await pause(50);
      const side = await openSide(subject());
      await speech(side, side.reply({ kind: 'open' }));
      await side.session.close();
    });
  }
}

/** The sides of the suite for turns, which a duplex engine takes as far as they go. */
function openSide(subject: DuplexSubject): Promise<Side> {
  const turns: EngineSubject = {
    engine: subject.engine,
    language: 'en',
    tools: [],
    answer: () => ({ ok: true, value: {} }),
    plain: { kind: 'open' },
    read: [],
    effect: [],
    close: async () => {},
  };
  return Side.open(turns);
}

const outputRateHz = ({ engine }: DuplexSubject): number => engine.capabilities.outputRateHz;

/** Waits for its first words. */
const speech = (side: Side, id: number): Promise<unknown> => until(() => loudMs(side, id) > 200);

function loudMs(side: Side, id: number): number {
  const rateHz = side.subject.engine.capabilities.outputRateHz;
  const frame = rateHz / 50;
  const loud = (samples: Samples): number => {
    let count = 0;
    for (let at = 0; at < samples.length; at += frame) {
      const part = samples.subarray(at, at + frame);
      if (levelDbfs(part) > loudDbfs) count += part.length;
    }
    return count;
  };
  const samples = side.of(id).reduce((sum, event) => sum + (event.type === 'audio' ? loud(event.samples) : 0), 0);
  return durationMs(samples, rateHz);
}

/** The caller talks, or listens, in frames and at the speed of media. */
async function say(side: Side, lengthMs: number, silent = false): Promise<void> {
  const { inputRateHz } = side.subject.engine.capabilities;
  const samples = silent ? new Int16Array((lengthMs * inputRateHz) / 1000) : tone(lengthMs, { rateHz: inputRateHz });
  const frame = inputRateHz / 50;
  const startMs = performance.now();
  for (let at = 0; at < samples.length; at += frame) {
    side.session.pushAudio(samples.subarray(at, at + frame));
    await pause(Math.max(0, startMs + (at / frame + 1) * 20 - performance.now()));
  }
}
