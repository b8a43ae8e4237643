import { describe, expect, test } from 'vitest';
import { EngineLoad } from '#src/agent/engine-load.js';
import { conversationRig } from '../../support/conversation-rig.js';

const slow = () => ({ heard: 'why', text: 'Because.', audioMs: 400, delayMs: 250 });

describe('the accounts of a call', () => {
  test('say what guessing has saved', async () => {
    const rig = await conversationRig({ speculation: 'sequential', script: slow });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(2500);
    const { started, committed, discarded, savedMs } = rig.conversation.guesses;
    expect([started, committed, discarded]).toEqual([started, 1, started - 1]);
    expect(savedMs).toBeGreaterThan(100);
    expect(savedMs).toBeLessThanOrEqual(250);
  });

  test('say what it has wasted when the caller went on', async () => {
    const rig = await conversationRig({ speculation: 'sequential', script: slow });
    await rig.greet();
    await rig.speak(800);
    await rig.speak(800);
    await rig.clock.run(2500);
    const { started, committed, discarded, wastedMs } = rig.conversation.guesses;
    expect(committed).toBe(1);
    expect(discarded).toBe(started - 1);
    expect(discarded).toBeGreaterThan(0);
    expect(wastedMs).toBeGreaterThan(50);
  });

  test('are empty for an engine that cannot guess', async () => {
    const rig = await conversationRig({ script: slow });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(2500);
    expect(rig.conversation.guesses).toMatchObject({ started: 0, savedMs: 0, wastedMs: 0 });
  });
});

test('an engine under pressure is asked for no guesses, and answers all the same', async () => {
  const rig = await conversationRig({
    speculation: 'sequential',
    script: slow,
    load: (clock) => {
      const load = new EngineLoad(clock, 1);
      load.sessionOpened();
      return load;
    },
  });
  await rig.greet();
  for (let turn = 0; turn < 4; turn++) {
    await rig.speak(1000);
    await rig.clock.run(2500);
  }
  expect(rig.engine.asked.filter((asked) => asked.startsWith('reply')).at(-1)).not.toContain('guess');
  expect(rig.history().at(-1)).toBe('bot: Because.');
});

test('the waterfall of a turn has every step in order, and is kept with the turn', async () => {
  const rig = await conversationRig({ speculation: 'sequential', script: slow });
  await rig.greet();
  await rig.speak(1000);
  await rig.clock.run(2500);
  const [turn] = rig.records.filter((record) => record.type === 'turn');
  const { waterfall } = turn as Extract<typeof turn, { type: 'turn' }>;
  const { lastVoicedMs, pausedMs, requestedMs, firstTokenMs, firstAudioMs, playStartedMs } = waterfall;
  const steps = [lastVoicedMs, requestedMs, firstTokenMs, firstAudioMs, playStartedMs];
  expect(steps).not.toContain(undefined);
  expect([...steps].sort((a, b) => a! - b!)).toEqual(steps);
  expect(pausedMs).toBeGreaterThan(lastVoicedMs!);
  expect(waterfall.committedMs).toBeLessThanOrEqual(playStartedMs!);
  expect(rig.conversation.context.entries).toContainEqual(expect.objectContaining({ text: 'why', times: waterfall }));
});
