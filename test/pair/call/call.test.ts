import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SharedEngine } from '#src/agent/shared-engine.js';
import { defaultRules } from '#src/agent/state.js';
import { defaultPhrases } from '#src/agent/system1/default-phrases.js';
import type { Bot } from '#src/call/bot.js';
import { Call } from '#src/call/call.js';
import { readWav } from '#src/caller/wav.js';
import type { CallEvent } from '#src/core/call-event.js';
import { systemClock as clock } from '#src/core/clock.js';
import { UndertoneError } from '#src/core/errors.js';
import type { MediaPlane } from '#src/media/media.js';
import { startMediaPlane } from '#src/media/plane.js';
import { startSipController } from '#src/sip/controller.js';
import type { SipController } from '#src/sip/sip.js';
import { type Phone, startPhone } from '../../support/phone.js';
import { quietLog } from '../../support/quiet-log.js';
import { ScriptedEngine, type ScriptedReply } from '../../support/scripted-engine.js';
import { recordings, sharedClips } from '../../support/shared-data.js';
import { toneVoice } from '../../support/tone-voice.js';

/** A real line on loopback: SIP, media worker with its ears, Controller; only the engine is scripted. */
let media: MediaPlane;
let sip: SipController;
let phone: Phone;
let uri: string;
let transferTo: Phone;
let script: () => ScriptedReply;
let engine: ScriptedEngine;
let events: CallEvent[];
const calls: Call[] = [];

const hangUp = { name: 'hang_up', description: '', parameters: {}, effect: 'call' } as const;
const transfer = { name: 'transfer_to_human', description: '', parameters: {}, effect: 'call' } as const;

beforeAll(async () => {
  media = await startMediaPlane({ clock, log: quietLog });
  sip = await startSipController({
    drachtio: 'embedded',
    listeners: [{ protocol: 'udp', address: '127.0.0.1', port: 0 }],
    clock,
    log: quietLog,
    onInvite: (incoming) => {
      calls.push(
        new Call({ incoming, bot: bot(), media, mediaAddress: '127.0.0.1', clock, onEvent: (e) => events.push(e) }),
      );
    },
  });
  uri = `sip:bot@127.0.0.1:${sip.listening[0]?.port}`;
  phone = await startPhone();
  transferTo = await startPhone();
});

afterAll(async () => {
  await Promise.all(calls.map((call) => call.over));
  await phone.close();
  await transferTo.close();
  await sip.close();
  await media.close();
});

beforeEach(() => {
  events = [];
  script = () => ({ heard: 'a question', text: 'An answer.', audioMs: 1000 });
  engine = new ScriptedEngine(clock, () => script());
});

function bot(): Bot {
  return {
    name: 'bot',
    engines: [new SharedEngine({ engine, clock })],
    voice: toneVoice,
    tools: { tools: [hangUp, transfer], run: async () => ({ ok: true, value: {} }) },
    language: 'en',
    persona: '',
    greeting: [{ language: 'en', text: 'Welcome.' }],
    phrases: defaultPhrases,
    style: {},
    rules: { ...defaultRules, canTransfer: true },
    transfer: { target: transferTo.uri, timeoutMs: 3000 },
  };
}

const said = () => events.flatMap((event) => (event.type === 'said' && event.by === 'bot' ? [event.text] : []));
const types = () => events.map((event) => event.type);

describe('a call with speech', () => {
  const [order] = sharedClips('speech/orders/');

  test.skipIf(recordings.missing)(
    `greets, hears a person speak, and answers within a second${recordings.note}`,
    async () => {
      const leg = await phone.dial(uri);
      const greeting = await leg.waitReply();
      expect(greeting.audibleMs).toBeGreaterThan(300);
      await leg.say(await readWav(order!.file));
      const reply = await leg.waitReply();
      expect(reply.audibleMs).toBeGreaterThan(800);
      await leg.hangUp();
      await calls.at(-1)?.over;
      const turn = leg.report().turns.at(-1);
      expect(turn?.gapMs).toBeGreaterThan(200);
      expect(turn?.gapMs).toBeLessThan(1500);
      expect(engine.sessions[0]?.pushedSamples).toBeGreaterThan(8000);
      expect(types()).toContain('ended');
    },
  );
});

describe('a call with keys', () => {
  test('answers a key, and a key cuts a long answer', async () => {
    const replies = [
      { text: 'A very long answer.', audioMs: 8000, expects: 1 },
      { text: 'Short.', audioMs: 300, delayMs: 400 },
    ];
    script = () => replies.shift() ?? {};
    const leg = await phone.dial(uri);
    await leg.waitReply();
    await leg.dtmf('1#');
    await leg.waitAudible(500);
    await leg.dtmf('2');
    await leg.waitReply({ silenceMs: 300 });
    await leg.hangUp();
    await calls.at(-1)?.over;
    expect(engine.asked.filter((asked) => asked.startsWith('reply'))).toEqual(['reply 2 dtmf 1', 'reply 3 dtmf 2']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'said', by: 'bot', cut: true }));
  });
});

describe('the end of a call', () => {
  test('the bot says its goodbye to the end and then hangs up', async () => {
    script = () => ({ text: 'Goodbye.', audioMs: 600, tool: hangUp });
    const leg = await phone.dial(uri);
    await leg.waitReply();
    await leg.dtmf('9#');
    const goodbye = await leg.waitReply({ silenceMs: 100 });
    await leg.waitBye();
    expect(goodbye.audibleMs).toBeGreaterThan(550);
    await calls.at(-1)?.over;
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'bot-hung-up' });
  });

  test('the caller hangs up in the middle of a reply, and the port is free again', async () => {
    script = () => ({ text: 'A very long answer.', audioMs: 8000 });
    const leg = await phone.dial(uri);
    await leg.waitReply();
    await leg.dtmf('1#');
    await leg.waitAudible(300);
    await leg.hangUp();
    await calls.at(-1)?.over;
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'caller-hung-up' });
  });
});

describe('transfer to a human', () => {
  test('is refused: the bot comes back with an apology, and the call goes on', async () => {
    script = () => ({ text: 'One moment.', audioMs: 400, tool: transfer });
    const leg = await phone.dial(uri);
    await leg.waitReply();
    await leg.dtmf('0#');
    await expect
      .poll(() => said(), { timeout: 10_000 })
      .toContainEqual(expect.stringMatching(/^Sorry, nobody could take/));
    expect(types()).toContain('transfer');
    expect(leg.isUp).toBe(true);
    await leg.hangUp();
  });
});

describe('calls that cannot be', () => {
  test('an engine that cannot be reached is 503', async () => {
    engine = new ScriptedEngine(clock, () => script());
    engine.openSession = () => Promise.reject(new UndertoneError('ENGINE_UNAVAILABLE', 'no free session'));
    await expect(phone.dial(uri)).rejects.toMatchObject({ details: { status: 503 } });
  });
});
