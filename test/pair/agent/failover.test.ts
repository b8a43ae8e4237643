import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineCapabilities, ReplyRequest } from '#src/agent/engine.js';
import type { Clock } from '#src/core/clock.js';
import { UndertoneError } from '#src/core/errors.js';
import { conversationRig, type RigOptions } from '../../support/conversation-rig.js';
import { ScriptedEngine, type ScriptedReply } from '../../support/scripted-engine.js';

const answer = { heard: 'why', text: 'One two three four five six seven eight nine ten.', audioMs: 4000, delayMs: 300 };
const unavailable = () => Promise.reject(new UndertoneError('ENGINE_UNAVAILABLE', 'scripted'));

/** What the second engine was asked, besides what ScriptedEngine keeps. */
const requests: ReplyRequest[] = [];

const second =
  (
    reply: ScriptedReply = { heard: 'why', text: 'And the rest.', audioMs: 600, delayMs: 200 },
    can: Partial<EngineCapabilities> = {},
  ) =>
  (clock: Clock) => {
    requests.length = 0;
    const script = (request: ReplyRequest) => {
      requests.push(request);
      return reply;
    };
    return [new ScriptedEngine(clock, script, { speculation: 'none', ...can })];
  };

/** The first of two engines is answering; `playedMs` of its answer are on the line. */
async function inTheAnswer(playedMs: number, options: RigOptions = {}) {
  // Its audio has no end yet: it is still being made.
  const rig = await conversationRig({ script: () => ({ ...answer, unfinished: true }), others: second(), ...options });
  await rig.greet();
  await rig.speak(1000);
  while (rig.conversation.turn !== 'BotReplying') await rig.clock.run(20);
  while (!rig.audio.timeline.endsWith('2')) await rig.clock.run(20);
  await rig.clock.run(playedMs);
  return rig;
}

const takeovers = ({ records }: Awaited<ReturnType<typeof conversationRig>>) =>
  records.filter((record) => record.type === 'took-over');

describe('an engine dies in the middle of its words', () => {
  test('the caller hears a word of the bot, and the next engine goes on from what was heard', async () => {
    const rig = await inTheAnswer(2000);
    rig.engine.sessions[0]?.lose();
    const diedAt = rig.audio.timeline.length;
    await rig.clock.run(4000);
    expect(rig.history().slice(1)).toEqual([
      'caller: why',
      'bot: One two three four five —',
      'bot: One moment.',
      'bot: And the rest.',
    ]);
    // The bridge begins within 100 ms, and the next engine's words follow it at once.
    expect(rig.audio.timeline.slice(diedAt)).toMatch(/^2?\.{0,4}4+\.{0,2}3+\.*$/);
    expect(takeovers(rig)).toMatchObject([{ from: 'scripted', to: 'other 1', tries: 1 }]);
    expect(requests).toMatchObject([{ input: { kind: 'speech' }, speculative: false }]);
    expect(requests[0]?.instruction).toContain('"One two three four five"');
    expect(rig.conversation.turn).toBe('Silence');
    expect(rig.ends).toEqual([]);
  });

  test('the next engine knows all that was said before, and hears the question itself', async () => {
    const rig = await inTheAnswer(1000);
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(4000);
    const [other] = rig.engines.slice(1).map(({ engine }) => engine as ScriptedEngine);
    expect(other?.contexts[0]?.entries).toEqual([{ role: 'bot', text: 'Hello there.', cut: false }]);
    expect(other?.sessions[0]?.said[0]).toBe('One two');
    expect(other?.asked.slice(0, 2)).toEqual(['startTurn', expect.stringMatching(/^reply \d+ speech$/)]);
  });

  test('before a sound of it: the turn is answered by the next engine, without a word about it', async () => {
    const rig = await conversationRig({
      script: () => ({ delayMs: 3000, text: 'Late.', audioMs: 400 }),
      others: second(),
    });
    await rig.greet();
    await rig.speak(1000);
    while (rig.conversation.turn !== 'BotReplying') await rig.clock.run(20);
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(2500);
    expect(rig.history().slice(1)).toEqual(['caller: why', 'bot: And the rest.']);
    expect(requests[0]?.instruction).toBeUndefined();
  });

  test('while the caller talks over it: the caller has the turn, and the next engine answers it', async () => {
    const rig = await inTheAnswer(1000);
    rig.ears.speak(2000);
    await rig.clock.run(300);
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(6000);
    expect(rig.history().at(-1)).toBe('bot: And the rest.');
    expect(rig.history().filter((entry) => entry.includes('moment'))).toEqual([]);
    expect(rig.conversation.turn).toBe('Silence');
  });

  test('when it was telling goodbye, the bot hangs up all the same', async () => {
    const hangUp = { name: 'hang_up', description: '', parameters: {}, effect: 'call' } as const;
    const script = () => ({ ...answer, tool: hangUp, afterTool: { unfinished: true, delayMs: 9000 } });
    const rig = await inTheAnswer(1000, { script, tools: [hangUp] });
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(500);
    expect(rig.ends).toEqual(['bot-hung-up']);
  });
});

