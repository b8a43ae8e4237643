import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import wavefile from 'wavefile';
import { dial } from '#src/caller/dial.js';
import { type PlaceCallOptions, placeCall } from '#src/caller/place-call.js';
import type { Step } from '#src/caller/step.js';
import { levelDbfs } from '#src/core/audio.js';
import { systemClock as clock } from '#src/core/clock.js';

import type { MediaPlane } from '#src/media/media.js';
import { startMediaPlane } from '#src/media/plane.js';
import { startSipController } from '#src/sip/controller.js';
import type { SipController } from '#src/sip/sip.js';
import { type AnsweringBot, type BotManners, startAnsweringBot } from '../../support/answering-bot.js';
import { quietLog as log } from '../../support/quiet-log.js';
import { concat, silence, tone } from '../../support/tone.js';

/** A timer of the bot fires up to a packet late, its audio leaves with the next tick, and this machine is shared. */
const lateMs = 60;

let media: MediaPlane;
let sip: SipController;
const bots: AnsweringBot[] = [];
let folder: string;

beforeAll(async () => {
  media = await startMediaPlane({ clock, log });
  const listeners = (['udp', 'tcp'] as const).map((protocol) => ({ protocol, address: '127.0.0.1', port: 0 }));
  sip = await startSipController({
    drachtio: 'embedded',
    listeners,
    clock,
    log,
    onInvite: (call) => call.reject(480),
  });
  folder = await mkdtemp(join(tmpdir(), 'undertone-call-'));
});

afterAll(async () => {
  await Promise.all(bots.map((bot) => bot.close()));
  await sip.close();
  await media.close();
  await rm(folder, { recursive: true });
});

const speech = (durationMs: number, label = 'tone'): Step => ({
  kind: 'audio',
  samples: concat(silence(100), tone(durationMs), silence(150)),
  rateHz: 8000,
  label,
});

async function startBot(manners: BotManners, protocol: 'udp' | 'tcp' = 'udp') {
  const bot = await startAnsweringBot(media, manners, protocol);
  bots.push(bot);
  return bot;
}

async function call(manners: BotManners, script: readonly Step[], options: Partial<PlaceCallOptions> = {}) {
  const bot = await startBot(manners);
  const report = await placeCall({ uri: bot.uri, script, sip, media, clock, timeoutMs: 3000, ...options });
  return { bot, report };
}

async function dialBot(manners: BotManners) {
  const { uri } = await startBot(manners);
  return dial({ uri, sip, media, clock, timeoutMs: 3000, replySilenceMs: 300 });
}

