import { expect } from 'vitest';
import { patiences } from '#src/agent/end-of-turn/patience.js';
import { concat, tone } from '../../support/tone.js';
import type { Scenario, Scenarios } from './scenario.js';
import { inMandarin, rephrasing, replies, type Stage } from './stage.js';

const engineDetectsTurns = { capabilities: { turnDetection: 'engine' }, speculation: false } as const;
/** An engine that needs no time for its guess. */
const guessesAtOnce = { replies: [{ ...replies.short, delayMs: 0 }] };

/** The caller has asked something; it is not known yet whether that was all. */
async function pauses(stage: Stage): Promise<void> {
  await stage.greeted();
  stage.say('question');
  await stage.passes('UserPaused, speech-pause');
}

async function theTurnIsAnswered(stage: Stage): Promise<void> {
  await stage.answers();
  expect(stage.asked(/^startTurn/)).toHaveLength(1);
  expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, exact: true });
}

/** What is made at the pause is not heard before the turn is over, and then at once. */
const ofAGuess = (tells: string): Scenario => ({
  tells,
  setting: guessesAtOnce,
  before: (stage) => stage.greeted(),
  happens: (stage) => stage.say('question'),
  outcome: async (stage) => {
    expect(stage.isQuiet).toBe(true);
    await theTurnIsAnswered(stage);
    expect(stage.asked(/^commit/)).toHaveLength(1);
  },
});

/** So softly after what was said before that the frames' prosody takes it for silence, but not the ears' segmenter. */
const goesOnSoftly = (tells: string, pauseMs: number, db: number): Scenario => ({
  tells,
  before: (stage) => stage.dictates(),
  happens: async (stage) => {
    stage.hush();
    await stage.run(pauseMs);
    stage.say('okay', db);
  },
  leadsTo: 'UserSpeaking',
  outcome: async (stage) => {
    expect(stage.asked(/./)).toEqual(['startTurn']);
    await theTurnIsAnswered(stage);
  },
});

/** The caller asks something, and pauses. */
async function asksAngrily(stage: Stage): Promise<void> {
  await stage.greeted();
  stage.say('question');
  await stage.reaches('UserPaused');
}

async function apologisedTo(stage: Stage): Promise<void> {
  await stage.run(6000);
  expect(stage.moods.at(-1)).toMatchObject({ level: 'rising' });
  expect(stage.deeds).toEqual(['apologise']);
  const bot = stage.said.filter((line) => line.startsWith('bot: '));
  expect(bot).toEqual(['bot: Hi.', 'bot: I am very sorry about this.', 'bot: Fifty dollars.']);
  expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, exact: true });
}