describe('an engine that fails without dying', () => {
  test('a reply that fails is made by the next engine', async () => {
    const rig = await conversationRig({ script: () => ({ fails: 'ENGINE_FAILED', delayMs: 300 }), others: second() });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(3000);
    expect(rig.history().at(-1)).toBe('bot: And the rest.');
    expect(rig.engine.sessions[0]?.isClosed).toBe(true);
    expect(rig.records).toContainEqual({ type: 'failed', code: 'ENGINE_FAILED', message: 'scripted' });
  });

  test('one that has no audio in time is left for the next', async () => {
    const failover = { tries: 3, timeoutMs: 3000, delayMs: 250, firstAudioMs: 2000 };
    const rig = await conversationRig({ script: () => ({ delayMs: 60_000 }), others: second(), failover });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(6000);
    expect(rig.history().at(-1)).toBe('bot: And the rest.');
    expect(rig.records).toContainEqual(expect.objectContaining({ type: 'failed', code: 'ENGINE_TIMEOUT' }));
  });

  test('one without an alternative is waited for as long as the bot waits', async () => {
    const failover = { tries: 3, timeoutMs: 3000, delayMs: 250, firstAudioMs: 2000 };
    const rig = await conversationRig({ script: () => ({ ...answer, delayMs: 5000 }), failover });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(11_000);
    expect(takeovers(rig)).toEqual([]);
    expect(rig.history().at(-1)).toBe(`bot: ${answer.text}`);
  });
});

