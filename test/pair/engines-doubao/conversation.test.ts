/** The real Controller with an engine that hears turns itself, over its wire. */
import { afterEach, describe, expect, test } from 'vitest';
import { openDoubao } from '../../engines/doubao/doubao-subject.js';
import { type LiveLineOptions, openLiveLine } from '../../support/live-line.js';
import { until } from '../../support/until.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function call(
  options: Omit<LiveLineOptions, 'engine'> & { encoding?: 'pcm' | 'pcm_s16le'; gzip?: boolean } = {},
) {
  const { encoding = 'pcm_s16le', gzip = false, ...line } = options;
  const { server, engine, subject } = await openDoubao({ encoding, gzip });
  const opened = await openLiveLine({ engine, ...line });
  closers.push(
    () => subject.close(),
    () => opened.close(),
  );
  opened.conversation.answered();
  await until(() => opened.conversation.turn === 'Silence');
  return { server, line: opened };
}

const answers = (said: readonly string[]): number => said.filter((each) => each.includes('fifty dollars')).length;

describe('a call with Doubao', () => {
  test('has the greeting in its memory, and an answer to what was said', async () => {
    const { server, line } = await call();
    expect(server.payloads(100)[0]).toMatchObject({ dialog: { system_role: expect.stringContaining('Kind.') } });
    await until(() => server.payloads(510).length > 0);
    expect(server.payloads(510)[0]?.items?.[1]).toEqual({ role: 'assistant', text: 'Hello.' });
    line.speak(400);
    await until(() => answers(line.said()) > 0);
    expect(line.said()).toEqual(['bot: Hello.', 'caller: My bill please.', 'bot: It is fifty dollars.']);
    expect(server.complaints).toEqual([]);
  });

  test('gives the engine each sound once', async () => {
    const { server, line } = await call();
    for (let turn = 1; turn <= 2; turn += 1) {
      line.speak(400);
      await until(() => answers(line.said()) === turn);
    }
    expect(server.heardMs).toBeLessThanOrEqual(line.pushedMs() + 200);
  });

  test('talked over, the engine is told what was heard', async () => {
    const { server, line } = await call();
    line.speak(400);
    await until(() => line.conversation.state.bot?.audible);
    line.speak(1500);
    await until(() => server.payloads(511).length > 0);
    expect(server.payloads(511)[0]).toEqual({ items: [{ item_id: 'reply-1', text: expect.any(String) }] });
    await until(() => answers(line.said()) > 0);
    expect(server.complaints).toEqual([]);
  });

  test('answers keys, which it is told in words', async () => {
    const { server, line } = await call({ encoding: 'pcm', gzip: true });
    line.conversation.dtmf('1');
    line.conversation.dtmf('2');
    line.conversation.dtmf('#');
    await until(() => line.said().some((each) => each.includes('You keyed')));
    expect(server.payloads(501)).toEqual([{ content: 'The caller pressed 1 2 on the keypad.' }]);
  });
});
