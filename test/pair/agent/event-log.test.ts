import { describe, expect, test } from 'vitest';
import { EventLog, parseEventLog, replay } from '#src/agent/event-log.js';
import { reduce } from '#src/agent/reduce.js';
import { defaultRules, initialState } from '#src/agent/state.js';
import { conversationRig } from '../../support/conversation-rig.js';

const bill = { name: 'get_bill', description: '', parameters: {}, effect: 'read' } as const;
const hangUp = { name: 'hang_up', description: '', parameters: {}, effect: 'call' } as const;
type Rig = Awaited<ReturnType<typeof conversationRig>>;

async function finished(rig: Rig) {
  rig.conversation.gone('caller-hung-up');
  await rig.clock.run(100);
  const states = [...rig.states];
  await rig.conversation.close();
  // Closing tells the Controller once more that the call is gone, and ends the log.
  expect(rig.states.slice(states.length)).toHaveLength(2);
  return parseEventLog(rig.logLines.join('\n'));
}

const conversations: Readonly<Record<string, () => Promise<Rig>>> = {
  'a question, an answer, an interruption': async () => {
    const rig = await conversationRig({ script: () => ({ heard: 'why', text: 'One two three four.', audioMs: 3000 }) });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(1500);
    await rig.speak(1500);
    await rig.clock.run(4000);
    return rig;
  },
  'guesses, tools and keys': async () => {
    const rig = await conversationRig({
      speculation: 'sequential',
      tools: [bill],
      script: () => ({ heard: 'my bill', tool: bill, afterTool: { text: 'Fifty.', audioMs: 400 } }),
    });
    await rig.greet();
    await rig.speak(800);
    await rig.speak(800);
    await rig.clock.run(2500);
    for (const digit of '123#') rig.conversation.dtmf(digit);
    await rig.clock.run(2500);
    return rig;
  },
  'an engine that fails and is lost, silence, a goodbye': async () => {
    const rig = await conversationRig({ tools: [hangUp], script: () => ({ fails: 'ENGINE_FAILED' }) });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(6000);
    rig.engine.sessions[0]?.lose();
    await rig.clock.run(30_000);
    return rig;
  },
};

describe('a conversation is replayed exactly', () => {
  test.each(Object.keys(conversations))('%s', async (name) => {
    const rig = await conversations[name]!();
    const log = await finished(rig);
    const steps = replay(log);
    expect(steps.length).toBeGreaterThan(20);
    expect(steps.filter((step) => step.differs)).toEqual([]);
    const entries = steps.flatMap(({ effects }) => effects.filter(({ type }) => type === 'remember'));
    const said = rig.records.filter(({ type }) => type === 'said');
    expect(entries.map((effect) => ('entry' in effect ? effect.entry : undefined))).toEqual(
      said.map((record) => ('entry' in record ? record.entry : undefined)),
    );
    const changes = steps.flatMap(({ before, turn }) => (before === turn ? [] : [`${before} > ${turn}`]));
    const reported = rig.records.flatMap((record) =>
      record.type === 'state' ? [`${record.from} > ${record.to}`] : [],
    );
    expect(changes).toEqual(reported);
    expect(steps.map(({ state }) => state)).toEqual(rig.states.slice(0, -1));
  });
});

describe('a log', () => {
  const header = { callId: 'c', startedAt: '2026-01-05T12:00:00.000Z', language: 'en', rules: defaultRules } as const;

  function written(limitChars?: number): string[] {
    const lines: string[] = [];
    const log = new EventLog(header, (line) => lines.push(line), limitChars);
    for (let nth = 0; nth < 10; nth++) log.add({ type: 'dtmf', digit: String(nth) }, nth, 'Silence');
    log.end();
    log.add({ type: 'answered' }, 11, 'BotReplying');
    return lines;
  }

  test('holds what the Controller went by and every event, a line each', () => {
    const log = parseEventLog(written().join('\n'));
    expect(log).toMatchObject({ ...header, dropped: 0 });
    expect(log.events).toHaveLength(10);
  });

  test('that is full keeps the beginning and counts the rest', () => {
    const log = parseEventLog(written(200).join('\n'));
    expect(log.events.map(({ atMs }) => atMs)).toEqual([0, 1, 2]);
    expect(log.dropped).toBe(7);
  });

  test('that was cut off in the middle of its last line is read up to there', () => {
    const text = written().slice(0, 4).join('\n');
    expect(parseEventLog(text.slice(0, -5)).events).toHaveLength(2);
  });

  test.each([
    ['nothing', '', 1],
    ['a header without its call', JSON.stringify({ conversation: 2, language: 'en' }), 1],
    ['something else', '{"a":1}', 1],
    ['a line that is no event', `${written()[0]}\n{"atMs":1}\n{"atMs":2}`, 2],
  ])('%s is refused with its line', (_name, text, line) => {
    expect(() => parseEventLog(text)).toThrow(expect.objectContaining({ code: 'LOG_MALFORMED', details: { line } }));
  });

  test.each([1, 9])('of format %i is refused, and it is told which one is read', (conversation) => {
    const text = written().join('\n').replace('"conversation":2', `"conversation":${conversation}`);
    expect(() => parseEventLog(text)).toThrow(
      expect.objectContaining({
        code: 'LOG_MALFORMED',
        message: expect.stringMatching(`of format ${conversation}, .* replays format 2`),
        details: { version: conversation, readable: 2 },
      }),
    );
  });

  test('from another Controller shows where it differs', () => {
    const log = parseEventLog(written().join('\n'));
    const events = [{ atMs: 0, event: { type: 'answered' as const }, turn: 'Silence' as const }];
    expect(replay({ ...log, events })).toMatchObject([{ differs: true, before: 'Silence' }]);
    expect(reduce(initialState(defaultRules, 'en'), { type: 'answered' }, 0).state.turn).toBe('BotReplying');
  });
});