describe('engines that are away', () => {
  test('a call begins with the first that can be had', async () => {
    const rig = await conversationRig({
      script: () => answer,
      others: second(),
      prepare: ([first]) => {
        first!.opening = unavailable;
      },
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(2500);
    expect(rig.history().at(-1)).toBe('bot: And the rest.');
    expect(takeovers(rig)).toEqual([]);
  });

  test('with all of them dead the caller hears so, and is transferred', async () => {
    const rig = await inTheAnswer(1000, { rules: { canTransfer: true } });
    for (const { engine } of rig.engines) (engine as ScriptedEngine).opening = unavailable;
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(10_000);
    expect(rig.history().at(-1)).toMatch(/technical problem. I will put you through/);
    expect(rig.transfers).toEqual(['engine-failed']);
  });

  test('one that is out is not asked, and every call goes to the next at once', async () => {
    const rig = await conversationRig({
      script: () => answer,
      others: second(),
      prepare: (_engines, [first]) => {
        for (let nth = 0; nth < 5; nth++) first!.failed(new UndertoneError('ENGINE_FAILED', 'scripted'));
      },
    });
    expect(rig.engine.contexts).toEqual([]);
    expect(rig.engines.map(({ status }) => status.state)).toEqual(['open', 'closed']);
  });
});

describe('engines that can do other things', () => {
  test('the line gives the caller at the rate of the one that goes on, and what was kept is converted', async () => {
    const rig = await conversationRig({
      script: () => answer,
      others: second(undefined, { inputRateHz: 24_000, outputRateHz: 16_000 }),
    });
    await rig.greet();
    rig.ears.speak(1000);
    await rig.clock.run(500);
    rig.conversation.callerAudio({ samples: new Int16Array(4000), rateHz: 8000 });
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(20);
    expect(rig.audio.listening).toBe('speech at 24000 Hz');
    const [, other] = rig.engines.map(({ engine }) => engine as ScriptedEngine);
    const given = other!.sessions[0]!.pushedSamples;
    expect(Math.abs(given - 12_000)).toBeLessThan(300);
    rig.conversation.callerAudio({ samples: new Int16Array(480), rateHz: 24_000 });
    expect(other!.sessions[0]!.pushedSamples).toBe(given + 480);
    await rig.clock.run(4000);
    expect(rig.history().at(-1)).toBe('bot: And the rest.');
    expect(rig.audio.timeline).toMatch(/([^.])\1{28,31}\.*$/);
  });

  test('one that cannot guess is not asked to', async () => {
    const rig = await inTheAnswer(500, { speculation: 'sequential' });
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(4000);
    await rig.speak(1500);
    await rig.clock.run(3000);
    expect(requests.map(({ speculative }) => speculative)).toEqual([false, false]);
    expect(rig.conversation.state.rules.patience.guesses).toBe(0);
  });

  test('one that listens and speaks at the same time takes over with its one reply', async () => {
    const rig = await inTheAnswer(1000, {
      others: second({ text: 'Where were we?', audioMs: 800, unfinished: true }, { turnDetection: 'duplex' }),
    });
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(3000);
    expect(requests.map(({ input }) => input.kind)).toEqual(['open']);
    expect(rig.audio.listening).toBe('always at 8000 Hz');
    expect(rig.conversation.turn).toBe('BotReplying');
  });

  test('after such an engine the caller is asked to say it again', async () => {
    const rig = await conversationRig({
      turnDetection: 'duplex',
      script: () => ({ text: 'I listen and speak.', audioMs: 3000, unfinished: true }),
      others: second(),
    });
    await rig.greet();
    await rig.clock.run(1000);
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(5000);
    expect(rig.history().at(-1)).toMatch(/say that again/);
    await rig.speak(1000);
    await rig.clock.run(3000);
    expect(rig.history().at(-1)).toBe('bot: And the rest.');
  });
});

test('wherever the engine dies, no word is heard twice and none is lost from the context', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 4500 }), async (diesAfterMs) => {
      const rig = await conversationRig({ script: () => answer, others: second() });
      await rig.greet();
      await rig.speak(1000);
      while (rig.conversation.turn !== 'BotReplying') await rig.clock.run(20);
      await rig.clock.run(diesAfterMs);
      rig.engine.sessions[0]?.lose();
      await rig.clock.run(7000);
      const bot = rig.conversation.context.entries.flatMap((entry) => (entry.role === 'bot' ? [entry.text] : []));
      const heard = bot.filter((text) => text.startsWith('One two'));
      expect(heard.length).toBeLessThanOrEqual(1);
      expect(answer.text.startsWith(heard[0] ?? '')).toBe(true);
      // Told once to the engine that goes on, as what it has not to say again.
      if (requests.length > 0)
        expect(requests[0]?.instruction?.includes(heard[0] ?? '') ?? heard.length === 0).toBe(true);
      expect(bot.at(-1)).toBe(requests.length > 0 ? 'And the rest.' : answer.text);
      expect(rig.ends).toEqual([]);
      expect(rig.conversation.turn).toBe('Silence');
    }),
    { numRuns: 60 },
  );
});
