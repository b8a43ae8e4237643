import { expect } from 'vitest';
import { sessionOpening } from '#src/agent/engine.js';
import { concat, silence, tone } from '../../support/tone.js';
import type { Scenarios } from './scenario.js';
import { replies, type Stage } from './stage.js';

const engineDetectsTurns = { capabilities: { turnDetection: 'engine' }, speculation: false } as const;
const impatient = { rules: { idlePromptMs: 2000 } } as const;
const cuttable = { speculation: false, replies: [{ ...replies.long, unfinished: true }, replies.short] };

/** The caller has cut the bot with a key, and nothing more was keyed yet. */
async function cutByAKey(stage: Stage): Promise<void> {
  await stage.botTalks();
  stage.press('1');
  await stage.passes('Silence, play-ended');
  await stage.run(100);
}

/** The caller has pressed a key while talking, and talks on. */
async function keyedWhileTalking(stage: Stage): Promise<void> {
  await stage.greeted();
  stage.say('order');
  await stage.run(900);
  stage.press('1');
  await stage.until('the key counts', () => stage.state === 'Silence');
}

async function theKeyCounts(stage: Stage): Promise<void> {
  await stage.run(3500);
  expect(stage.asked(/^reply/).filter((line) => !line.endsWith('guess'))).toEqual([expect.stringMatching(/dtmf 1$/)]);
}

