import { expect } from 'vitest';
import { patiences } from '#src/agent/end-of-turn/patience.js';
import { defaultLoadRules, EngineLoad } from '#src/agent/engine-load.js';
import { interruptionRules } from '#src/agent/interruption/interruption.js';
import { concat, silence } from '../../support/tone.js';
import type { Scenario, Scenarios } from './scenario.js';
import { inMandarin, replies, type Stage } from './stage.js';

const engineDetectsTurns = { capabilities: { turnDetection: 'engine' }, speculation: false } as const;
const longReply = { speculation: false, replies: [{ ...replies.long, unfinished: true }, replies.short] };
/** The bot guesses at every breath of the caller, and the engine needs no time. */
const guessesEarly = { rules: { patience: { ...patiences.balanced, guessLikelihood: 0 } } };

async function speaks(stage: Stage): Promise<void> {
  await stage.greeted();
  stage.say('objection');
  await stage.reaches('UserSpeaking');
}

/** The caller says "okay" over a long reply, and it is not known yet what that means. */
async function talksOverTheBot(stage: Stage): Promise<void> {
  await stage.botTalks(1300);
  stage.say('okay');
  await stage.reaches('UserSpeaking');
}

async function theBotGoesOn(stage: Stage): Promise<void> {
  await stage.run(2000);
  const { exact, heardMs, pauses } = stage.heard(replies.long);
  expect(exact).toBe(true);
  expect(heardMs).toBeGreaterThan(2000);
  expect(pauses).toHaveLength(1);
}

async function theTurnIsAnswered(stage: Stage): Promise<void> {
  await stage.answers();
  expect(stage.asked(/^startTurn/)).toHaveLength(1);
  expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, exact: true });
}

/** A guess made while the caller still speaks comes to nothing; what is heard is the reply to the whole. */
const ofAnEarlyGuess = (tells: string): Scenario => ({
  tells,
  setting: { ...guessesEarly, replies: [{ ...replies.short, delayMs: 0 }] },
  before: speaks,
  outcome: async (stage) => {
    expect(stage.isQuiet).toBe(true);
    await theTurnIsAnswered(stage);
    expect(stage.asked(/^cancel/).length).toBeGreaterThan(0);
  },
});

