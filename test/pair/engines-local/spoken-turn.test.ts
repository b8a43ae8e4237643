import { afterAll, describe, expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import type { EngineEvent, EngineSession } from '#src/agent/engine.js';
import { systemClock as clock } from '#src/core/clock.js';
import type { Language } from '#src/core/language.js';
import { silentLog } from '#src/core/log.js';
import { createLocalEngine } from '#src/engines/local/engine.js';
import type { Recogniser } from '#src/engines/local/recogniser/recogniser.js';
import { startVosk } from '#src/engines/local/recogniser/vosk/start-vosk.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { carrierAnswer, carrierDialogue, carrierTools, knownAccount } from '../../support/carrier-dialogue.js';
import { spoken } from '../../support/spoken.js';
import { overTheLine } from '../../support/telephone.js';
import { silence } from '../../support/tone.js';

const voices = await startLocalVoice({ clock });
const recognition = await startVosk({ clock });
const { voice } = voices;
const common = { voice, dialogue: carrierDialogue, clock, log: silentLog };
afterAll(() => Promise.all([voices.close(), recognition.close()]));

const english: ReadonlyMap<Language, Recogniser> = new Map(recognition.recogniser && [['en', recognition.recogniser]]);

async function call(options: { language: Language; recognisers: ReadonlyMap<Language, Recogniser> }) {
  const events: EngineEvent[] = [];
  const session: EngineSession = await createLocalEngine({ ...common, recognisers: options.recognisers }).openSession({
    callId: 'test',
    language: options.language,
    persona: '',
    tools: carrierTools,
    context: new ContextManager(options.language).snapshot(),
    onEvent(event) {
      events.push(event);
      if (event.type !== 'tool-call') return;
      setImmediate(() => session.toolResult(event.replyId, event.call.toolCallId, carrierAnswer(event.call)));
    },
  });
  const done = (replyId: number): Promise<void> =>
    expect
      .poll(() => events.some((event) => event.type === 'done' && event.replyId === replyId), { timeout: 8000 })
      .toBe(true) as Promise<void>;
  const textOf = (replyId: number): string =>
    events.map((event) => (event.type === 'text' && event.replyId === replyId ? event.text : '')).join(' ');
  const speak = async (text: string): Promise<void> => {
    const line = overTheLine(await spoken(voice, text, 'en'), voice.rateHz);
    for (let at = 0; at < line.length; at += 160) session.pushAudio(line.slice(at, at + 160));
    session.pushAudio(silence(200));
  };
  return { events, session, done, textOf, speak };
}

describe.skipIf(recognition.recogniser === undefined)('a spoken turn', () => {
  test('is guessed at in the pause and answered with the bill once it is over', async () => {
    const { events, session, done, textOf, speak } = await call({ language: 'en', recognisers: english });
    session.startTurn();
    await speak('Why is my bill so high');
    session.reply({ replyId: 1, input: { kind: 'speech' }, speculative: true, style: {}, language: 'en' });
    await done(1);
    // The caller went on: the guess was wrong, nothing of it counts.
    session.cancel(1);
    await speak('this month?');
    session.reply({ replyId: 2, input: { kind: 'speech' }, speculative: true, style: {}, language: 'en' });
    await done(2);
    session.commit(2);
    expect(textOf(2)).toContain('account number');
    const heard = events.filter((event) => event.type === 'heard').at(-1);
    expect(heard).toMatchObject({ replyId: 2, final: true, language: 'en' });
    session.reply({
      replyId: 3,
      input: { kind: 'dtmf', digits: knownAccount },
      speculative: false,
      style: {},
      language: 'en',
    });
    await done(3);
    expect(textOf(3)).toContain('HK$522.50');
    expect(textOf(3)).toContain('roaming for 3 days in Japan');
    await session.close();
  });
});

test.skipIf(recognition.recogniser === undefined)('the words are told while the caller speaks', async () => {
  const { events, session, speak } = await call({ language: 'en', recognisers: english });
  const soFar = () => events.flatMap((event) => (event.type === 'heard' && !event.final ? [event] : []));
  session.startTurn();
  await speak('What promotions');
  session.pushAudio(silence(300));
  await expect.poll(() => soFar().at(-1)?.text, { timeout: 5000 }).toMatch(/^what promotions/);
  expect(soFar()[0]).toEqual({ type: 'heard', text: expect.stringMatching(/^what/), final: false, language: 'en' });
  await session.close();
});

test('without a recogniser a caller who speaks is told to use the keypad, and the keypad works', async () => {
  const { session, done, textOf } = await call({ language: 'en', recognisers: new Map() });
  session.startTurn();
  session.pushAudio(silence(500));
  session.reply({ replyId: 1, input: { kind: 'speech' }, speculative: false, style: {}, language: 'en' });
  await done(1);
  expect(textOf(1)).toContain('use the keypad');
  session.reply({ replyId: 2, input: { kind: 'dtmf', digits: '3' }, speculative: false, style: {}, language: 'en' });
  await done(2);
  expect(textOf(2)).toContain('Double data');
  await session.close();
});

test.skipIf(!voice.languages.includes('yue'))('a Cantonese caller is answered in Cantonese', async () => {
  const { events, session, done, textOf } = await call({ language: 'yue', recognisers: english });
  session.startTurn();
  session.pushAudio(silence(500));
  session.reply({ replyId: 1, input: { kind: 'speech' }, speculative: false, style: {}, language: 'yue' });
  await done(1);
  expect(textOf(1)).toContain('廣東話');
  for (const [index, digits] of ['1', knownAccount, '7'].entries()) {
    session.reply({
      replyId: index + 2,
      input: { kind: 'dtmf', digits },
      speculative: false,
      style: {},
      language: 'yue',
    });
    await done(index + 2);
  }
  expect(textOf(3)).toContain('你喺日本用咗3日漫遊');
  expect(events).toContainEqual({ type: 'language', replyId: 4, language: 'en' });
  await session.close();
});
