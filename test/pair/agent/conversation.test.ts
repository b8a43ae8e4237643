import { describe, expect, test } from 'vitest';
import { patiences } from '#src/agent/end-of-turn/patience.js';
import { sessionOpening } from '#src/agent/engine.js';
import { defaultSystem1Rules } from '#src/agent/system1/system1-rules.js';
import { conversationRig } from '../../support/conversation-rig.js';

const account = { name: 'get_bill', description: '', parameters: {}, effect: 'read' } as const;
const change = { name: 'change_plan', description: '', parameters: {}, effect: 'write' } as const;
const hangUp = { name: 'hang_up', description: '', parameters: {}, effect: 'call' } as const;
const transfer = { name: 'transfer_to_human', description: '', parameters: {}, effect: 'call' } as const;

describe('a plain exchange', () => {
  test('the bot greets at the answer, listens, and answers a question', async () => {
    const rig = await conversationRig({ script: () => ({ heard: 'how much', text: 'Fifty.', audioMs: 400 }) });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(1500);
    expect(rig.history()).toEqual(['bot: Hello there.', 'caller: how much', 'bot: Fifty.']);
    expect(rig.engine.asked).toEqual(['startTurn', 'reply 2 speech']);
    expect(rig.engine.sessions[0]?.said).toEqual(['Hello there.']);
    expect(rig.conversation.turn).toBe('Silence');
  });

  test('the turn ends after the configured silence, not before', async () => {
    const rig = await conversationRig({
      rules: { patience: { ...patiences.balanced, silenceMs: 500, leastSilenceMs: 500, mostSilenceMs: 500 } },
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(260);
    expect(rig.conversation.turn).toBe('UserPaused');
    await rig.clock.run(60);
    expect(rig.conversation.turn).toBe('BotReplying');
  });

  test('a short pause inside a sentence does not end the turn', async () => {
    const rig = await conversationRig();
    await rig.greet();
    await rig.speak(800);
    await rig.clock.run(100);
    await rig.speak(800);
    await rig.clock.run(400);
    expect(rig.engine.asked.filter((asked) => asked.startsWith('reply'))).toEqual(['reply 2 speech']);
  });

  test('each turn is reported with its times', async () => {
    const rig = await conversationRig({ script: () => ({ text: 'Yes.', audioMs: 400, delayMs: 50 }) });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(1000);
    const turn = rig.records.find((record) => record.type === 'turn');
    expect(turn).toMatchObject({
      waterfall: { lastVoicedMs: 1888, pausedMs: 2112, requestedMs: 2304, guessed: false },
    });
  });
});

describe('replies prepared before the silence ends', () => {
  test('a guess made at the pause is committed at the end of the turn and is audible at once', async () => {
    const rig = await conversationRig({
      speculation: 'sequential',
      script: () => ({ heard: 'why', text: 'Because.', audioMs: 400, delayMs: 250 }),
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(340);
    expect(rig.audio.timeline.at(-1)).toBe('2');
    expect(rig.engine.asked).toEqual(['startTurn', 'reply 2 speech guess', 'commit 2']);
  });

  test('a guess is discarded when the caller goes on, and nothing of it is heard or remembered', async () => {
    const rig = await conversationRig({
      speculation: 'sequential',
      script: (nth) => ({ heard: `words ${nth}`, text: `Reply ${nth}.`, audioMs: 400 }),
    });
    await rig.greet();
    await rig.speak(800);
    await rig.clock.run(50);
    await rig.speak(800);
    await rig.clock.run(1500);
    expect(rig.engine.asked).toContain('cancel 2');
    expect(rig.audio.timeline).not.toContain('2');
    expect(rig.history()).toEqual(['bot: Hello there.', 'caller: words 2', 'bot: Reply 2.']);
  });

  test('a tool that reads runs on a guess; a tool that changes something waits for the commit', async () => {
    const ran: string[] = [];
    const rig = await conversationRig({
      speculation: 'sequential',
      tools: [account, change],
      runTool: async (name) => {
        ran.push(name);
        return { ok: true, value: {} };
      },
      script: (nth) => ({ tool: nth === 1 ? account : change, afterTool: { text: 'Done.', audioMs: 200 } }),
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(50);
    expect(ran).toEqual(['get_bill']);
    await rig.clock.run(1500);
    await rig.speak(1000);
    await rig.clock.run(50);
    expect(ran).toEqual(['get_bill']);
    await rig.clock.run(500);
    expect(ran).toEqual(['get_bill', 'change_plan']);
  });
});

describe('what the engine hears', () => {
  test('a late partial text does not undo what the guess was made of', async () => {
    const rig = await conversationRig({
      speculation: 'sequential',
      script: () => ({ heard: 'what plan do I have', text: 'Smart.', audioMs: 300 }),
    });
    await rig.greet();
    await rig.speak(1000);
    rig.engine.sessions[0]?.emit({ type: 'heard', text: 'what can I', final: false });
    await rig.clock.run(300);
    expect(rig.engine.asked).toContain('commit 2');
  });
});

describe('the caller talks over the bot', () => {
  const long = { heard: 'tell me', text: 'One two three four five six seven eight nine ten.', audioMs: 4000 };

  test('the bot pauses when the ears hear speech, and is cut when the caller means it', async () => {
    const rig = await conversationRig({ script: () => long });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(300 + 1000);
    const heardMs = rig.audio.timeline.split('').filter((packet) => packet === '2').length * 20;
    await rig.speak(1000);
    const heardInAllMs = rig.audio.timeline.split('').filter((packet) => packet === '2').length * 20;
    expect(heardInAllMs - heardMs).toBeLessThanOrEqual(120);
    expect(rig.history().at(-1)).toMatch(/^bot: One two three —$/);
    expect(rig.engine.asked.find((asked) => asked.startsWith('truncate'))).toMatch(
      /^truncate 2 1\d\d\d One two three$/,
    );
  });

  test('after an "mm-hm" the bot goes on from the same place and the whole reply is heard', async () => {
    const rig = await conversationRig({ script: () => long });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(300 + 1000);
    await rig.speak(250);
    await rig.clock.run(5000);
    expect(rig.audio.timeline.split('').filter((packet) => packet === '2')).toHaveLength(200);
    expect(rig.history().at(-1)).toBe(`bot: ${long.text}`);
  });

  test('a reply that nobody has heard yet is dropped when the caller goes on speaking', async () => {
    const rig = await conversationRig({ script: (nth) => ({ text: `Reply ${nth}.`, audioMs: 400, delayMs: 800 }) });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(400);
    await rig.speak(1000);
    await rig.clock.run(2500);
    expect(rig.engine.asked).toContain('cancel 2');
    expect(rig.history()).toEqual(['bot: Hello there.', 'bot: Reply 2.']);
  });

  test('a key cuts the bot too', async () => {
    const rig = await conversationRig({ script: () => long, rules: { digitGapMs: 1000 } });
    rig.conversation.answered();
    await rig.clock.run(300);
    rig.conversation.dtmf('1');
    await rig.clock.run(1100);
    expect(rig.history().slice(0, 2)).toEqual(['bot: Hello —', 'caller keyed 1']);
    expect(rig.engine.asked).toEqual(['reply 2 dtmf 1']);
  });
});

describe('keys', () => {
  test('are taken together until no more come', async () => {
    const rig = await conversationRig({ rules: { digitGapMs: 1000 } });
    await rig.greet();
    for (const digit of '1234') {
      rig.conversation.dtmf(digit);
      await rig.clock.run(800);
    }
    expect(rig.engine.asked).toEqual([]);
    await rig.clock.run(300);
    expect(rig.engine.asked).toEqual(['reply 2 dtmf 1234']);
  });

  test('are complete at # and at the expected length', async () => {
    const rig = await conversationRig({ script: () => ({ text: 'Your number?', audioMs: 200, expects: 4 }) });
    await rig.greet();
    rig.conversation.dtmf('1');
    rig.conversation.dtmf('#');
    await rig.clock.run(500);
    for (const digit of '5678') rig.conversation.dtmf(digit);
    expect(rig.engine.asked).toEqual(['reply 2 dtmf 1', 'reply 3 dtmf 5678']);
  });
});

describe('what the engine expects at the greeting', () => {
  test('one key is enough where the engine says so before any reply', async () => {
    const rig = await conversationRig();
    rig.engine.sessions[0]?.emit({ type: 'expects', replyId: sessionOpening, digits: 1 });
    await rig.greet();
    rig.conversation.dtmf('1');
    expect(rig.engine.asked).toEqual(['reply 2 dtmf 1']);
  });
});

describe('a question asked by voice where a key or a number was expected', () => {
  test.each([
    [1, 'a menu key'],
    [8, 'an account number'],
  ])('does not wait for the %i digits of %s', async (digits) => {
    const rig = await conversationRig({ script: () => ({ text: 'Fifty.', audioMs: 300 }) });
    rig.engine.sessions[0]?.emit({ type: 'expects', replyId: sessionOpening, digits });
    await rig.greet();
    rig.ears.speak(1000);
    await rig.clock.run(500);
    rig.engine.sessions[0]?.emit({ type: 'heard', text: 'why is my bill so high', final: false });
    await rig.clock.run(500 + 600);
    expect(rig.engine.asked).toContain('reply 2 speech');
  });

  test('does not wait for digits when the engine, which tells what it hears, makes out nothing', async () => {
    const rig = await conversationRig({ script: () => ({ text: 'Pardon?', audioMs: 300 }) });
    rig.engine.sessions[0]?.emit({ type: 'expects', replyId: sessionOpening, digits: 8 });
    rig.engine.sessions[0]?.emit({ type: 'heard', text: '', final: false });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(400);
    expect(rig.engine.asked).toContain('reply 2 speech');
  });

  test('a dictated number is waited for while digits are missing', async () => {
    const rig = await conversationRig();
    rig.engine.sessions[0]?.emit({ type: 'expects', replyId: sessionOpening, digits: 8 });
    await rig.greet();
    rig.ears.speak(1000);
    await rig.clock.run(900);
    rig.engine.sessions[0]?.emit({ type: 'heard', text: 'one two three four', final: false });
    await rig.clock.run(100 + 1200);
    expect(rig.conversation.turn).toBe('UserPaused');
  });
});

describe('silence', () => {
  test('is asked about twice, then the bot says goodbye and hangs up', async () => {
    const rig = await conversationRig({ rules: { idlePromptMs: 4000, idlePrompts: 2 } });
    await rig.greet();
    await rig.clock.run(22_000);
    expect(rig.history()).toEqual([
      'bot: Hello there.',
      'bot: Are you still there?',
      'bot: Can you hear me?',
      'bot: I cannot hear you, so I will hang up now. Goodbye.',
    ]);
    expect(rig.ends).toEqual(['idle']);
  });

  test('anything the caller says starts the count again', async () => {
    const rig = await conversationRig({ rules: { idlePromptMs: 4000, idlePrompts: 1 } });
    await rig.greet();
    await rig.clock.run(6000);
    await rig.speak(1000);
    await rig.clock.run(6500);
    expect(rig.history().filter((entry) => /still there|hear me/.test(entry))).toHaveLength(2);
    expect(rig.ends).toEqual([]);
  });
});

describe('a call on hold', () => {
  test('is not asked anything for as long as it lasts, and is listened to again afterwards', async () => {
    const rig = await conversationRig({ rules: { idlePromptMs: 4000 } });
    await rig.greet();
    rig.conversation.held(true);
    await rig.clock.run(60_000);
    expect(rig.history()).toEqual(['bot: Hello there.']);
    rig.conversation.held(false);
    await rig.clock.run(6000);
    expect(rig.history()).toHaveLength(2);
    expect(rig.ends).toEqual([]);
  });
});

describe('the end of a call', () => {
  test('the bot says goodbye to the end before it hangs up', async () => {
    const rig = await conversationRig({
      tools: [hangUp],
      script: () => ({ text: 'Goodbye.', audioMs: 600, tool: hangUp }),
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(700);
    expect(rig.ends).toEqual([]);
    await rig.clock.run(400);
    expect(rig.ends).toEqual(['bot-hung-up']);
    expect(rig.history().at(-1)).toBe('bot: Goodbye.');
  });

  test('the caller hangs up in the middle of a reply: everything stops and what was heard is kept', async () => {
    const rig = await conversationRig({ script: () => ({ text: 'One two three four five.', audioMs: 2000 }) });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(1000);
    rig.conversation.gone('caller-hung-up');
    await rig.clock.run(50);
    expect(rig.conversation.turn).toBe('Ended');
    expect(rig.ends).toEqual(['caller-hung-up']);
    expect(rig.history().at(-1)).toMatch(/^bot: One .*—$/);
    rig.audio.stop();
    rig.ears.stop();
    expect(rig.clock.pendingTimers).toBe(0);
  });

  test('a call that lasts too long is ended with a word', async () => {
    const rig = await conversationRig({ rules: { callLimitMs: 5000, idlePromptMs: 60_000 } });
    await rig.greet();
    await rig.clock.run(9000);
    expect(rig.history().at(-1)).toBe('bot: We have reached the time limit for this call. Goodbye.');
    expect(rig.ends).toEqual(['call-limit']);
  });
});

describe('transfer to a human', () => {
  const script = () => ({ text: 'One moment.', audioMs: 400, tool: transfer });

  test('happens after the sentence has been played, and ends the call when somebody answers', async () => {
    const rig = await conversationRig({ tools: [transfer], script, rules: { canTransfer: true } });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(400);
    expect(rig.transfers).toEqual([]);
    await rig.clock.run(600);
    expect(rig.transfers).toHaveLength(1);
    expect(rig.ends).toEqual(['transferred']);
  });

  test('comes back to the bot with an apology when it fails', async () => {
    const rig = await conversationRig({
      tools: [transfer],
      script,
      rules: { canTransfer: true },
      transfer: () => Promise.resolve(false),
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(6000);
    expect(rig.history().at(-1)).toMatch(/^bot: Sorry, nobody could take your call just now/);
    expect(rig.conversation.turn).toBe('Silence');
    expect(rig.ends).toEqual([]);
  });

  test('is refused to the engine when the bot has nobody to transfer to', async () => {
    const rig = await conversationRig({ tools: [transfer], script });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(1500);
    expect(rig.engine.asked).toContain('result transfer_to_human-2 TOOL_UNKNOWN');
    expect(rig.transfers).toEqual([]);
  });
});

describe('when something breaks', () => {
  test('the caller hears one apology when the engine fails, and the conversation goes on', async () => {
    const rig = await conversationRig({
      script: (nth) => (nth === 1 ? { fails: 'ENGINE_FAILED' } : { text: 'Here.', audioMs: 200 }),
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(6000);
    await rig.speak(1000);
    await rig.clock.run(1500);
    expect(rig.history()).toEqual([
      'bot: Hello there.',
      'bot: Sorry, something went wrong on our side. Could you say that again?',
      'bot: Here.',
    ]);
  });

  test('an engine that stays silent is given up after the time allowed', async () => {
    const rig = await conversationRig({
      rules: { replyTimeoutMs: 3000, system1: { ...defaultSystem1Rules, fillers: 0 } },
      script: () => ({ delayMs: 60_000 }),
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(3500);
    expect(rig.engine.asked).toContain('cancel 2');
    expect(rig.audio.timeline.at(-1)).toBe('3');
  });

  test('an engine that keeps failing leads to a human, where there is one', async () => {
    const rig = await conversationRig({
      rules: { canTransfer: true, failuresInARow: 2 },
      script: () => ({ fails: 'ENGINE_FAILED' }),
    });
    await rig.greet();
    for (let turn = 0; turn < 2; turn++) {
      await rig.speak(1000);
      await rig.clock.run(6000);
    }
    expect(rig.transfers).toEqual(['engine-failed']);
  });

  test('a change that is under way when the caller interrupts is finished, and the engine hears of it', async () => {
    let finish: (() => void) | undefined;
    const rig = await conversationRig({
      tools: [change],
      runTool: () =>
        new Promise((resolve) => {
          finish = () => resolve({ ok: true, value: {} });
        }),
      script: () => ({ text: 'One moment.', audioMs: 300, tool: change, afterTool: { text: 'Done.', audioMs: 200 } }),
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(500);
    await rig.speak(1000);
    finish?.();
    await rig.clock.run(100);
    expect(rig.history()).toContain('tool change_plan ok');
    expect(rig.engine.asked).toContain('result change_plan-2 ok');
  });
});

describe('an engine that detects turns itself', () => {
  test('ends the turn, and no guess is asked for', async () => {
    const rig = await conversationRig({ turnDetection: 'engine', speculation: 'sequential' });
    await rig.greet();
    rig.ears.speak(1000);
    await rig.clock.run(1100);
    rig.engine.sessions[0]?.emit({ type: 'speech-stopped' });
    await rig.clock.run(50);
    expect(rig.conversation.turn).toBe('BotReplying');
    expect(rig.engine.asked).toEqual(['startTurn', 'reply 2 speech']);
  });

  test('hears the caller before the ears do: the bot pauses, and goes on when it was nothing', async () => {
    const rig = await conversationRig({
      turnDetection: 'engine',
      script: () => ({ text: 'One two three four five six seven eight nine ten.', audioMs: 4000 }),
    });
    await rig.greet();
    rig.ears.speak(500);
    await rig.clock.run(600);
    rig.engine.sessions[0]?.emit({ type: 'speech-stopped' });
    await rig.clock.run(1000);
    rig.ears.speak(250);
    rig.engine.sessions[0]?.emit({ type: 'speech-started' });
    await rig.clock.run(100);
    expect(rig.audio.timeline.at(-1)).toBe('.');
    await rig.clock.run(5000);
    expect(rig.history().at(-1)).toBe('bot: One two three four five six seven eight nine ten.');
  });
});

describe('an engine that listens and speaks at the same time', () => {
  test('takes over after the greeting; the caller does not stop it, and hanging up does', async () => {
    const rig = await conversationRig({ turnDetection: 'duplex', script: () => ({ text: 'Hm.', audioMs: 3000 }) });
    await rig.greet();
    await rig.clock.run(500);
    await rig.speak(1000);
    expect(rig.audio.timeline.at(-1)).toBe('2');
    expect(rig.engine.asked).toEqual(['reply 2 open']);
    rig.conversation.dtmf('1');
    expect(rig.conversation.turn).toBe('BotReplying');
    rig.conversation.gone('caller-hung-up');
    expect(rig.ends).toEqual(['caller-hung-up']);
  });
});

describe('what the bot does at once, without its engine', () => {
  test('fills a long silence with a word, and the reply comes after it', async () => {
    const rig = await conversationRig({ script: () => ({ text: 'Here it is.', audioMs: 400, delayMs: 2500 }) });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(7000);
    expect(rig.history().slice(1)).toEqual([expect.stringMatching(/moment|second|bear/i), 'bot: Here it is.']);
    expect(rig.audio.timeline).toMatch(/3+\.*2+/);
  });

  test('says that it looks something up while a tool takes its time, and not twice the same', async () => {
    const rig = await conversationRig({
      tools: [account],
      runTool: () => new Promise((resolve) => rig.clock.setTimer(3000, () => resolve({ ok: true, value: {} }))),
      script: () => ({ tool: account, afterTool: { text: 'Fifty.', audioMs: 300 } }),
    });
    await rig.greet();
    const fillers: string[] = [];
    for (let turn = 0; turn < 2; turn++) {
      await rig.speak(1000);
      await rig.clock.run(6000);
      fillers.push(rig.history().at(-3) ?? '');
    }
    expect(rig.history().filter((entry) => entry === 'bot: Fifty.')).toHaveLength(2);
    expect(new Set(fillers).size).toBe(2);
  });

  test('takes the turn with a word of its own where it is asked to', async () => {
    const rig = await conversationRig({
      rules: { system1: { ...defaultSystem1Rules, opener: true } },
      script: () => ({ text: 'Fifty.', audioMs: 300, delayMs: 800 }),
    });
    await rig.greet();
    await rig.speak(1200);
    await rig.clock.run(260);
    expect(rig.audio.timeline.at(-1)).toBe('3');
    await rig.clock.run(3000);
    expect(rig.history().at(-1)).toBe('bot: Fifty.');
  });

  test('does not put a word of its own before the answer to a short one', async () => {
    const rig = await conversationRig({
      rules: { system1: { ...defaultSystem1Rules, opener: true } },
      script: () => ({ text: 'Fifty.', audioMs: 300, delayMs: 800 }),
    });
    await rig.greet();
    await rig.speak(500);
    await rig.clock.run(4000);
    expect(rig.history().filter((line) => line.startsWith('bot:'))).toHaveLength(2);
  });

  test('waits when the caller asks for a moment, without asking whether they are still there', async () => {
    const rig = await conversationRig({
      rules: { idlePromptMs: 4000 },
      script: () => ({ heard: 'one moment please', text: 'Sorry?', audioMs: 300 }),
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(30_000);
    expect(rig.history()).toHaveLength(3);
    expect(rig.history()[1]).toBe('caller: one moment please');
    expect(rig.history()).not.toContain('bot: Sorry?');
    await rig.clock.run(36_000);
    expect(rig.history()).toHaveLength(4);
    expect(rig.ends).toEqual([]);
  });

  test('does not talk to music on hold, and hangs up when it never ends', async () => {
    const rig = await conversationRig({
      rules: { idlePromptMs: 4000, system1: { ...defaultSystem1Rules, musicLimitMs: 60_000 } },
    });
    await rig.greet();
    const second = { type: 'second', spanMs: 1024, activeMs: 1000, voicedMs: 20, pitchedMs: 900 } as const;
    for (let passed = 0; passed < 100 && rig.ends.length === 0; passed++) {
      await rig.clock.run(1024);
      rig.conversation.line({ ...second, atMs: rig.clock.nowMs() });
    }
    expect(rig.ends).toEqual(['hold-music']);
    expect(rig.history().filter((entry) => /still there|hear me/.test(entry)).length).toBeLessThanOrEqual(2);
  });
});

describe('words that may not be cut', () => {
  test('are said to their end while the caller talks, who is heard after them', async () => {
    const rig = await conversationRig({ script: (nth) => ({ text: `Terms ${nth}.`, audioMs: 2000 }) });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(250);
    rig.engine.sessions[0]?.emit({ type: 'protected', replyId: 2, fromMs: 0, untilMs: 2000 });
    await rig.clock.run(350);
    await rig.speak(1000);
    await rig.clock.run(4000);
    expect(rig.history()).toContain('bot: Terms 1.');
    expect(rig.audio.timeline.split('').filter((packet) => packet === '2')).toHaveLength(100);
  });

  test('let the caller in when they are over and the caller still talks', async () => {
    const rig = await conversationRig({
      script: (nth) => ({ text: `Reply ${nth} in ten words or so.`, audioMs: 4000 }),
    });
    await rig.greet();
    await rig.speak(1000);
    await rig.clock.run(250);
    rig.engine.sessions[0]?.emit({ type: 'protected', replyId: 2, fromMs: 0, untilMs: 1000 });
    await rig.clock.run(350);
    await rig.speak(2500);
    await rig.clock.run(500);
    expect(rig.history().at(-1)).toMatch(/^bot: Reply.*—$/);
    expect(rig.conversation.turn).toBe('BotReplying');
  });
});