/** The caller speaks, perhaps over the bot: what may happen then. */
export const userSpeakingScenarios: Scenarios = {
  cues: {
    tells: 'the caller said "okay" over the bot, which goes on from the same sample',
    setting: longReply,
    before: talksOverTheBot,
    leadsTo: 'BotReplying',
    outcome: theBotGoesOn,
  },
  'engine-speech-started': {
    tells: 'the engine hears the caller too, later than the ears: one turn, not two',
    setting: engineDetectsTurns,
    before: speaks,
    happens: (stage) => stage.engineTells({ type: 'speech-started' }),
    outcome: (stage) => expect(stage.asked(/^startTurn/)).toHaveLength(1),
  },
  'engine-speech-stopped': {
    tells: 'the engine takes the turn for over, and is asked for the reply at once',
    setting: engineDetectsTurns,
    before: speaks,
    happens: (stage) => stage.engineTells({ type: 'speech-stopped' }),
    leadsTo: 'BotReplying',
    outcome: (stage) => expect(stage.asked(/^reply/)).toEqual(['reply 2 speech']),
  },
  'speech-start': {
    tells: 'the caller dictates a number and thinks for a second before the next digit: still one turn',
    before: (stage) => stage.dictates(),
    happens: (stage) => stage.say(concat(silence(900), stage.audioOf('two'))),
    outcome: theTurnIsAnswered,
  },
  'speech-resume': {
    tells: 'the caller draws breath and goes on: still one turn',
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.say(concat(stage.audioOf('order'), silence(150), stage.audioOf('question'))),
    outcome: theTurnIsAnswered,
  },
  'speech-pause': {
    tells: 'the caller said "okay" over a patient bot, which waits a little longer before it goes on',
    setting: { ...longReply, rules: { interruption: { ...interruptionRules.patient, endMs: 500 } } },
    before: talksOverTheBot,
    leadsTo: 'UserSpeaking',
    outcome: theBotGoesOn,
  },
  'timer:interruption': {
    tells: 'the engine hears the caller over the bot, and nothing proves it wrong: the bot is cut',
    setting: { ...engineDetectsTurns, replies: [replies.long] },
    before: async (stage) => {
      await stage.botTalks(1300);
      stage.engineTells({ type: 'speech-started' });
    },
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.asked(/^truncate/)).toHaveLength(1);
      expect(stage.said.at(-1)).toMatch(/^bot: One.* —$/);
      expect(stage.isQuiet).toBe(true);
    },
  },
  'timer:turn-limit': {
    tells: 'somebody talks without end: the engine is asked for a reply to what there is',
    setting: { rules: { turnLimitMs: 2000 }, speculation: false },
    before: speaks,
    leadsTo: 'BotReplying',
    outcome: (stage) => expect(stage.asked(/^reply/)).toEqual(['reply 2 speech']),
  },
  dtmf: {
    tells: 'the caller presses a key while talking: the key is what counts',
    before: speaks,
    happens: (stage) => stage.call.invitation.info('1'),
    outcome: async (stage) => {
      stage.hush();
      await stage.answers();
      expect(stage.asked(/^reply/).at(-1)).toMatch(/dtmf 1$/);
    },
  },
  'play-started': {
    tells: 'the caller goes on in the very moment in which the bot begins, which falls silent again',
    setting: { hopMs: 200, speculation: false, replies: [{ unfinished: true, delayMs: 10_000 }] },
    before: (stage) => stage.asks(),
    happens: async (stage) => {
      stage.say('objection');
      await stage.run(200);
      stage.engineTells({ type: 'audio', replyId: stage.replyId, samples: replies.long.audio });
    },
    outcome: async (stage) => {
      await stage.run(500);
      expect(stage.heard(replies.long).heardMs).toBeLessThan(400);
      expect(stage.asked(/^cancel/)).toHaveLength(1);
      expect(stage.isQuiet).toBe(true);
    },
  },
  'play-ended': {
    tells: 'the caller interrupts, and the engine is told how much was heard of its reply',
    setting: longReply,
    before: async (stage) => {
      await stage.botTalks(1300);
      stage.say('objection');
    },
    outcome: (stage) => {
      const { heardMs, exact } = stage.heard(replies.long);
      expect(exact).toBe(true);
      expect(stage.asked(/^truncate/)).toEqual([expect.stringContaining(` ${heardMs} `)]);
    },
  },
  'tool-call': {
    tells: 'the reply that the caller talks over wants to look something up: it is looked up meanwhile',
    setting: longReply,
    before: talksOverTheBot,
    happens: (stage) => {
      const call = { toolCallId: 'a', name: 'get_bill', arguments: {} };
      stage.engineTells({ type: 'tool-call', replyId: stage.replyId, call });
    },
    outcome: async (stage) => {
      expect(stage.toolsAtWork).toEqual(['get_bill']);
      await theBotGoesOn(stage);
    },
  },
  'tool-result': {
    tells: 'the caller talks over the bot while it changes something: the engine hears how that went',
    setting: { speculation: false, replies: [{ ...replies.long, tool: { name: 'change_plan' }, afterTool: {} }] },
    before: talksOverTheBot,
    happens: (stage) => stage.toolsAnswer(),
    outcome: (stage) => expect(stage.asked(/^result/)).toEqual(['result change_plan-2 ok']),
  },
  protected: {
    tells: 'words that may not be cut are announced while the bot is paused: they are not cut when it goes on',
    setting: longReply,
    before: talksOverTheBot,
    happens: (stage) => stage.engineTells({ type: 'protected', replyId: stage.replyId, fromMs: 0, untilMs: 8000 }),
    outcome: async (stage) => {
      await theBotGoesOn(stage);
      stage.say('objection');
      await stage.run(2000);
      expect(stage.heard(replies.long).pauses).toHaveLength(1);
    },
  },
  'turn-hint': {
    tells: 'the caller has gone on before the turn model took the pause for the end: they are heard out',
    setting: { rules: { turnModel: true }, speculation: false },
    before: async (stage) => {
      await stage.isJudged();
      stage.say('question');
      await stage.reaches('UserSpeaking');
    },
    happens: (stage) => stage.modelAnswers(1),
    outcome: theTurnIsAnswered,
  },
  words: {
    tells: 'the text of the rest comes while the bot is paused, and is remembered when it was heard',
    setting: longReply,
    before: talksOverTheBot,
    happens: (stage) => stage.engineTells({ type: 'text', replyId: stage.replyId, text: 'Eleven.', atMs: 7000 }),
    outcome: async (stage) => {
      stage.engineTells({ type: 'done', replyId: stage.replyId });
      await stage.passes('BotReplying, play-ended', 10_000);
      expect(stage.said.at(-1)).toMatch(/ten\. ?Eleven\.$/);
    },
  },
  hold: {
    tells: 'the caller puts the call on hold in the middle of a sentence, and is answered when they are back',
    before: speaks,
    happens: (stage) => {
      stage.call.invitation.hold(true);
      stage.hush();
    },
    outcome: async (stage) => {
      stage.call.invitation.hold(false);
      await theTurnIsAnswered(stage);
    },
  },
  line: {
    tells: 'the ears look who is there while the caller speaks: a person, who is answered',
    before: speaks,
    leadsTo: 'UserSpeaking',
    outcome: theTurnIsAnswered,
  },
  voice: {
    tells: 'the first half of a turn sounded angry, the whole of it does not: nothing is made of it',
    before: speaks,
    happens: (stage) => stage.sounds(1),
    outcome: async (stage) => {
      stage.sounds(0.1);
      await theTurnIsAnswered(stage);
      expect(stage.moods).toMatchObject([{ level: 'calm', anger: 0 }]);
    },
  },
  emotion: {
    tells: 'the engine tells of the turn before while the caller speaks again: it counts for that one, once',
    before: async (stage) => {
      await stage.asks();
      await stage.answers();
      stage.say('objection');
      await stage.reaches('UserSpeaking');
    },
    happens: (stage) => stage.engineFeels('angry', stage.answeredBy),
    outcome: async (stage) => {
      expect(stage.moods).toMatchObject([{ anger: 0 }, { anger: 0.8, level: 'calm' }]);
      await stage.answers();
      expect(stage.moods.at(-1)?.anger).toBeLessThanOrEqual(0.8);
    },
  },
  heard: {
    tells: 'the engine makes out "stop" in what is said over the bot, which is cut at once',
    setting: longReply,
    before: talksOverTheBot,
    happens: (stage) => stage.engineTells({ type: 'heard', text: 'stop', final: false }),
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.said.at(-1)).toMatch(/^bot: One.* —$/);
      expect(stage.isQuiet).toBe(true);
    },
  },
  'reply-begun': ofAnEarlyGuess('the engine begins a guess while the caller still speaks'),
  drift: {
    tells: 'a guess is in another language while the caller still speaks: the engine is asked to guess once more',
    setting: {
      ...guessesEarly,
      capabilities: { rephrases: true },
      replies: [
        { ...inMandarin, delayMs: 0 },
        { ...replies.short, delayMs: 0 },
      ],
    },
    before: speaks,
    outcome: async (stage) => {
      await theTurnIsAnswered(stage);
      expect(stage.heard(inMandarin).heardMs).toBe(0);
    },
  },
  'reply-audio': ofAnEarlyGuess('the engine has audio for a guess while the caller still speaks: it is held back'),
  'reply-done': ofAnEarlyGuess('the engine has finished a guess while the caller still speaks: it is held back'),
  'reply-failed': {
    tells: 'a guess breaks while the caller still speaks, who hears nothing of it',
    setting: { ...guessesEarly, replies: [{ fails: 'ENGINE_FAILED' }, replies.short] },
    before: speaks,
    outcome: async (stage) => {
      await theTurnIsAnswered(stage);
      expect(stage.said.join()).not.toMatch(/sorry/i);
    },
  },
  'guess-allowance': {
    tells: 'the engine has much to do: the bot does not guess, and answers all the same',
    setting: { load: (clock) => new EngineLoad(clock, 1, { ...defaultLoadRules, most: 1 }) },
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.say('question'),
    outcome: async (stage) => {
      await theTurnIsAnswered(stage);
      expect(stage.asked(/^reply/)).toEqual(['reply 2 speech']);
    },
  },
  expects: {
    tells: 'the paused reply turns out to ask for one key: the first that comes is enough',
    setting: longReply,
    before: talksOverTheBot,
    happens: (stage) => stage.engineTells({ type: 'expects', replyId: stage.replyId, digits: 1 }),
    outcome: async (stage) => {
      await theBotGoesOn(stage);
      stage.press('7');
      await stage.run(200);
      expect(stage.asked(/^reply/).at(-1)).toBe('reply 3 dtmf 7');
    },
  },
  language: {
    tells: 'the paused reply changes the language, in which the bot then goes on',
    setting: { ...longReply, rules: { idlePromptMs: 500 } },
    before: talksOverTheBot,
    happens: (stage) => stage.engineTells({ type: 'language', replyId: stage.replyId, language: 'yue' }),
    outcome: async (stage) => {
      stage.engineTells({ type: 'done', replyId: stage.replyId });
      await stage.until('asked whether still there', () => stage.said.length > 2, 12_000);
      expect(stage.said.at(-1)).toMatch(/\p{Script=Han}/u);
    },
  },
  gone: {
    tells: 'the caller hangs up in the middle of a sentence',
    before: speaks,
    happens: (stage) => stage.call.invitation.bye(),
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.ended).toBe('caller-hung-up');
    },
  },
  'timer:call-limit': {
    tells: 'the call has lasted too long, even if the caller speaks: the bot says so and hangs up',
    setting: { rules: { callLimitMs: 3000 } },
    before: speaks,
    outcome: async (stage) => {
      await stage.until('the end', () => stage.ended !== undefined);
      expect(stage.said.at(-1)).toBe('bot: We have reached the time limit for this call. Goodbye.');
    },
  },
  'engine-changed': {
    tells: 'the engine is gone while the caller speaks, and another one answers the whole of it',
    setting: { backup: () => replies.short },
    before: speaks,
    happens: (stage) => stage.engineDies(),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, exact: true });
      expect(stage.call.backup?.asked).toContainEqual(expect.stringMatching(/^reply/));
    },
  },
  'reply-cut': {
    tells: 'the engine is gone while it is not known what the caller means: the bot is silent, and another one goes on',
    setting: { ...longReply, backup: () => replies.short },
    before: talksOverTheBot,
    happens: (stage) => stage.engineDies(),
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.isQuiet).toBe(true);
      await stage.answers();
      expect(stage.heard(replies.short).exact).toBe(true);
    },
  },
  'engine-lost': {
    tells: 'the engine is gone for good while the caller speaks: the bot apologises and hangs up',
    before: speaks,
    happens: (stage) => stage.engineDies(),
    outcome: async (stage) => {
      await stage.until('the end', () => stage.ended !== undefined, 10_000);
      expect(stage.said.at(-1)).toMatch(/sorry/i);
      expect(stage.ended).toBe('engine-lost');
    },
  },
};
