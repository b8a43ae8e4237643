import { expect } from 'vitest';
import { defaultSystem1Rules } from '#src/agent/system1/system1-rules.js';
import type { Voice } from '#src/agent/voice.js';
import { UndertoneError } from '#src/core/errors.js';
import { concat, silence } from '../../support/tone.js';
import type { Scenario, Scenarios } from './scenario.js';
import { inMandarin, rephrasing, replies, type Stage } from './stage.js';

const noGuess = { speculation: false } as const;
const engineDetectsTurns = { capabilities: { turnDetection: 'engine' }, ...noGuess } as const;
const longReply = { ...noGuess, replies: [{ ...replies.long, unfinished: true }, replies.short] };

async function theBotIsCut(stage: Stage): Promise<void> {
  await stage.passes('UserSpeaking, play-ended');
  await stage.run(100);
  expect(stage.isQuiet).toBe(true);
  expect(stage.said.at(-1)).toMatch(/^bot: One.* —$/);
}

async function theReplyIsHeard(stage: Stage): Promise<void> {
  await stage.answers();
  expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, exact: true });
}

/** The caller has asked something, and it is the engine's turn. */
const ofAReply = (tells: string): Scenario => ({
  tells,
  setting: noGuess,
  before: (stage) => stage.asks(),
  outcome: theReplyIsHeard,
});

/** A voice that is there for no word. */
const brokenVoice: Voice = {
  rateHz: 8000,
  languages: ['en'],
  // biome-ignore lint/correctness/useYield: it never comes to that.
  async *speak() {
    throw new UndertoneError('VOICE_MISSING', 'no voice');
  },
};

