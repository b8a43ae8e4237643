import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patiences } from '#src/agent/end-of-turn/patience.js';
import type { ToolResult } from '#src/agent/tool.js';
import { UndertoneError } from '#src/core/errors.js';
import { conversationRig, type RigOptions } from '../../support/conversation-rig.js';

const bill = { name: 'get_bill', description: '', parameters: {}, effect: 'read' } as const;
const unavailable = () => Promise.reject(new UndertoneError('ENGINE_UNAVAILABLE', 'scripted'));
const never = () => new Promise<void>(() => {});

/** The call has been answered and one question with it; the engine's answers say which of its session's they are. */
async function afterOneQuestion(options: RigOptions = {}) {
  const script = (nth: number) => ({ heard: `question ${nth}`, text: `Answer ${nth}.`, audioMs: 400, delayMs: 300 });
  const rig = await conversationRig({ script, ...options });
  await rig.greet();
  await rig.speak(1000);
  await rig.clock.run(2500);
  expect(rig.history()).toEqual(['bot: Hello there.', 'caller: question 1', 'bot: Answer 1.']);
  return rig;
}

const reconnected = ({ records }: Awaited<ReturnType<typeof conversationRig>>) =>
  records.filter((record) => record.type === 'took-over');

describe('the engine loses the session', () => {
  test('while nobody speaks: the next session knows what was said, and the caller notices nothing', async () => {
    const rig = await afterOneQuestion();
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(100);
    expect(rig.engine.contexts[1]).toMatchObject({
      language: 'en',
      entries: [
        { role: 'bot', text: 'Hello there.' },
        { role: 'caller', text: 'question 1' },
        { role: 'bot', text: 'Answer 1.' },
      ],
    });
    await rig.speak(1000);
    await rig.clock.run(2500);
    expect(rig.history().slice(3)).toEqual(['caller: question 1', 'bot: Answer 1.']);
    expect(reconnected(rig)).toMatchObject([{ tries: 1 }]);
    expect(rig.ends).toEqual([]);
  });

  test('while the caller speaks: the next session hears the turn from its beginning', async () => {
    const rig = await afterOneQuestion();
    rig.ears.speak(2000);
    await rig.clock.run(1000);
    const pushed = new Int16Array(1600);
    rig.conversation.callerAudio({ samples: pushed, rateHz: 8000 });
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(100);
    expect(rig.engine.sessions[1]?.pushedSamples).toBeGreaterThanOrEqual(1600);
    await rig.clock.run(4000);
    expect(rig.history()).toHaveLength(5);
  });

  test('before a reply has begun: it is asked for again, and the caller waits a little longer', async () => {
    const rig = await afterOneQuestion();
    await rig.speak(1000);
    while (rig.conversation.turn !== 'BotReplying') await rig.clock.run(20);
    const before = rig.engine.asked.length;
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(2000);
    expect(rig.engine.asked.slice(before)).toEqual(['startTurn', expect.stringMatching(/^reply \d+ speech$/)]);
    expect(rig.history().at(-1)).toBe('bot: Answer 1.');
  });

  test('while the bot looks something up: it is asked for again and looked up again', async () => {
    const script = (nth: number) => ({ heard: 'why', tool: bill, afterTool: { text: `Answer ${nth}.`, audioMs: 400 } });
    const runs: string[] = [];
    const runTool = (name: string) => {
      runs.push(name);
      return runs.length === 1 ? new Promise<ToolResult>(() => {}) : Promise.resolve({ ok: true, value: {} } as const);
    };
    const rig = await conversationRig({ script, tools: [bill], runTool });
    await rig.greet();
    await rig.speak(1000);
    while (runs.length === 0) await rig.clock.run(20);
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(3000);
    expect(runs).toEqual(['get_bill', 'get_bill']);
    // The turn is given to the session as audio, not in words too.
    expect(rig.engine.contexts[1]?.entries).toEqual([{ role: 'bot', text: 'Hello there.', cut: false }]);
    expect(rig.history().slice(-2)).toEqual(['tool get_bill ok', 'bot: Answer 1.']);
  });

  test('after something was changed: one apology, and it is not changed twice', async () => {
    const pay = { ...bill, name: 'pay_bill', effect: 'write' } as const;
    const script = () => ({ heard: 'pay it', tool: pay, afterTool: { text: 'Done.', audioMs: 400, delayMs: 9000 } });
    const rig = await conversationRig({ script, tools: [pay] });
    await rig.greet();
    await rig.speak(1000);
    while (!rig.history().includes('tool pay_bill ok')) await rig.clock.run(20);
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(5000);
    expect(rig.history().at(-1)).toBe('bot: Sorry, something went wrong on our side. Could you say that again?');
    expect(rig.engine.contexts[1]?.entries).toMatchObject([
      { role: 'bot', text: 'Hello there.' },
      { role: 'caller', text: 'pay it' },
      { role: 'tool', name: 'pay_bill', ok: true },
    ]);
    expect(rig.history().filter((entry) => entry.startsWith('tool'))).toHaveLength(1);
    expect(rig.conversation.turn).toBe('Silence');
  });

  test('with a guess open: the turn is answered by the next session', async () => {
    const rig = await afterOneQuestion({ speculation: 'sequential' });
    const guesses = () => rig.engine.asked.filter((what) => what.endsWith('guess'));
    const before = guesses().length;
    rig.ears.speak(1000);
    await rig.clock.run(1000);
    while (guesses().length === before) await rig.clock.run(10);
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(3000);
    expect(rig.history().at(-1)).toBe('bot: Answer 1.');
    expect(rig.ends).toEqual([]);
  });

  test('with a guess that is complete: it is dropped, and the turn is answered by the next session', async () => {
    const rig = await afterOneQuestion({
      speculation: 'sequential',
      script: (nth) => ({ heard: `question ${nth}`, text: `Answer ${nth}.`, audioMs: 400 }),
      rules: { patience: patiences.patient },
    });
    const guesses = () => rig.engine.asked.filter((what) => what.endsWith('guess'));
    const before = guesses().length;
    rig.ears.speak(1000);
    await rig.clock.run(1000);
    while (guesses().length === before) await rig.clock.run(10);
    await rig.clock.run(20);
    const asked = rig.engine.asked.length;
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(3000);
    expect(rig.engine.asked.slice(asked)).toEqual(['startTurn', expect.stringMatching(/^reply \d+ speech$/)]);
    expect(rig.history().slice(-2)).toEqual(['caller: question 1', 'bot: Answer 1.']);
  });

  test('twice: each time another session goes on', async () => {
    const rig = await afterOneQuestion();
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(500);
    rig.engine.sessions[1]?.lose();
    await rig.clock.run(1000);
    await rig.speak(1000);
    await rig.clock.run(2500);
    expect(rig.engine.sessions).toHaveLength(3);
    expect(rig.history()).toHaveLength(5);
    expect(rig.ends).toEqual([]);
  });

  test('a reply that was complete is heard to its end, and the next session is told of it', async () => {
    const rig = await conversationRig({ script: () => ({ text: 'A long answer.', audioMs: 3000 }) });
    await rig.greet();
    await rig.speak(1000);
    while (rig.conversation.turn !== 'BotReplying') await rig.clock.run(20);
    await rig.clock.run(500);
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(4000);
    expect(rig.history().at(-1)).toBe('bot: A long answer.');
    expect(rig.engine.sessions[1]?.said).toEqual(['A long answer.']);
  });
});

