import { describe, expect, test } from 'vitest';
import type { EngineHealth, EngineSessionOptions } from '#src/agent/engine.js';
import { type EngineStatus, SharedEngine } from '#src/agent/shared-engine.js';
import { UndertoneError } from '#src/core/errors.js';
import { ManualClock } from '../../support/manual-clock.js';
import { ScriptedEngine } from '../../support/scripted-engine.js';

const session: EngineSessionOptions = {
  callId: 'call-1',
  language: 'en',
  persona: '',
  tools: [],
  context: { language: 'en', mood: undefined, summary: undefined, entries: [] },
  onEvent: () => {},
};
const down: EngineHealth = { up: false, error: new UndertoneError('ENGINE_UNAVAILABLE', 'scripted') };
const failure = new UndertoneError('ENGINE_FAILED', 'scripted');

function shared(concurrentSessions?: number) {
  const clock = new ManualClock();
  const engine = new ScriptedEngine(clock, () => ({}), {
    ...(concurrentSessions !== undefined && { concurrentSessions }),
  });
  const health: { now: EngineHealth | 'silent'; asked: number } = { now: { up: true }, asked: 0 };
  engine.probe = (signal?: AbortSignal) => {
    health.asked += 1;
    const { now } = health;
    if (now !== 'silent') return Promise.resolve(now);
    return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(down)));
  };
  const states: string[] = [];
  const onChange = ({ state }: EngineStatus) => void states.push(state);
  return { clock, engine, health, states, shared: new SharedEngine({ engine, clock, onChange }) };
}

describe('places', () => {
  test('are counted, and one more session is refused without asking the engine', async () => {
    const { shared: engine, engine: scripted } = shared(2);
    const first = await engine.open(session);
    await engine.open(session);
    expect(engine.canServe('en')).toBe(false);
    await expect(engine.open(session)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    expect(scripted.sessions).toHaveLength(2);
    await first.end();
    await first.end();
    expect(engine.status.sessions).toBe(1);
    expect(engine.canServe('en')).toBe(true);
  });

  test('a refusal for want of a place does not count against the engine', async () => {
    const { shared: engine } = shared(1);
    await engine.open(session);
    for (let nth = 0; nth < 20; nth++) await engine.open(session).catch(() => {});
    expect(engine.status.state).toBe('closed');
  });

  test('an engine that says it has none left is asked again soon', async () => {
    const { shared: engine, clock, health } = shared();
    health.now = { up: true, freeSessions: 0 };
    await engine.watch();
    expect(engine.canServe('en')).toBe(false);
    expect(engine.retryAfterMs).toBe(5000);
    health.now = { up: true, freeSessions: 3 };
    await clock.run(5000);
    expect(engine.canServe('en')).toBe(true);
  });

  test('a language that it does not speak has none', () => {
    expect(shared().shared.canServe('yue')).toBe(false);
  });
});

describe('health', () => {
  test('is asked at the start, every half minute, and not while it is being asked', async () => {
    const { shared: engine, clock, health } = shared();
    await engine.watch();
    expect(health.asked).toBe(1);
    await clock.run(60_500);
    expect(health.asked).toBe(3);
    await engine.close();
    await clock.run(100_000);
    expect(health.asked).toBe(3);
    expect(clock.pendingTimers).toBe(0);
  });

  test('an engine that is away at the start is out, and asked again until it is there', async () => {
    const { shared: engine, clock, health, states } = shared();
    health.now = down;
    await engine.watch();
    expect(engine.status).toMatchObject({ state: 'open', error: { code: 'ENGINE_UNAVAILABLE' } });
    expect(engine.retryAfterMs).toBe(2000);
    await clock.run(2000);
    expect(engine.retryAfterMs).toBe(4000);
    health.now = { up: true };
    await clock.run(4000);
    await engine.open(session);
    // One call tries it out.
    expect(engine.canServe('en')).toBe(false);
    engine.succeeded();
    expect(engine.canServe('en')).toBe(true);
    expect(engine.status.error).toBeUndefined();
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  test('a call that hears nothing of the engine it tries makes place for the next', async () => {
    const { shared: engine, clock, health } = shared();
    health.now = down;
    await engine.watch();
    health.now = { up: true };
    await clock.run(2000);
    const trial = await engine.open(session);
    await trial.end();
    expect(engine.canServe('en')).toBe(true);
  });

  test('an engine that does not say how it is within three seconds is out', async () => {
    const { shared: engine, clock, health } = shared();
    health.now = 'silent';
    const watching = engine.watch();
    await clock.run(3000);
    await watching;
    expect(engine.status).toMatchObject({ state: 'open', error: { code: 'ENGINE_TIMEOUT' } });
  });

  test('one that fails call after call is out without having been asked, and asked then', async () => {
    const { shared: engine, clock, health, states } = shared();
    for (let nth = 0; nth < 5; nth++) engine.failed(failure);
    expect(engine.canServe('en')).toBe(false);
    expect(health.asked).toBe(0);
    await clock.run(2000);
    expect(health.asked).toBe(1);
    expect(states).toEqual(['open', 'half-open']);
  });
});