/** Nobody is listening to the bot and nobody speaks: what may happen then. */
export const silenceScenarios: Scenarios = {
  answered: {
    tells: 'the bot picks up and greets, also a caller who said hello before the line stood',
    setting: { ackMs: 900 },
    before: (stage) => stage.say('okay'),
    outcome: async (stage) => {
      await stage.run(1000);
      expect(stage.said).toEqual(['bot: Hi.']);
      expect(stage.refused).toEqual([]);
    },
  },
  'speech-start': {
    tells: 'the caller asks something and is answered',
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.say('question'),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, exact: true });
    },
  },
  'speech-resume': {
    tells: 'the caller pressed a key, but goes on with a question: the question is answered',
    before: keyedWhileTalking,
    happens: (stage) => stage.say(concat(stage.audioOf('two'), silence(300), stage.audioOf('question'))),
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.asked(/dtmf/)).toEqual([]);
      expect(stage.heard(replies.short).exact).toBe(true);
    },
  },
  voice: {
    tells: "a voice that was no turn sounded angry: it is nobody's mood",
    before: async (stage) => {
      await stage.asks();
      await stage.answers();
      await stage.run(1200);
    },
    happens: (stage) => stage.sounds(1),
    outcome: (stage) => expect(stage.moods).toMatchObject([{ anger: 0 }]),
  },
  emotion: {
    tells: 'the engine tells when it has spoken that the caller was angry: it counts for the turn that it was',
    before: async (stage) => {
      await stage.asks();
      await stage.answers();
    },
    happens: (stage) => stage.engineFeels('angry'),
    outcome: (stage) => {
      expect(stage.moods.map(({ anger }) => anger)).toEqual([0, 0.8]);
      stage.engineFeels('angry');
      expect(stage.moods.at(-1)?.anger).toBe(0.8);
    },
  },
  'engine-speech-started': {
    tells: 'the engine hears a caller who is too quiet for the ears, and answers',
    setting: engineDetectsTurns,
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.engineTells({ type: 'speech-started' }),
    outcome: async (stage) => {
      await stage.run(500);
      stage.engineTells({ type: 'speech-stopped' });
      await stage.answers();
      expect(stage.heard(replies.short).exact).toBe(true);
    },
  },
  'engine-speech-stopped': {
    tells: 'the engine hears the end of a sound that began no turn: nothing is answered',
    setting: engineDetectsTurns,
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.engineTells({ type: 'speech-stopped' }),
    outcome: async (stage) => {
      await stage.run(1500);
      expect(stage.asked(/^reply/)).toEqual([]);
    },
  },
  'speech-pause': {
    tells: 'the caller stops talking after a key: the key is what counts',
    before: keyedWhileTalking,
    outcome: theKeyCounts,
  },
  cues: {
    tells: 'the caller talks on after a key, which is what counts; what is talked is forgotten',
    before: keyedWhileTalking,
    outcome: async (stage) => {
      await stage.passes('Silence, speech-pause');
      await stage.run(200);
      const mark = stage.steps.length;
      await theKeyCounts(stage);
      expect(stage.rowsSince(mark).filter((row) => row.endsWith('cues'))).toEqual([]);
    },
  },
  'play-started': {
    tells: 'a key cuts the bot in its very first packet, and nothing more is heard of it',
    setting: { hopMs: 100, speculation: false, replies: [replies.long] },
    before: async (stage) => {
      await stage.asks();
      await stage.run(230);
    },
    happens: (stage) => stage.press('1'),
    outcome: async (stage) => {
      await stage.run(500);
      expect(stage.heard(replies.long).heardMs).toBeLessThanOrEqual(140);
      expect(stage.isQuiet).toBe(true);
    },
  },
  dtmf: {
    tells: 'the caller presses a key, which is what the engine is asked about',
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.press('1'),
    leadsTo: 'Silence',
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.asked(/^reply/)).toEqual(['reply 2 dtmf 1']);
      expect(stage.heard(replies.short).exact).toBe(true);
    },
  },
  'timer:digits': {
    tells: 'the caller has stopped keying a number, which is taken as a whole',
    before: async (stage) => {
      await stage.greeted();
      stage.press('4711');
    },
    outcome: (stage) => expect(stage.asked(/^reply/)).toEqual(['reply 2 dtmf 4711']),
  },
  'timer:idle': {
    tells: 'nobody says anything, and the bot asks whether the caller is still there',
    setting: impatient,
    before: (stage) => stage.greeted(),
    leadsTo: 'BotReplying',
    outcome: async (stage) => {
      await stage.answers();
      expect(stage.said).toEqual(['bot: Hi.', 'bot: Are you still there?']);
    },
  },
  'play-ended': {
    tells: 'a key cuts the greeting: what was heard of it is remembered',
    setting: { greeting: 'Welcome to the line of the company.' },
    before: (stage) => stage.run(800),
    happens: (stage) => stage.press('1'),
    outcome: (stage) => expect(stage.said).toEqual([expect.stringMatching(/^bot: Welcome.* —$/)]),
  },
  'tool-result': {
    tells: 'a key cuts the bot while it changes something: the change is finished, and the engine hears of it',
    setting: { replies: [{ ...replies.long, tool: { name: 'change_plan' }, afterTool: replies.short }] },
    before: cutByAKey,
    happens: (stage) => stage.toolsAnswer(),
    outcome: (stage) => expect(stage.asked(/^result/)).toEqual([expect.stringMatching(/^result change_plan-\d+ ok$/)]),
  },
  protected: {
    tells: 'a reply that a key has cut turns out to have had words that may not be cut: too late',
    setting: cuttable,
    before: cutByAKey,
    happens: (stage) => stage.engineTells({ type: 'protected', replyId: stage.replyId, fromMs: 0, untilMs: 8000 }),
    outcome: async (stage) => {
      expect(stage.isQuiet).toBe(true);
      await stage.answers();
      expect(stage.asked(/^reply/)).toEqual(['reply 2 speech', 'reply 3 dtmf 1']);
    },
  },
  'turn-hint': {
    tells: 'a key was pressed while the turn model thought about a pause: the key is what counts',
    setting: { rules: { turnModel: true } },
    before: async (stage) => {
      await stage.isJudged();
      stage.press('1');
      await stage.reaches('Silence');
    },
    happens: (stage) => stage.modelAnswers(1),
    outcome: theKeyCounts,
  },
  words: {
    tells: 'where words of a reply begin that a key has cut: too late',
    setting: cuttable,
    before: cutByAKey,
    happens: (stage) => stage.engineTells({ type: 'text', replyId: stage.replyId, text: 'Eleven.', atMs: 6000 }),
    outcome: (stage) => expect(stage.said.at(-1)).not.toContain('Eleven'),
  },
  hold: {
    tells: 'the caller puts the call on hold: nobody is asked whether they are still there, until they come back',
    setting: impatient,
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.call.invitation.hold(true),
    outcome: async (stage) => {
      await stage.run(10_000);
      expect(stage.said).toEqual(['bot: Hi.']);
      stage.call.invitation.hold(false);
      await stage.answers();
      expect(stage.said).toHaveLength(2);
    },
  },
  line: {
    tells: 'a fax calls: the bot hangs up at its second tone',
    before: (stage) => stage.greeted(),
    happens: async (stage) => {
      const cng = tone(500, { hz: 1100 });
      stage.say(concat(cng, silence(3000), cng));
    },
    leadsTo: 'Ended',
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.ended).toBe('fax');
    },
  },
  heard: {
    tells: 'what the caller said is transcribed when the answer is over, and remembered',
    before: async (stage) => {
      await stage.asks();
      await stage.answers();
    },
    happens: (stage) =>
      stage.engineTells({ type: 'heard', replyId: stage.replyId, text: 'why is my bill so high', final: true }),
    outcome: (stage) => expect(stage.said).toContain('caller: why is my bill so high'),
  },
  expects: {
    tells: 'the engine lets on that its greeting asked for one key: the first that comes is enough',
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.engineTells({ type: 'expects', replyId: sessionOpening, digits: 1 }),
    outcome: async (stage) => {
      stage.press('7');
      await stage.run(200);
      expect(stage.asked(/^reply/)).toEqual(['reply 2 dtmf 7']);
    },
  },
  language: {
    tells: 'a reply that a key has cut would have changed the language: the bot goes on in the old one',
    setting: { ...cuttable, ...impatient },
    before: cutByAKey,
    happens: (stage) => stage.engineTells({ type: 'language', replyId: stage.replyId, language: 'yue' }),
    outcome: async (stage) => {
      await stage.until('asked whether still there', () => stage.said.length > 3);
      expect(stage.said.at(-1)).toBe('bot: Are you still there?');
    },
  },
  gone: {
    tells: 'the caller hangs up',
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.call.invitation.bye(),
    outcome: async (stage) => {
      await stage.run(100);
      expect(stage.ended).toBe('caller-hung-up');
    },
  },
  'timer:call-limit': {
    tells: 'the call has lasted too long: the bot says so and hangs up',
    setting: { rules: { callLimitMs: 3000 } },
    before: (stage) => stage.greeted(),
    outcome: async (stage) => {
      await stage.until('the end', () => stage.ended !== undefined);
      expect(stage.said.at(-1)).toBe('bot: We have reached the time limit for this call. Goodbye.');
      expect(stage.ended).toBe('call-limit');
    },
  },
  'engine-changed': {
    tells: 'the engine is gone, and another one answers what is asked next',
    setting: { backup: () => replies.short },
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.engineDies(),
    outcome: async (stage) => {
      stage.say('question');
      await stage.answers();
      expect(stage.heard(replies.short)).toMatchObject({ heardMs: 1500, exact: true });
      expect(stage.call.backup?.asked).toContainEqual(expect.stringMatching(/^reply/));
    },
  },
  'engine-lost': {
    tells: 'the engine is gone for good: the bot apologises and hangs up',
    before: (stage) => stage.greeted(),
    happens: (stage) => stage.engineDies(),
    outcome: async (stage) => {
      await stage.until('the end', () => stage.ended !== undefined, 10_000);
      expect(stage.said.at(-1)).toMatch(/sorry/i);
      expect(stage.ended).toBe('engine-lost');
    },
  },
};