describe.concurrent('a call whose script is done', () => {
  it('measures the greeting, and the gap of every turn as long as it was', async () => {
    const manners = { greetingMs: 400, replyAfterMs: 500, replyMs: 400 };
    const script: Step[] = [
      { kind: 'wait-reply' },
      speech(300, 'one'),
      { kind: 'wait-reply' },
      speech(300, 'two'),
      { kind: 'wait-reply' },
    ];
    const { bot, report } = await call(manners, script, { replySilenceMs: 300 });
    expect(report).toMatchObject({ outcome: 'done', error: null, status: 200, endedBy: 'caller' });
    expect(report.ringMs).toBeLessThanOrEqual(report.answerMs!);
    expect(report.greeting!.gapMs).toBeLessThan(200);
    expect(report.turns.map(({ said }) => said)).toEqual([
      [{ kind: 'audio', label: 'one' }],
      [{ kind: 'audio', label: 'two' }],
    ]);
    for (const { fromMs, toMs, gapMs, interruptionMs, reply } of report.turns) {
      expect(toMs - fromMs).toBeGreaterThanOrEqual(260);
      expect(toMs - fromMs).toBeLessThanOrEqual(320);
      expect(gapMs).toBeGreaterThanOrEqual(480);
      expect(gapMs).toBeLessThanOrEqual(500 + lateMs);
      expect(interruptionMs).toBeNull();
      expect(reply!.audibleMs).toBeGreaterThanOrEqual(380);
      expect(reply!.levelDbfs).toBeCloseTo(-18, 0);
    }
    expect(report.media).toMatchObject({ packetsLost: 0 });
    expect(bot.byes).toBe(1);
  });

  it('measures how long the bot went on after being interrupted', async () => {
    const manners = { greetingMs: 10_000, stopAfterMs: 240, replyAfterMs: 400, replyMs: 300 };
    const script: Step[] = [{ kind: 'barge-in-after', afterMs: 500 }, speech(700), { kind: 'wait-reply' }];
    const { report } = await call(manners, script, { replySilenceMs: 300 });
    const { outcome, greeting, turns } = report;
    expect(outcome).toBe('done');
    expect(turns).toHaveLength(1);
    const [{ fromMs, gapMs, interruptionMs }] = turns as [(typeof turns)[0]];
    // 100 ms of silence come before the tone.
    expect(fromMs - greeting!.speech.fromMs).toBeGreaterThanOrEqual(580);
    expect(fromMs - greeting!.speech.fromMs).toBeLessThanOrEqual(600 + lateMs);
    expect(interruptionMs).toBeGreaterThanOrEqual(200);
    expect(interruptionMs).toBeLessThanOrEqual(240 + lateMs);
    expect(gapMs).toBeGreaterThanOrEqual(380);
    expect(gapMs).toBeLessThanOrEqual(400 + lateMs);
  });

  it('presses keys, and puts them on the time line', async () => {
    const script: Step[] = [
      { kind: 'wait', durationMs: 100 },
      { kind: 'dtmf', digits: '12#' },
      { kind: 'wait', durationMs: 200 },
    ];
    const { bot, report } = await call({}, script);
    const { outcome, turns } = report;
    expect(outcome).toBe('done');
    expect(bot.keys).toEqual(['1', '2', '#']);
    expect(turns).toMatchObject([{ said: [{ kind: 'dtmf', digits: '12#' }], gapMs: null, reply: null }]);
    expect(turns[0]!.toMs - turns[0]!.fromMs).toBeGreaterThan(300);
  });

  it('ends with the bot hanging up when that is waited for, and the reply before it counts', async () => {
    const manners = { replyAfterMs: 200, replyMs: 300, byeAfterReply: true };
    const script: Step[] = [speech(200), { kind: 'wait-reply' }, { kind: 'wait-bye' }];
    const { bot, report } = await call(manners, script);
    expect(report).toMatchObject({ outcome: 'done', endedBy: 'bot' });
    expect(report.turns[0]!.gapMs).toBeGreaterThanOrEqual(180);
    expect(bot.byes).toBe(0);
  });

  it('over TCP, with one codec, is the same call', async () => {
    const bot = await startBot({ replyAfterMs: 200 }, 'tcp');
    const script: Step[] = [speech(200), { kind: 'wait-reply' }, { kind: 'hang-up' }];
    const report = await placeCall({ uri: bot.uri, script, sip, media, clock, codec: 'pcmu' });
    expect(report).toMatchObject({ outcome: 'done', turns: [{ reply: {} }] });
  });

  it('is recorded in stereo, each side where the time line says', async () => {
    const recordTo = join(folder, 'call.wav');
    const { report } = await call({ replyAfterMs: 400 }, [speech(300), { kind: 'wait-reply' }], { recordTo });
    const { turns } = report;
    const wav = new wavefile.WaveFile(await readFile(recordTo));
    expect(wav.fmt).toMatchObject({ numChannels: 2, sampleRate: 8000, bitsPerSample: 16 });
    const [caller, answer] = wav.getSamples(false, Int16Array) as unknown as [Int16Array, Int16Array];
    const level = (side: Int16Array, fromMs: number, toMs: number) => levelDbfs(side.slice(fromMs * 8, toMs * 8));
    const [{ fromMs, toMs, reply }] = turns as [(typeof turns)[0]];
    expect(level(caller, fromMs + 30, toMs - 30)).toBeCloseTo(-18, 0);
    expect(level(answer, fromMs, toMs)).toBeLessThan(-60);
    expect(level(answer, reply!.fromMs + 30, reply!.toMs - 30)).toBeCloseTo(-18, 0);
    expect(level(caller, reply!.fromMs, reply!.toMs)).toBeLessThan(-60);
    expect(level(answer, reply!.fromMs - 200, reply!.fromMs - 30)).toBeLessThan(-60);
  });
});

