import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallerLeg } from '#src/caller/leg.js';
import { type Phone, startPhone } from '../support/phone.js';
import { Started } from '../support/started.js';
import { until } from '../support/until.js';

/** `undertone start` as a person or a service manager runs it. */
let phone: Phone;
const running: Started[] = [];

beforeAll(async () => {
  phone = await startPhone();
});

afterAll(async () => {
  await phone.close();
  await Promise.all(running.map((started) => started.remove()));
}, 30_000);

async function start(config?: string, args?: readonly string[]): Promise<Started> {
  const started = await Started.start(config, args);
  running.push(started);
  return started;
}

describe.concurrent('undertone start', { timeout: 60_000 }, () => {
  test('on a port that is taken says which, and exits with 1', async () => {
    const taken = createSocket('udp4').bind(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address();
    const started = await start(`sip: { listeners: [{ protocol: udp, address: 127.0.0.1, port: ${port} }] }`);
    expect(await started.exited()).toBe(1);
    expect(started.notes).toContain(`127.0.0.1:${port}`);
    expect(started.notes).toMatch(/in use|EADDRINUSE/);
    expect(started.notes).not.toMatch(/\n\s+at /);
    taken.close();
  });

  test('with a configuration that is wrong says where, and exits with 1', async () => {
    const started = await start('log: { levle: warn }');
    expect(await started.exited()).toBe(1);
    expect(started.notes).toMatch(/undertone\.yaml:\d+:\d+.*levle.*level/s);
  });

  test('logs nothing of what was said; at SIGTERM lets a call end, takes no new one, and exits with 0', async () => {
    const started = await start('log: { level: info }', ['--drain', '20']);
    const uri = await started.uri('1000');
    const leg = await conversation(started);
    started.signal('SIGTERM');
    await until(() => started.notes.includes('1 under way'));
    await expect(phone.dial(uri)).rejects.toMatchObject({ details: { status: 503 } });
    const replies = started.count('bot replied');
    await leg.dtmf('5');
    await until(() => started.count('bot replied') > replies);
    await leg.hangUp();
    expect(await started.exited()).toBe(0);

    for (const message of ['call invited', 'call answered', 'bot said', 'caller keyed', 'tool called', 'call ended']) {
      expect(started.log).toContain(`"msg":"${message}"`);
    }
    for (const secret of [number.slice(-8), '12345678', 'Welcome', 'account number', 'Your bill', 'HK$']) {
      expect(started.log).not.toContain(secret);
    }
  });

  test('logs all of it where the operator asks for it; hangs up what is left after the drain time', async () => {
    const started = await start('log: { level: info, transcripts: clear }', ['--drain', '1']);
    const leg = await conversation(started);
    // Nobody answers the BYE of this one: its phone is gone.
    const gone = await startPhone();
    await gone.dial(await started.uri('1000'));
    await gone.close();
    const signalledMs = performance.now();
    started.signal('SIGTERM');
    await leg.waitBye();
    expect(leg.report().endedBy).toBe('bot');
    await leg.hangUp();
    expect(await started.exited()).toBe(0);
    expect(performance.now() - signalledMs).toBeLessThan(8000);
    for (const word of [`+${number}`, '12345678', 'Welcome', 'account number', 'Your bill']) {
      expect(started.log).toContain(word);
    }
  });

  test('is ended at once by a second signal', async () => {
    const started = await start('', ['--drain', '60']);
    const leg = await phone.dial(await started.uri('1000'));
    started.signal('SIGINT');
    await until(() => started.notes.includes('stopping'));
    started.signal('SIGINT');
    expect(await started.exited()).toBe(130);
    void leg.hangUp();
  });
});

const number = '85298765432';

/** A call with a number, words and keys, that is left in the middle of the bill. */
async function conversation(started: Started): Promise<CallerLeg> {
  const refused = phone.dial(await started.uri(number), { from: `sip:+${number}@127.0.0.1` });
  await expect(refused).rejects.toMatchObject({ details: { status: 404 } });
  const leg = await phone.dial(await started.uri('1000'), { from: `sip:+${number}@127.0.0.1` });
  await leg.waitReply();
  // A pause in a sentence, or a word while the engine is slow, is no end of what is said: keys would cut it there.
  await until(() => started.count('bot said') > 0, 20_000);
  await leg.dtmf('1');
  await leg.waitReply();
  await until(() => /bot replied.*bot said/s.test(started.log), 20_000);
  await leg.dtmf('12345678');
  await until(() => started.count('bot replied') > 1, 20_000);
  await leg.waitAudible(3000);
  return leg;
}