/** The bot speaks, or is about to: what may happen then. */
export const botReplyingScenarios: Scenarios = {
  'speech-start': {
    tells: 'the caller talks over the bot, which pauses, and is cut when it is more than an "okay"',
    setting: longReply,
    before: (stage) => stage.botTalks(1300),
    happens: (stage) => stage.say('objection'),
    leadsTo: 'UserSpeaking',
    outcome: async (stage) => {
      await stage.run(120);
      expect(stage.isQuiet).toBe(true);
      await theBotIsCut(stage);
    },
  },
  'speech-resume': {
    tells: 'the caller has not finished after all, and the bot, which had just begun, pauses',
    setting: { ...longReply, replies: [{ ...replies.long, delayMs: 50 }, replies.short] },
    before: (stage) => stage.asks(),
    happens: async (stage) => {
      await stage.call.waitAudible(100);
      stage.say('objection');
    },
    leadsTo: 'UserSpeaking',
    outcome: async (stage) => {
      await stage.run(120);
      expect(stage.isQuiet).toBe(true);
      await stage.passes('UserSpeaking, play-ended');
      expect(stage.heard(replies.long).heardMs).toBeLessThan(600);
    },
  },
  'engine-speech-started': {
    tells: 'the engine hears the caller over the bot, which pauses',
    setting: { ...engineDetectsTurns, replies: [replies.long] },
    before: (stage) => stage.botTalks(),
    happens: (stage) => stage.engineTells({ type: 'speech-started' }),
    leadsTo: 'UserSpeaking',
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.isQuiet).toBe(true);
    },
  },
  'engine-speech-stopped': {
    tells: 'the engine tells twice that the turn is over: one reply is heard',
    setting: engineDetectsTurns,
    before: (stage) => stage.asks(),
    happens: (stage) => stage.engineTells({ type: 'speech-stopped' }),
    outcome: async (stage) => {
      await theReplyIsHeard(stage);
      expect(stage.asked(/^reply/)).toHaveLength(1);
    },
  },
  'speech-pause': {
    tells: 'the silence after an "okay" has lasted: the bot has long gone on',
    setting: longReply,
    before: async (stage) => {
      await stage.botTalks(1300);
      stage.say('okay');
    },
    outcome: async (stage) => {
      await stage.run(1000);
      expect(stage.isQuiet).toBe(false);
      expect(stage.heard(replies.long)).toMatchObject({ exact: true, pauses: [expect.anything()] });
    },
  },
  cues: {
    tells: 'the caller talks through words that may not be cut, and is let in after them',
    setting: longReply,
    before: async (stage) => {
      await stage.botTalks(1300);
      stage.engineTells({ type: 'protected', replyId: stage.replyId, fromMs: 0, untilMs: 3000 });
    },
    happens: (stage) => stage.say('objection'),
    leadsTo: 'UserSpeaking',
    outcome: async (stage) => {
      await theBotIsCut(stage);
      expect(stage.heard(replies.long).heardMs).toBeGreaterThanOrEqual(3000);
    },
  },
  dtmf: {
    tells: 'the caller presses a key while the bot speaks, which falls silent',
    setting: longReply,
    before: (stage) => stage.botTalks(),
    happens: (stage) => stage.press('1'),
    leadsTo: 'Silence',
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.isQuiet).toBe(true);
      expect(stage.asked(/^truncate/)).toHaveLength(1);
    },
  },
  'reply-begun': ofAReply('the engine begins the reply that the caller waits for'),
  words: ofAReply('the engine tells where in the reply its words are'),
  drift: {
    tells: 'the engine begins in another language: it is asked for its answer once more, which is all that is heard',
    setting: { ...noGuess, ...rephrasing },
    before: (stage) => stage.asks(),
    outcome: async (stage) => {
      await theReplyIsHeard(stage);
      expect(stage.heard(inMandarin).heardMs).toBe(0);
      expect(stage.asked(/^(reply|cancel|truncate)/)).toEqual([
        'reply 2 speech',
        'cancel 2',
        'truncate 2 0 ',
        'reply 3 again',
      ]);
      expect(stage.said.at(-1)).toBe('bot: Fifty dollars.');
    },
  },
  'reply-audio': ofAReply('the engine has audio, which is heard at once'),
  'reply-done': {
    tells: 'the engine hangs up without a word',
    setting: { ...noGuess, replies: [{ tool: { name: 'hang_up' } }] },
    before: (stage) => stage.asks(),
    leadsTo: 'Ended',
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.ended).toBe('bot-hung-up');
      expect(stage.said).toEqual(['bot: Hi.']);
    },
  },
  'reply-failed': {
    tells: 'the engine fails: the caller hears an apology',
    setting: { ...noGuess, replies: [{ fails: 'ENGINE_FAILED', delayMs: 300 }] },
    before: (stage) => stage.asks(),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.said.at(-1)).toMatch(/sorry/i);
      expect(stage.state).toBe('Silence');
    },
  },
  'timer:filler': {
    tells: 'the engine takes its time: the caller hears a word meanwhile, then the reply',
    setting: { ...noGuess, replies: [{ ...replies.short, delayMs: 2500 }] },
    before: (stage) => stage.asks(),
    outcome: async (stage) => {
      await stage.answers();
      await theReplyIsHeard(stage);
      expect(stage.said.slice(1)).toEqual([expect.stringMatching(/moment|second|bear/i), 'bot: Fifty dollars.']);
    },
  },
  'timer:reply': {
    tells: 'the engine does not answer at all: the caller hears an apology',
    setting: {
      ...noGuess,
      replies: [{ delayMs: 60_000 }],
      rules: { replyTimeoutMs: 1500, system1: { ...defaultSystem1Rules, fillers: 0 } },
    },
    before: (stage) => stage.asks(),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.asked(/^cancel/)).toEqual(['cancel 2']);
      expect(stage.said.at(-1)).toMatch(/sorry/i);
    },
  },
  'play-started': {
    tells: 'the first packet of the reply is sent: the turn is reported with its times',
    before: async (stage) => {
      await stage.greeted();
      stage.say('question');
      await stage.reaches('BotReplying');
    },
    outcome: (stage) => {
      const turn = stage.call.events.map(({ event }) => event).find(({ type }) => type === 'turn');
      expect(turn).toMatchObject({ guessed: true, gapMs: expect.any(Number) });
    },
  },
  'play-ended': {
    tells: 'the caller talks on after words that could not be cut to their end, and has the turn then',
    setting: { ...longReply, replies: [replies.short] },
    before: async (stage) => {
      await stage.botTalks(200);
      stage.engineTells({ type: 'protected', replyId: stage.replyId, fromMs: 0, untilMs: 1500 });
      await stage.run(300);
    },
    happens: (stage) => stage.say('objection'),
    leadsTo: 'UserSpeaking',
    outcome: async (stage) => {
      await stage.run(20);
      expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, pauses: [], exact: true });
      await stage.reaches('BotReplying');
      expect(stage.asked(/^reply/)).toHaveLength(2);
    },
  },
  'phrase-failed': {
    tells: 'the greeting cannot be spoken: the caller hears nothing, but is listened to',
    setting: { voice: brokenVoice },
    leadsTo: 'Silence',
    outcome: async (stage) => {
      await stage.run(300);
      expect(stage.said).toEqual([]);
      stage.say('question');
      await theReplyIsHeard(stage);
    },
  },
  'transfer-result': {
    tells: 'nobody takes the call that the bot wants to transfer, and the bot is back',
    setting: {
      ...noGuess,
      rules: { canTransfer: true },
      replies: [{ ...replies.short, tool: { name: 'transfer_to_human' } }],
      refer: async () => ({ accepted: false, status: 486 }),
    },
    before: (stage) => stage.botTalks(),
    leadsTo: 'BotReplying',
    outcome: async (stage) => {
      await stage.run(20);
      expect(stage.heard(replies.short).heardMs).toBe(1500);
      await stage.reaches('Silence');
      expect(stage.said.at(-1)).toMatch(/^bot: Sorry, nobody could take your call/);
    },
  },
  'tool-call': {
    tells: 'the engine looks something up before it answers',
    setting: { ...noGuess, replies: [{ tool: { name: 'get_bill' }, afterTool: replies.short }] },
    before: (stage) => stage.asks(),
    outcome: async (stage) => {
      expect(stage.toolsAtWork).toEqual(['get_bill']);
      stage.toolsAnswer();
      await theReplyIsHeard(stage);
    },
  },
  'tool-result': {
    tells: 'what was looked up is there, and the engine answers with it',
    setting: { ...noGuess, replies: [{ tool: { name: 'get_bill' }, afterTool: replies.short }] },
    before: async (stage) => {
      await stage.asks();
      await stage.passes('BotReplying, tool-call');
    },
    happens: (stage) => stage.toolsAnswer(),
    outcome: async (stage) => {
      expect(stage.asked(/^result/)).toEqual(['result get_bill-2 ok']);
      await theReplyIsHeard(stage);
    },
  },
  'turn-hint': {
    tells: 'the turn model is too slow, and the bot has taken the turn without it: it goes on',
    setting: { rules: { turnModel: true }, ...noGuess },
    before: async (stage) => {
      await stage.isJudged();
      await stage.reaches('BotReplying');
    },
    happens: (stage) => stage.modelAnswers(0),
    outcome: theReplyIsHeard,
  },
  protected: {
    tells: 'the engine announces words that may not be cut, and the caller cannot',
    setting: longReply,
    before: (stage) => stage.botTalks(),
    happens: (stage) => stage.engineTells({ type: 'protected', replyId: stage.replyId, fromMs: 0, untilMs: 8000 }),
    outcome: async (stage) => {
      stage.say('objection');
      await stage.run(3000);
      expect(stage.heard(replies.long)).toMatchObject({ pauses: [], exact: true });
    },
  },
  hold: {
    tells: 'the caller puts the bot on hold, to whom it says nothing meanwhile',
    setting: longReply,
    before: (stage) => stage.botTalks(),
    happens: (stage) => stage.call.invitation.hold(true),
    outcome: async (stage) => {
      await stage.run(100);
      const packets = stage.call.caller.heard.length;
      await stage.run(2000);
      expect(stage.call.caller.heard).toHaveLength(packets);
      stage.call.invitation.hold(false);
      await stage.run(200);
      expect(stage.call.caller.heard.length).toBeGreaterThan(packets);
    },
  },
  line: {
    tells: 'the engine tells late that a voicemail spoke: the bot falls silent until the beep',
    setting: longReply,
    before: async (stage) => {
      await stage.greeted();
      stage.say(concat(stage.audioOf('objection'), silence(200), stage.audioOf('question')));
      await stage.reaches('BotReplying', 20_000);
      expect(await stage.call.waitAudible(500)).toBe(true);
    },
    happens: (stage) =>
      stage.engineTells({
        type: 'heard',
        replyId: stage.replyId,
        text: 'please leave a message after the tone',
        final: true,
      }),
    leadsTo: 'Silence',
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.asked(/^cancel/)).toEqual(['cancel 2']);
      const packets = stage.call.caller.runs.length;
      await stage.run(10_000);
      expect(stage.call.caller.runs).toHaveLength(packets);
      await stage.until('the end', () => stage.ended !== undefined);
      expect(stage.ended).toBe('voicemail');
    },
  },
  voice: {
    tells: 'how the turn sounded is known when the bot has taken it: the mood is what it would have been',
    before: (stage) => stage.asks(),
    happens: (stage) => stage.sounds(1),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.moods.at(-1)).toMatchObject({ anger: 0.8, evidence: [{ source: 'voice' }] });
    },
  },
  emotion: {
    tells: 'the engine tells while it speaks that the caller was angry: the next angry turn is apologised for',
    setting: { replies: [replies.short, { ...replies.short, heard: 'I am fed up with this.' }] },
    before: (stage) => stage.botTalks(),
    happens: (stage) => stage.engineFeels('angry'),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.deeds).toEqual([]);
      stage.say('objection');
      await stage.reaches('UserPaused');
      stage.sounds(0.9);
      await stage.run(6000);
      expect(stage.deeds).toEqual(['apologise']);
    },
  },
  heard: {
    tells: 'the engine hears that the caller asked for a moment, which is granted without a reply',
    setting: { ...noGuess, replies: [{ delayMs: 60_000 }] },
    before: (stage) => stage.asks(),
    happens: (stage) =>
      stage.engineTells({ type: 'heard', replyId: stage.replyId, text: 'one moment please', final: true }),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.asked(/^cancel/)).toEqual(['cancel 2']);
      await stage.run(12_000);
      expect(stage.said).toHaveLength(3);
    },
  },
  expects: {
    tells: 'the reply asks for one key: the first that comes is enough',
    setting: { ...noGuess, replies: [{ ...replies.short, expects: 1 }] },
    before: (stage) => stage.asks(),
    outcome: async (stage) => {
      await theReplyIsHeard(stage);
      stage.press('7');
      await stage.run(200);
      expect(stage.asked(/dtmf/)).toEqual(['reply 3 dtmf 7']);
    },
  },
  language: {
    tells: 'the reply changes the language, in which the bot then goes on',
    setting: { ...noGuess, rules: { idlePromptMs: 500 } },
    before: (stage) => stage.botTalks(500),
    happens: (stage) => stage.engineTells({ type: 'language', replyId: stage.replyId, language: 'yue' }),
    outcome: async (stage) => {
      await stage.until('asked whether still there', () => stage.said.length > 2);
      expect(stage.said.at(-1)).toMatch(/\p{Script=Han}/u);
    },
  },
  gone: {
    tells: 'the caller hangs up in the middle of the reply, of which is kept what was heard',
    setting: longReply,
    before: (stage) => stage.botTalks(1300),
    happens: (stage) => stage.call.invitation.bye(),
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.ended).toBe('caller-hung-up');
      expect(stage.said.at(-1)).toMatch(/^bot: One.* —$/);
    },
  },
  'timer:call-limit': {
    tells: 'the call has lasted too long: the bot breaks off, says so and hangs up',
    setting: { ...longReply, rules: { callLimitMs: 5000 } },
    before: (stage) => stage.botTalks(),
    outcome: async (stage) => {
      await stage.until('the end', () => stage.ended !== undefined);
      expect(stage.said.slice(1)).toEqual([
        expect.stringMatching(/^bot: One.* —$/),
        'bot: We have reached the time limit for this call. Goodbye.',
      ]);
    },
  },
  'engine-changed': {
    tells: 'the engine is gone before it has answered, and another one answers',
    setting: { ...noGuess, replies: [{ delayMs: 60_000 }], backup: () => replies.short },
    before: (stage) => stage.asks(),
    happens: (stage) => stage.engineDies(),
    outcome: theReplyIsHeard,
  },
  'reply-cut': {
    tells: 'the engine is gone in the middle of its reply, and another one goes on after what was heard',
    setting: { ...longReply, backup: () => replies.short },
    before: (stage) => stage.botTalks(1300),
    happens: (stage) => stage.engineDies(),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.said).toContainEqual(expect.stringMatching(/^bot: One.* —$/));
      expect(stage.call.backup?.asked).toContainEqual(expect.stringMatching(/^reply/));
    },
  },
  'engine-lost': {
    tells: 'the engine is gone for good before it has answered: the bot apologises and hangs up',
    setting: { ...noGuess, replies: [{ delayMs: 60_000 }] },
    before: (stage) => stage.asks(),
    happens: (stage) => stage.engineDies(),
    outcome: async (stage) => {
      await stage.until('the end', () => stage.ended !== undefined, 10_000);
      expect(stage.said.at(-1)).toMatch(/sorry/i);
      expect(stage.ended).toBe('engine-lost');
    },
  },
};