describe('another session is not to be had at once', () => {
  test('it is tried again after a wait', async () => {
    const rig = await afterOneQuestion();
    rig.engine.opening = (nth) => (nth === 2 ? unavailable() : Promise.resolve());
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(1000);
    const [record] = reconnected(rig);
    expect(record?.tries).toBe(2);
    expect(record?.tookMs).toBeGreaterThanOrEqual(250);
    expect(record?.tookMs).toBeLessThan(300);
    expect(rig.ends).toEqual([]);
  });

  test('what the bot said while it was opened is told to it', async () => {
    const rig = await conversationRig();
    rig.engine.opening = () => new Promise((resolve) => rig.clock.setTimer(1500, resolve));
    rig.conversation.answered();
    await rig.clock.run(100);
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(2000);
    expect(rig.engine.contexts[1]?.entries).toEqual([]);
    expect(rig.engine.sessions[1]?.said).toEqual(['Hello there.']);
  });

  test('one that does not open in time is given up, and closed should it open after all', async () => {
    const rig = await afterOneQuestion({ rules: { idlePromptMs: 60_000 } });
    let open: () => void = () => {};
    rig.engine.opening = (nth) => (nth === 2 ? new Promise((resolve) => (open = resolve)) : Promise.resolve());
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(4000);
    expect(reconnected(rig)).toMatchObject([{ tries: 2 }]);
    open();
    await rig.clock.run(20);
    expect(rig.engine.sessions.map(({ isClosed }) => isClosed)).toEqual([true, false, true]);
  });

  test('when there is none the caller hears so, and is transferred where there is somebody', async () => {
    const rig = await afterOneQuestion({ rules: { canTransfer: true } });
    rig.engine.opening = unavailable;
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(8000);
    expect(rig.engine.contexts).toHaveLength(4);
    expect(rig.history().at(-1)).toMatch(/technical problem. I will put you through/);
    expect(rig.transfers).toEqual(['engine-failed']);
  });

  test('or the bot says goodbye', async () => {
    const rig = await afterOneQuestion();
    rig.engine.opening = unavailable;
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(12_000);
    expect(rig.ends).toEqual(['engine-lost']);
  });

  test('a caller who hangs up meanwhile leaves nothing behind', async () => {
    const rig = await afterOneQuestion();
    rig.engine.opening = never;
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(100);
    rig.conversation.gone('caller-hung-up');
    await rig.conversation.close();
    rig.audio.stop();
    rig.ears.stop();
    await rig.clock.run(100);
    expect(rig.clock.pendingTimers).toBe(0);
    expect(rig.ends).toEqual(['caller-hung-up']);
  });
});

test('whenever sessions are lost, the next question is answered', async () => {
  const act = fc.oneof(
    fc.record({ type: fc.constant('speak' as const), ms: fc.integer({ min: 200, max: 1500 }) }),
    fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 10, max: 1200 }) }),
    fc.record({ type: fc.constant('key' as const), ms: fc.constant(0) }),
    fc.record({ type: fc.constant('lose' as const), ms: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (acts) => {
      const rig = await conversationRig({
        speculation: 'sequential',
        tools: [bill],
        rules: { failuresInARow: 20 },
        script: () => ({ heard: 'why', delayMs: 150, tool: bill, afterTool: { text: 'Because.', audioMs: 600 } }),
      });
      await rig.greet();
      for (const { type, ms } of acts) {
        if (type === 'speak') await rig.speak(ms);
        else if (type === 'key') rig.conversation.dtmf('1');
        else if (type === 'lose') rig.engine.sessions.at(-1)?.lose();
        await rig.clock.run(ms);
      }
      await rig.clock.run(7000);
      const before = rig.history().length;
      await rig.speak(1000);
      await rig.clock.run(3000);
      expect(rig.history().slice(before)).toContain('bot: Because.');
      expect(rig.ends).toEqual([]);
      const { started, committed, discarded } = rig.conversation.guesses;
      expect(started).toBe(committed + discarded);
    }),
    { numRuns: 100 },
  );
});
