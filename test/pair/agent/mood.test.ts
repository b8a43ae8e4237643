/** What a bot does about its caller's mood, over whole conversations on a manual clock. */
import { describe, expect, test } from 'vitest';
import type { ReplyRequest } from '#src/agent/engine.js';
import { parseEventLog, replay } from '#src/agent/event-log.js';
import { defaultMoodPolicy, type MoodPolicy } from '#src/agent/mood/policy.js';
import { conversationRig, type RigOptions } from '../../support/conversation-rig.js';
import type { ScriptedReply } from '../../support/scripted-engine.js';

const answer: ScriptedReply = { text: 'Yes.', audioMs: 400 };

/** A conversation in which the caller says these things, each with a voice of this anger. */
async function talk(said: readonly (readonly [text: string, anger: number])[], options: RigOptions = {}) {
  const requests: ReplyRequest[] = [];
  const rig = await conversationRig({
    script: (nth) => ({ ...answer, heard: said[nth - 1]?.[0] ?? '' }),
    ...options,
    onRequest: (request) => requests.push(request),
  });
  await rig.greet();
  for (const [, anger] of said) {
    await rig.speak(1500);
    rig.conversation.voice({
      atMs: rig.clock.nowMs(),
      anger,
      angerThreshold: 0.7,
      activeMs: 1500,
      loudDbfs: -20,
      syllablesPerSecond: 4,
      pitchHz: 200,
    });
    await rig.clock.run(7000);
  }
  const deeds = rig.records.flatMap((record) => (record.type === 'mood-action' ? [record.action] : []));
  const levels = rig.records.flatMap((record) => (record.type === 'mood' ? [record.mood.level] : []));
  const bot = rig.history().filter((line) => line.startsWith('bot: '));
  return { rig, requests, deeds, levels, bot };
}

const policy = (change: Partial<MoodPolicy>): RigOptions => ({
  rules: { canTransfer: true, idlePromptMs: 60_000, mood: { ...defaultMoodPolicy, ...change } },
});
const calmRules = policy({});

describe('a caller who gets angrier', () => {
  const angry = Array.from({ length: 6 }, () => ['what is this', 0.99] as const);

  test('hears one apology, then an offer, and no more of them before the cool-down is over', async () => {
    const { deeds, levels, bot } = await talk(angry, calmRules);
    expect(levels).toEqual(['calm', 'rising', 'rising', 'sustained', 'sustained', 'sustained']);
    expect(deeds).toEqual(['apologise', 'offer-human', 'apologise']);
    expect(bot).toEqual([
      'bot: Hello there.',
      'bot: Yes.',
      'bot: I am very sorry about this.',
      ...['bot: Yes.', 'bot: Yes.', 'bot: Yes.'],
      'bot: Would you like me to put you through to a colleague?',
      'bot: Yes.',
      'bot: I am sorry for the trouble. Let me sort this out now.',
      'bot: Yes.',
    ]);
  });

  test('hears no more than the bot is allowed to say', async () => {
    const { deeds } = await talk(angry, policy({ mostApologies: 0, mostOffers: 1, coolDownTurns: 0 }));
    expect(deeds).toEqual(['offer-human']);
  });

  test('and calms down is spoken to as before', async () => {
    const calm = Array.from({ length: 4 }, () => ['thank you', 0.05] as const);
    const { requests, levels } = await talk([...angry.slice(0, 2), ...calm], calmRules);
    expect(levels.at(-1)).toBe('calm');
    expect(requests.at(-1)).toMatchObject({ style: {}, toThePoint: false });
    expect(requests.at(-1)?.instruction).toBeUndefined();
  });

  test('is answered softly, slowly and to the point, and a model is told so', async () => {
    const { requests } = await talk(angry.slice(0, 3), calmRules);
    expect(requests[0]).toMatchObject({ style: {}, toThePoint: false });
    const last = requests.at(-1);
    expect(last).toMatchObject({ style: { mood: 'apologetic', pace: 'slow' }, toThePoint: true });
    expect(last?.instruction).toMatch(/upset.*Do not promote/);
  });

  test('who says yes to the offer is put through, and whoever takes the call is told', async () => {
    const { rig, bot } = await talk([...angry.slice(0, 4), ['yes please', 0.5]], calmRules);
    expect(bot.at(-1)).toBe('bot: I will put you through to a colleague now.');
    expect(rig.transfers).toEqual(['the caller is upset and accepted']);
    expect(rig.handovers).toMatchObject([
      { mood: { level: 'sustained' }, summary: expect.stringContaining('what is') },
    ]);
    expect(rig.history()).toContain('caller: yes please');
    expect(rig.ends).toEqual(['transferred']);
  });

  test('who says no goes on with the bot', async () => {
    const { rig, bot } = await talk([...angry.slice(0, 4), ['no', 0.5]], calmRules);
    expect(rig.transfers).toEqual([]);
    expect(bot.at(-1)).toBe('bot: Yes.');
  });

  test('is put through unasked where the bot is to do so', async () => {
    const sustained = { human: 'transfer', turns: 1, onThreat: false } as const;
    const { rig, deeds } = await talk(angry.slice(0, 4), policy({ sustained }));
    expect(deeds).toEqual(['apologise', 'transfer']);
    expect(rig.transfers).toEqual(['the caller is upset']);
  });

  test('and threatens is offered a human at once', async () => {
    const { deeds } = await talk([['I will report you to the consumer council', 0.99]], calmRules);
    expect(deeds).toEqual(['apologise', 'offer-human']);
  });

  test('is left alone where the bot is to do nothing, and the mood is told all the same', async () => {
    const { deeds, levels, requests } = await talk(angry.slice(0, 4), policy({ enabled: false }));
    expect(deeds).toEqual([]);
    expect(levels).toContain('sustained');
    expect(requests.at(-1)).toMatchObject({ toThePoint: false, style: {} });
  });
});

test('a calm caller waits no longer and hears nothing more than without all this', async () => {
  const calm = [['what is my bill', 0.1] as const, ['and my plan', 0.2] as const];
  const [on, off] = [await talk(calm, calmRules), await talk(calm, policy({ enabled: false }))];
  expect(on.rig.audio.timeline).toBe(off.rig.audio.timeline);
});

test('a conversation with an angry caller is replayed from its log to the same end', async () => {
  const { rig } = await talk(
    Array.from({ length: 4 }, () => ['this is ridiculous', 0.95] as const),
    calmRules,
  );
  const steps = replay(parseEventLog(rig.logLines.join('\n')));
  expect(steps.filter(({ differs }) => differs)).toEqual([]);
  expect(steps.at(-1)?.state.attention.mood).toEqual(rig.conversation.state.attention.mood);
});
