/** The real Controller with engines that listen and speak at the same time, over their wires. */
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { createDuplexEngine, type DuplexEngineOptions } from '#src/engines/duplex/engine.js';
import { hangUpTool } from '#src/tools/call-tools.js';
import type { DuplexServer } from '../../engines/duplex/duplex-server.js';
import { MoshiServer } from '../../engines/duplex/moshi-server.js';
import { VapiServer, vapiKey } from '../../engines/duplex/vapi-server.js';
import { type LiveLineOptions, openLiveLine } from '../../support/live-line.js';
import { until } from '../../support/until.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const common = { languages: ['en'], connectMs: 1000, idleMs: 1500, clock, log } as const;

async function call(
  server: DuplexServer,
  options: Pick<DuplexEngineOptions, 'dialect' | 'url'> & Partial<DuplexEngineOptions>,
  line: Omit<LiveLineOptions, 'engine'> = {},
) {
  const engine = createDuplexEngine({ ...common, name: options.dialect, ...options });
  const opened = await openLiveLine({ engine, ...line });
  closers.push(
    () => server.close(),
    () => engine.close(),
    () => opened.close(),
  );
  opened.conversation.answered();
  return opened;
}

const callMoshi = async (line: Omit<LiveLineOptions, 'engine'> = {}) => {
  const server = await new MoshiServer('python').listen();
  const url = `ws://127.0.0.1:${server.port}/api/chat`;
  return { server, line: await call(server, { dialect: 'moshi', url }, line) };
};

const plays = (timeline: string, id: string): number => timeline.split(id).length - 1;

describe('a call with an engine that listens and speaks at the same time', () => {
  test('begins with our greeting, and then the engine has the line until the caller hangs up', async () => {
    const { server, line } = await callMoshi();
    await until(() => line.audio.timeline.includes('1'));
    expect(server.heardMs).toBe(0);
    await until(() => plays(line.audio.timeline, '2') > 20);
    expect(line.audio.timeline).toMatch(/^\.*1+\.*2+/);
    line.speak(500);
    await until(() => line.audio.timeline.length > 0 && server.takeLoudest() > -30);
    // Longer than the engine's two sentences, the pause of the caller between them.
    await until(() => line.conversation.state.bot?.audible);
    expect(line.conversation.turn).toBe('BotReplying');
    await new Promise((resolve) => setTimeout(resolve, 1800));
    line.conversation.gone('caller-hung-up');
    expect(line.ends).toEqual(['caller-hung-up']);
    await until(() => line.said().length > 1);
    expect(line.said()[1]).toMatch(/^bot: Good day to you\. I heard/);
    await line.close();
    await until(() => server.clients === 0);
  });

  test('goes on in a new session when the engine lost it', async () => {
    const { server, line } = await callMoshi();
    await until(() => plays(line.audio.timeline, '2') > 10);
    server.fault = 'half-closed';
    await until(() => line.records.some((record) => record.type === 'failed'));
    server.fault = undefined;
    await until(() => line.audio.timeline.includes('4'), 12_000);
    expect(line.audio.timeline).toMatch(/2+[.3]*4/);
    expect(line.conversation.turn).toBe('BotReplying');
  });

  test('is ended by us, with a word, when it has lasted too long', async () => {
    const { line } = await callMoshi({ rules: { callLimitMs: 1_500 } });
    await until(() => line.ends.length > 0, 12_000);
    expect(line.ends).toEqual(['call-limit']);
    expect(line.audio.timeline).toMatch(/2\.*3+/);
  });

  test('is hung up when the engine does', async () => {
    const server = await new VapiServer('pcm_s16le').listen();
    const url = `http://127.0.0.1:${server.port}/call`;
    const options = { dialect: 'vapi', url, key: vapiKey, assistantId: 'a-1' } as const;
    const line = await call(server, options, { tools: [hangUpTool] });
    expect(server.created[0]?.assistantOverrides.variableValues).toMatchObject({ persona: 'Kind.', language: 'en' });
    await until(() => plays(line.audio.timeline, '2') > 5);
    server.expire(1000);
    await until(() => line.ends.length > 0);
    expect(line.ends).toEqual(['bot-hung-up']);
    // What it had said was heard to its end: 600 ms.
    expect(plays(line.audio.timeline, '2')).toBeGreaterThanOrEqual(29);
  });

  test('is ended at Vapi when the caller hangs up', async () => {
    const server = await new VapiServer('mulaw').listen();
    const url = `http://127.0.0.1:${server.port}/call`;
    const line = await call(server, { dialect: 'vapi', url, key: vapiKey, assistantId: 'a-1', encoding: 'mulaw' });
    await until(() => plays(line.audio.timeline, '2') > 5);
    line.conversation.gone('caller-hung-up');
    await line.close();
    await until(() => server.control.length > 0);
    expect(server.control).toEqual(['{"type":"end-call"}']);
  });
});