/** The caller has stopped talking, perhaps only to breathe: what may happen then. */
export const userPausedScenarios: Scenarios = {
  cues: {
    tells: 'the silence has lasted long enough: the reply that was made meanwhile is heard',
    before: pauses,
    leadsTo: 'BotReplying',
    outcome: async (stage) => {
      expect(stage.asked(/^commit/)).toHaveLength(1);
      await theTurnIsAnswered(stage);
    },
  },
  'engine-speech-started': {
    tells: 'the engine hears the caller only when the ears hear a pause: still one turn',
    setting: engineDetectsTurns,
    before: pauses,
    happens: (stage) => stage.engineTells({ type: 'speech-started' }),
    outcome: async (stage) => {
      stage.engineTells({ type: 'speech-stopped' });
      await theTurnIsAnswered(stage);
    },
  },
  'engine-speech-stopped': {
    tells: 'the engine takes the turn for over, and is asked for the reply',
    setting: engineDetectsTurns,
    before: pauses,
    happens: (stage) => stage.engineTells({ type: 'speech-stopped' }),
    leadsTo: 'BotReplying',
    outcome: theTurnIsAnswered,
  },
  'speech-pause': {
    tells: 'the caller draws breath: nothing is said yet',
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.say('order'),
    outcome: async (stage) => {
      expect(stage.isQuiet).toBe(true);
      await theTurnIsAnswered(stage);
    },
  },
  'speech-resume': goesOnSoftly('the caller goes on very softly: the bot lets them', 300, -22),
  'speech-start': goesOnSoftly('the caller goes on very softly after more than a second: the bot lets them', 900, -24),
  'play-started': {
    tells: 'the caller makes a sound in the very moment in which the bot begins, which falls silent again',
    setting: { hopMs: 300, speculation: false, replies: [{ unfinished: true, delayMs: 10_000 }] },
    before: (stage) => stage.asks(),
    happens: async (stage) => {
      stage.say(stage.audioOf('two').subarray(0, 200 * 8));
      await stage.run(300);
      stage.engineTells({ type: 'audio', replyId: stage.replyId, samples: replies.long.audio });
    },
    outcome: async (stage) => {
      await stage.run(400);
      expect(stage.heard(replies.long).heardMs).toBeLessThan(400);
      expect(stage.asked(/^cancel/)).toHaveLength(1);
    },
  },
  'timer:end-of-turn': {
    tells: 'the engine does not notice that the caller has finished: it is asked for the reply all the same',
    setting: engineDetectsTurns,
    before: pauses,
    leadsTo: 'BotReplying',
    outcome: theTurnIsAnswered,
  },
  'timer:turn-limit': {
    tells: 'a dictation takes too long: the engine is asked for a reply to what there is',
    setting: { rules: { turnLimitMs: 1300 } },
    before: (stage) => stage.dictates(),
    leadsTo: 'BotReplying',
    outcome: theTurnIsAnswered,
  },
  dtmf: {
    tells: 'the caller finishes a dictated number with keys: the keys are what counts',
    before: (stage) => stage.dictates(),
    happens: (stage) => stage.press('4711'),
    leadsTo: 'Silence',
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.asked(/^reply/)).toEqual(['reply 2 dtmf 4711']);
    },
  },
  'turn-hint': {
    tells: 'the turn model finds the sentence unfinished: the caller is given more time',
    setting: { rules: { turnModel: true }, speculation: false },
    before: (stage) => stage.isJudged(),
    happens: (stage) => stage.modelAnswers(0),
    outcome: async (stage) => {
      await stage.run(300);
      expect(stage.state).toBe('UserPaused');
      await theTurnIsAnswered(stage);
    },
  },
  'reply-begun': ofAGuess('the engine begins a reply while it is not known whether the caller has finished'),
  words: ofAGuess('the engine has words for a caller who may not have finished'),
  drift: {
    tells: 'a guess is in another language: the engine is asked to guess once more',
    setting: {
      ...rephrasing,
      replies: [
        { ...inMandarin, delayMs: 0 },
        { ...replies.short, delayMs: 0 },
      ],
    },
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.say('question'),
    outcome: async (stage) => {
      await theTurnIsAnswered(stage);
      expect(stage.heard(inMandarin).heardMs).toBe(0);
      const asked = stage.asked(/^(reply|cancel|commit)/);
      expect(asked.slice(0, 3)).toEqual(['reply 2 speech guess', 'cancel 2', 'reply 3 speech guess']);
      expect(asked).not.toContainEqual(expect.stringMatching(/again/));
    },
  },
  'reply-audio': ofAGuess('the engine has audio for a caller who may not have finished: it is held back'),
  'reply-done': ofAGuess('the engine has a whole reply for a caller who may not have finished: it is held back'),
  'reply-failed': {
    tells: 'the guess breaks: the caller hears nothing of it, but the reply to the second request',
    setting: { replies: [{ fails: 'ENGINE_FAILED' }, replies.short] },
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.say('question'),
    outcome: async (stage) => {
      await theTurnIsAnswered(stage);
      expect(stage.said.join()).not.toMatch(/sorry/i);
    },
  },
  'play-ended': {
    tells: 'what was said over the bot turns out to be "stop", which the caller need not say twice',
    setting: { speculation: false, replies: [replies.long] },
    before: async (stage) => {
      await stage.botTalks(1300);
      stage.say('okay');
      const isQuiet = () => {
        const { event, turn } = stage.steps.at(-1)!;
        return event.type === 'cues' && turn === 'UserSpeaking' && event.cues.quietMs > 120;
      };
      await stage.until('a pause in what is said over the bot', isQuiet);
    },
    happens: (stage) => stage.engineTells({ type: 'heard', text: 'stop', final: false }),
    outcome: (stage) => {
      expect(stage.said.at(-1)).toMatch(/^bot: One.* —$/);
      expect(stage.asked(/^truncate/)).toHaveLength(1);
    },
  },
  'tool-call': {
    tells: 'the guess wants to change something: that waits until the caller has finished',
    setting: { replies: [{ delayMs: 0, tool: { name: 'change_plan' }, afterTool: replies.short }] },
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.say('question'),
    outcome: async (stage) => {
      expect(stage.toolsAtWork).toEqual([]);
      await stage.reaches('BotReplying');
      expect(stage.toolsAtWork).toEqual(['change_plan']);
      stage.toolsAnswer();
      await theTurnIsAnswered(stage);
    },
  },
  'tool-result': {
    tells: 'the guess has looked something up before the caller has finished',
    setting: { replies: [{ delayMs: 0, tool: { name: 'get_bill' }, afterTool: { ...replies.short, delayMs: 0 } }] },
    before: pauses,
    happens: (stage) => stage.toolsAnswer(),
    outcome: async (stage) => {
      expect(stage.asked(/^result/)).toEqual([`result get_bill-${stage.replyId} ok`]);
      await theTurnIsAnswered(stage);
    },
  },
  protected: {
    tells: 'the guess has words that may not be cut: the caller cannot when it is heard',
    setting: { replies: [{ ...replies.long, delayMs: 0 }] },
    before: pauses,
    happens: (stage) => stage.engineTells({ type: 'protected', replyId: stage.replyId, fromMs: 0, untilMs: 8000 }),
    outcome: async (stage) => {
      await stage.call.waitAudible(500);
      stage.say('objection');
      await stage.run(2000);
      expect(stage.heard(replies.long)).toMatchObject({ pauses: [], exact: true });
      expect(stage.heard(replies.long).heardMs).toBeGreaterThan(2000);
    },
  },
  hold: {
    tells: 'the caller puts the call on hold in the middle of a number, and comes back to an answer',
    before: (stage) => stage.dictates(),
    happens: (stage) => stage.call.invitation.hold(true),
    outcome: async (stage) => {
      stage.call.invitation.hold(false);
      await theTurnIsAnswered(stage);
    },
  },
  line: {
    tells: 'a voicemail: its beep comes right after its words, and nothing is said to it',
    setting: { rules: { patience: patiences.patient } },
    before: (stage) => stage.greeted(),
    happens: (stage) => {
      const words = stage.audioOf('objection');
      stage.say(concat(words, stage.audioOf('question'), tone(300, { hz: 1000 })));
    },
    leadsTo: 'Ended',
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.ended).toBe('voicemail');
      expect(stage.said).toEqual(['bot: Hi.']);
    },
  },
  voice: {
    tells: 'the caller sounds angry and says so: an apology at once, and the reply after it',
    setting: { replies: [{ ...replies.short, heard: 'This is ridiculous, my bill again.' }] },
    before: async (stage) => {
      await asksAngrily(stage);
      await stage.passes('UserPaused, voice');
    },
    happens: (stage) => stage.sounds(1),
    outcome: apologisedTo,
  },
  emotion: {
    tells: 'the engine hears the anger while the bot still listens: an apology at once, and the reply after it',
    setting: { replies: [{ ...replies.short, heard: 'This is ridiculous, my bill again.' }] },
    before: async (stage) => {
      await asksAngrily(stage);
      await stage.until('a guess', () => stage.asked(/guess$/).length > 0);
    },
    happens: (stage) => stage.engineFeels('angry'),
    outcome: apologisedTo,
  },
  heard: {
    tells: 'the engine makes out an unfinished sentence: the caller is given time for the rest of it',
    before: async (stage) => {
      await stage.greeted();
      stage.say('order');
      await stage.passes('UserPaused, speech-pause');
    },
    happens: (stage) => stage.engineTells({ type: 'heard', text: 'I would like to change my plan and', final: false }),
    outcome: async (stage) => {
      await stage.run(500);
      expect(stage.state).toBe('UserPaused');
      await theTurnIsAnswered(stage);
    },
  },
  expects: {
    tells: 'the guess asks for one key: when it was heard, the first that comes is enough',
    setting: { replies: [{ ...replies.short, delayMs: 0, expects: 1 }] },
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.say('question'),
    outcome: async (stage) => {
      await stage.answers();
      stage.press('7');
      await stage.run(200);
      expect(stage.asked(/dtmf/)).toEqual([expect.stringMatching(/dtmf 7$/)]);
    },
  },
  language: {
    tells: 'the guess changes the language: when it was heard, the bot goes on in it',
    setting: { ...guessesAtOnce, rules: { idlePromptMs: 500 } },
    before: pauses,
    happens: (stage) => stage.engineTells({ type: 'language', replyId: stage.replyId, language: 'yue' }),
    outcome: async (stage) => {
      await stage.until('asked whether still there', () => stage.said.length > 2);
      expect(stage.said.at(-1)).toMatch(/\p{Script=Han}/u);
    },
  },
  gone: {
    tells: 'the caller hangs up instead of going on',
    before: pauses,
    happens: (stage) => stage.call.invitation.bye(),
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.ended).toBe('caller-hung-up');
      expect(stage.asked(/^cancel/).at(-1)).toBe(`cancel ${stage.replyId}`);
    },
  },
  'timer:call-limit': {
    tells: 'the call has lasted too long, even if a number is not complete: the bot says so and hangs up',
    setting: { rules: { callLimitMs: 2000 } },
    before: (stage) => stage.dictates(),
    outcome: async (stage) => {
      await stage.until('the end', () => stage.ended !== undefined);
      expect(stage.said.at(-1)).toBe('bot: We have reached the time limit for this call. Goodbye.');
    },
  },
  'engine-changed': {
    tells: 'the engine is gone in the middle of a dictation, and another one answers it',
    setting: { backup: () => replies.short },
    before: (stage) => stage.dictates(),
    happens: (stage) => stage.engineDies(),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, exact: true });
      expect(stage.call.backup?.asked).toContainEqual(expect.stringMatching(/^reply/));
    },
  },
  'reply-cut': {
    tells: 'the engine of a guess is gone, and another one answers',
    setting: { ...guessesAtOnce, backup: () => replies.short },
    before: pauses,
    happens: (stage) => stage.engineDies(),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, exact: true });
      expect(stage.call.backup?.asked).toContainEqual(expect.stringMatching(/^reply/));
    },
  },
  'engine-lost': {
    tells: 'the engine is gone for good in the middle of a dictation: the bot apologises and hangs up',
    before: (stage) => stage.dictates(),
    happens: (stage) => stage.engineDies(),
    outcome: async (stage) => {
      await stage.until('the end', () => stage.ended !== undefined, 10_000);
      expect(stage.said.at(-1)).toMatch(/sorry/i);
      expect(stage.ended).toBe('engine-lost');
    },
  },
};
