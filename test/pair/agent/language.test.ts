import { describe, expect, test } from 'vitest';
import { defaultRules } from '#src/agent/state.js';
import { conversationRig, type RigOptions } from '../../support/conversation-rig.js';
import type { ScriptedReply } from '../../support/scripted-engine.js';

const cantonese = { text: '你今個月張單係三百蚊。', audioMs: 600 };
const mandarin = { text: '您这个月的账单是三百元。', audioMs: 600 };
const english = { text: 'Your bill is three hundred dollars.', audioMs: 600 };

const inTurn =
  (...replies: readonly ScriptedReply[]) =>
  (nth: number) =>
    replies[Math.min(nth, replies.length) - 1]!;

/** A Cantonese bot and its caller, who asks something once for each reply of the script. */
async function call(script: readonly ScriptedReply[], options: RigOptions = {}, turns = 1) {
  const rig = await conversationRig({ language: 'yue', rephrases: true, script: inTurn(...script), ...options });
  await rig.greet();
  for (let turn = 0; turn < turns; turn += 1) {
    await rig.speak(1000);
    await rig.clock.run(4000);
  }
  const drifts = rig.records.flatMap((record) => (record.type === 'language-drift' ? [record.drift] : []));
  const said = rig.history().filter((line) => line.startsWith('bot'));
  return { ...rig, drifts, said, requests: rig.engine.requests };
}

describe('a reply in another language', () => {
  test('is not heard: the engine is told what was wrong, and its second answer is', async () => {
    const { said, drifts, requests, engine } = await call([mandarin, cantonese]);
    expect(said.slice(1)).toEqual([`bot: ${cantonese.text}`]);
    expect(drifts).toEqual([{ wanted: 'yue', written: 'cmn', outcome: 'asked-again' }]);
    expect(requests[1]).toMatchObject({ input: { kind: 'again', text: mandarin.text }, language: 'yue' });
    expect(requests[1]!.instruction).toMatch(/Cantonese.*係.*Traditional.*not in Mandarin/);
    expect(engine.asked).toContain('truncate 2 0 ');
  });

  test('that comes twice is heard, and counted: nobody waits for a third', async () => {
    const { said, drifts, requests } = await call([mandarin, mandarin]);
    expect(requests).toHaveLength(2);
    expect(said.slice(1)).toEqual([`bot: ${mandarin.text}`]);
    expect(drifts.map(({ outcome }) => outcome)).toEqual(['asked-again', 'spoken']);
  });

  test('of an engine that cannot say it again is heard, and counted', async () => {
    const { said, drifts, requests } = await call([mandarin], { rephrases: false });
    expect(requests).toHaveLength(1);
    expect(said.slice(1)).toEqual([`bot: ${mandarin.text}`]);
    expect(drifts).toEqual([{ wanted: 'yue', written: 'cmn', outcome: 'spoken' }]);
  });

  test('that has changed something is heard: it must not be done twice', async () => {
    const write = { name: 'change_plan', description: '', parameters: {}, effect: 'write' } as const;
    const { said, requests } = await call([{ tool: { name: 'change_plan' }, afterTool: mandarin }], { tools: [write] });
    expect(requests).toHaveLength(1);
    expect(said.slice(1)).toEqual([`bot: ${mandarin.text}`]);
  });

  test('is asked for again in every turn anew', async () => {
    const { drifts } = await call([mandarin, cantonese, mandarin, cantonese], {}, 2);
    expect(drifts.map(({ outcome }) => outcome)).toEqual(['asked-again', 'asked-again']);
  });
});

describe('a reply in its language', () => {
  test('is heard at once', async () => {
    const { drifts, requests } = await call([cantonese]);
    expect(drifts).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  test('waits for its words for no more than 150 ms', async () => {
    const heardAfter = async (rephrases: boolean) => {
      const { audio } = await call([{ audioMs: 600, unfinished: true }], { rephrases });
      return audio.timeline.indexOf('2') * 20;
    };
    const delayMs = (await heardAfter(true)) - (await heardAfter(false));
    expect(delayMs).toBeGreaterThan(0);
    expect(delayMs).toBeLessThanOrEqual(160);
  });
});

describe('a caller who wants another language', () => {
  const asks = { ...cantonese, heard: 'speak English please' };

  test('and says so is answered in it at once, and the engine is told', async () => {
    const { conversation, requests, said, drifts, engine } = await call([asks, english]);
    expect(conversation.language).toBe('en');
    expect(requests.map(({ language }) => language)).toEqual(['yue', 'en']);
    expect(requests[1]!.instruction).toMatch(/in English/);
    expect(engine.asked).toContain('language en');
    expect(said.slice(1)).toEqual([`bot: ${english.text}`]);
    expect(drifts).toEqual([]);
    expect(conversation.context.snapshot().language).toBe('en');
  });

  test('is told so in the phrases too', async () => {
    const { said, clock, history } = await call([asks, english]);
    expect(said).toHaveLength(2);
    await clock.run(10_000);
    expect(history().join()).toMatch(/Are you still there/);
  });

  test('hears the next reply in it where the engine cannot begin anew', async () => {
    const { requests } = await call([asks, english], { rephrases: false }, 2);
    expect(requests.map(({ language }) => language)).toEqual(['yue', 'en']);
  });

  test('and has spoken it for two turns is followed', async () => {
    const speaks = { ...cantonese, heard: 'why is my bill so high', heardIn: 'en' as const };
    const { requests } = await call([speaks, speaks, english], {}, 2);
    expect(requests.map(({ language }) => language)).toEqual(['yue', 'yue', 'en']);
  });

  test('gets none of a bot whose language is fixed', async () => {
    const rules = { language: { ...defaultRules.language, policy: 'fixed' } } as const;
    const { conversation, requests } = await call([asks], { rules });
    expect(conversation.language).toBe('yue');
    expect(requests).toHaveLength(1);
  });
});

describe('a menu of languages', () => {
  const rules = { language: { ...defaultRules.language, policy: 'asked', keys: { yue: '1', en: '3' } } } as const;

  test('is answered by a key, whatever the engine: the bot goes on in that language', async () => {
    const rig = await conversationRig({ language: 'yue', rules, script: inTurn(english) });
    rig.conversation.answered();
    await rig.clock.run(200);
    rig.conversation.dtmf('3');
    await rig.clock.run(5000);
    expect(rig.conversation.language).toBe('en');
    expect(rig.history()).toContainEqual(expect.stringMatching(/^bot: English it is/));
    expect(rig.engine.asked).toEqual(['language en']);
    await rig.speak(1000);
    await rig.clock.run(3000);
    expect(rig.engine.requests.map(({ language }) => language)).toEqual(['en']);
  });

  test("is over when the caller has said something: keys are the engine's then", async () => {
    const { conversation, clock, engine } = await call([cantonese], { rules });
    conversation.dtmf('3');
    await clock.run(5000);
    expect(conversation.language).toBe('yue');
    expect(engine.requests.at(-1)).toMatchObject({ input: { kind: 'dtmf', digits: '3' } });
  });
});
