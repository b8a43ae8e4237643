import { expect } from 'vitest';
import type { Scenario, Scenarios } from './scenario.js';
import { replies, type Stage } from './stage.js';

const longReply = { speculation: false, replies: [{ ...replies.long, unfinished: true }] };

async function staysEnded(stage: Stage): Promise<void> {
  await stage.run(200);
  expect(stage.ended).toBe('caller-hung-up');
}

/**
 * The caller talks over a goodbye, whose last packet is sent in the same 20 ms in which the ears have a frame and the
 * summary of a second: what the worker tells in one message arrives together, after the conversation is over.
 */
const afterTheGoodbye = (tells: string): Scenario => ({
  tells,
  setting: {
    hopMs: 20,
    speculation: false,
    replies: [{ ...replies.short, tool: { name: 'hang_up' }, unfinished: true }],
  },
  before: async (stage) => {
    await stage.botTalks();
    stage.say('objection');
    await stage.run(700);
    const sinceFirstMs = stage.steps.filter(({ event }) => event.type === 'line').map(({ atMs }) => atMs);
    const seconds = Math.round((sinceFirstMs.at(-1)! - sinceFirstMs[0]!) / secondMs) + 1;
    const nextMs = sinceFirstMs[0]! + ticks(seconds + 1) - ticks(1);
    await stage.run(nextMs - hopMs - tickMs - stage.call.clock.nowMs());
  },
  happens: (stage) => stage.engineTells({ type: 'done', replyId: stage.replyId }),
  outcome: async (stage) => {
    await stage.run(200);
    expect(stage.ended).toBe('bot-hung-up');
    expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, exact: true });
  },
});

const hopMs = 20;
const tickMs = 20;
/** Of the ears: 32 frames. */
const secondMs = 1024;
/** The time at which the ears have had so many of their seconds. */
const ticks = (seconds: number): number => Math.ceil((seconds * secondMs) / tickMs) * tickMs;

let takesTheCall = (): void => {};

/** The conversation is over, but the call is still being taken down: what may happen then. */
export const endedScenarios: Scenarios = {
  'tool-result': {
    tells: 'the caller hangs up while something is being changed: the change is finished, and the engine hears of it',
    setting: { speculation: false, replies: [{ ...replies.long, tool: { name: 'change_plan' }, afterTool: {} }] },
    before: (stage) => stage.botTalks(),
    happens: (stage) => {
      stage.call.invitation.bye();
      stage.toolsAnswer();
    },
    outcome: (stage) => expect(stage.asked(/^result/)).toEqual(['result change_plan-2 ok']),
  },
  'play-ended': {
    tells: 'the caller hangs up in the middle of a sentence: what was heard of it is kept',
    setting: longReply,
    before: (stage) => stage.botTalks(1300),
    happens: (stage) => stage.call.invitation.bye(),
    outcome: (stage) => expect(stage.said.at(-1)).toMatch(/^bot: One.* —$/),
  },
  gone: {
    tells: 'the call is taken down after the caller has hung up: the reason stays',
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.call.invitation.bye(),
    outcome: staysEnded,
  },
  'transfer-result': {
    tells: 'the caller hangs up while somebody is asked to take the call, who then would',
    setting: {
      speculation: false,
      rules: { canTransfer: true },
      replies: [{ ...replies.short, tool: { name: 'transfer_to_human' } }],
      refer: () =>
        new Promise((resolve) => {
          takesTheCall = () => resolve({ accepted: true });
        }),
    },
    before: async (stage) => {
      await stage.botTalks();
      await stage.passes('BotReplying, play-ended');
    },
    happens: (stage) => {
      takesTheCall();
      stage.call.invitation.bye();
    },
    outcome: staysEnded,
  },
  'engine-changed': {
    tells: 'the caller hangs up in the moment in which another engine takes over',
    setting: { backup: () => replies.short },
    before: (stage) => stage.greeted(),
    happens: (stage) => {
      stage.engineDies();
      stage.call.invitation.bye();
    },
    outcome: staysEnded,
  },
  'turn-hint': {
    tells: 'the caller hangs up while the turn model thinks about a pause',
    setting: { rules: { turnModel: true } },
    before: (stage) => stage.isJudged(),
    happens: (stage) => {
      stage.call.invitation.bye();
      stage.modelAnswers(1);
    },
    outcome: staysEnded,
  },
  words: {
    tells: 'the caller hangs up while the engine still writes: nothing of it is remembered',
    setting: longReply,
    before: (stage) => stage.botTalks(1300),
    happens: (stage) => {
      stage.call.invitation.bye();
      stage.engineTells({ type: 'text', replyId: stage.replyId, text: 'Eleven.', atMs: 1000 });
    },
    outcome: async (stage) => {
      await staysEnded(stage);
      expect(stage.said.join()).not.toContain('Eleven');
    },
  },
  hold: {
    tells: 'the caller puts the call on hold and hangs up: the re-INVITE is answered all the same',
    before: (stage) => stage.greeted(),
    happens: (stage) => {
      stage.call.invitation.bye();
      stage.call.invitation.hold(true);
    },
    outcome: staysEnded,
  },
  voice: {
    tells: 'the caller hangs up, and how the last words sounded is known then',
    before: (stage) => stage.greeted(),
    happens: (stage) => {
      stage.call.invitation.bye();
      stage.sounds(1);
    },
    outcome: staysEnded,
  },
  emotion: {
    tells: 'the caller hangs up while the engine still listens to how they said it',
    before: (stage) => stage.botTalks(),
    happens: (stage) => {
      stage.call.invitation.bye();
      stage.engineFeels('angry');
    },
    outcome: staysEnded,
  },
  line: afterTheGoodbye('the bot hangs up in the middle of what the line still tells'),
  cues: afterTheGoodbye('the bot hangs up while the caller still talks'),
};