describe.concurrent('a call that fails', () => {
  it.each([486, 404])('tells the status of a refusal (%i)', async (refuse) => {
    const { report } = await call({ refuse }, [{ kind: 'wait-reply' }]);
    expect(report).toMatchObject({
      outcome: 'not-answered',
      status: refuse,
      error: { code: 'SIP_REJECTED' },
      answerMs: null,
      turns: [],
    });
  });

  it('is cancelled when nobody answers in time', async ({ expect }) => {
    const { bot, report } = await call({ onlyRing: true }, [{ kind: 'wait-reply' }], { timeoutMs: 400 });
    expect(report).toMatchObject({ outcome: 'not-answered', error: { code: 'SIP_TIMEOUT' }, status: null });
    expect(report.ringMs).toBeGreaterThan(0);
    expect(report.endMs).toBeGreaterThanOrEqual(400);
    await expect.poll(() => bot.cancelled).toBe(1);
  });

  it('says so when the bot keeps silent, and hangs up', async ({ expect }) => {
    const { bot, report } = await call({}, [speech(100), { kind: 'wait-reply' }, speech(100)], { timeoutMs: 500 });
    expect(report).toMatchObject({ outcome: 'no-reply', endedBy: 'caller', turns: [{ reply: null, gapMs: null }] });
    await expect.poll(() => bot.byes).toBe(1);
  });

  it('says so when the bot never hangs up', async () => {
    const { report } = await call({}, [{ kind: 'wait-bye' }], { timeoutMs: 300 });
    expect(report).toMatchObject({ outcome: 'no-bye' });
  });

  it('says so when the bot hangs up before the script is over', async () => {
    const manners = { greetingMs: 200, byeAfterReply: true };
    const { report } = await call(manners, [{ kind: 'wait-reply' }, speech(100), { kind: 'wait-reply' }]);
    expect(report).toMatchObject({ outcome: 'ended-early', endedBy: 'bot', error: { code: 'CALL_ENDED' } });
  });

  it('says so when the bot takes no keys', async ({ expect }) => {
    const { bot, report } = await call({ noKeys: true }, [{ kind: 'dtmf', digits: '1' }]);
    expect(report).toMatchObject({ outcome: 'failed', error: { code: 'SDP_NOT_ACCEPTABLE' } });
    await expect.poll(() => bot.byes).toBe(1);
  });

  it('can be stopped from outside, before and after the answer', async ({ expect }) => {
    const script: Step[] = [{ kind: 'wait', durationMs: 3000 }];
    const stopAfter = (delayMs: number) => {
      const stop = new AbortController();
      clock.setTimer(delayMs, () => stop.abort());
      return { signal: stop.signal };
    };
    const ringing = await call({ onlyRing: true }, script, stopAfter(150));
    expect(ringing.report).toMatchObject({ outcome: 'aborted', answerMs: null });
    const talking = await call({}, script, stopAfter(300));
    expect(talking.report).toMatchObject({ outcome: 'aborted', endedBy: 'caller' });
    await expect.poll(() => talking.bot.byes).toBe(1);
  });
});

describe.concurrent('a leg in straight code', () => {
  it('gives what was heard in a reply', async () => {
    const leg = await dialBot({ replyAfterMs: 200, replyMs: 300 });
    await leg.say({ samples: tone(200, { rateHz: 16_000 }), rateHz: 16_000 });
    const { fromMs, toMs } = await leg.waitReply();
    expect(levelDbfs(leg.heard(fromMs + 20, toMs - 20))).toBeCloseTo(-18, 0);
    expect(levelDbfs(leg.heard(fromMs - 150, fromMs - 20))).toBeLessThan(-60);
    await leg.hangUp();
    expect(leg.isUp).toBe(false);
    expect(leg.events.map(({ type }) => type)).toEqual(['answered', 'saying', 'bot-audible', 'ended']);
    await expect(leg.say({ samples: tone(100), rateHz: 8000 })).rejects.toMatchObject({ code: 'CALL_ENDED' });
  });

  it('hears what the bot says next when it waits again', async () => {
    const leg = await dialBot({ greetingMs: 200, replyAfterMs: 200, replyMs: 200 });
    const greeting = await leg.waitReply();
    await expect(leg.waitReply({ timeoutMs: 200 })).rejects.toMatchObject({ code: 'CALL_NO_REPLY' });
    await leg.say({ samples: tone(100), rateHz: 8000 });
    expect((await leg.waitReply()).fromMs).toBeGreaterThan(greeting.toMs);
    await leg.hangUp();
  });

  it('is interrupted in the middle of its own speech by the bot hanging up', async () => {
    const leg = await dialBot({ greetingMs: 100, byeAfterReply: true });
    await expect(leg.say({ samples: tone(5000), rateHz: 8000 })).rejects.toMatchObject({ code: 'CALL_ENDED' });
    expect(leg.report()).toMatchObject({ endedBy: 'bot', turns: [{ said: [{ kind: 'audio' }] }] });
    await leg.hangUp();
  });

  it('shares controller and media plane with others', async () => {
    const bot = await startBot({ replyAfterMs: 300, replyMs: 200 });
    const script: Step[] = [speech(200), { kind: 'wait-reply' }];
    const calls = Array.from({ length: 8 }, () => placeCall({ uri: bot.uri, script, sip, media, clock }));
    for (const { outcome, turns } of await Promise.all(calls)) {
      expect(outcome).toBe('done');
      expect(turns[0]!.gapMs).toBeGreaterThanOrEqual(280);
      expect(turns[0]!.gapMs).toBeLessThanOrEqual(300 + lateMs);
    }
  });
});
