import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import {
  answerSdp,
  controllerUnderTest,
  embeddedController,
  offerSdp,
  type TestController,
  uriOf,
} from '../../support/test-controller.js';

let bot: TestController;
let caller: TestController;

beforeAll(async () => {
  bot = await controllerUnderTest();
  caller = await embeddedController();
});

afterAll(async () => {
  await caller.controller.close();
  await bot.controller.close();
});

const from = 'sip:alice@127.0.0.1';

function place(user = '1001', options: { signal?: AbortSignal; onProvisional?: (status: number) => void } = {}) {
  return caller.controller.invite({ uri: uriOf(bot.udp, user), from, sdp: offerSdp, ...options });
}

function ended(dialog: { onEnded(listener: (reason: string) => void): void }): Promise<string> {
  return new Promise((resolve) => dialog.onEnded(resolve));
}

describe('a call', () => {
  it('rings, is answered and ended by the caller', async () => {
    const provisional: number[] = [];
    const placed = place('1001', { onProvisional: (status) => provisional.push(status) });
    const call = await bot.nextCall();
    expect(call).toMatchObject({
      calledUser: '1001',
      caller: { user: 'alice', host: '127.0.0.1' },
      offerSdp,
      source: { protocol: 'udp', address: '127.0.0.1', port: caller.udp.port },
    });
    expect(call.header('User-Agent')).toBe('undertone-test');
    call.ring();
    const answered = await call.answer(answerSdp);
    const dialog = await placed;
    expect(provisional).toContain(180);
    expect(dialog.remoteSdp).toBe(answerSdp);
    expect(dialog.callId).toBe(call.callId);
    const end = ended(answered);
    await dialog.bye();
    expect(await end).toBe('normal release');
  });

  it('is ended by the bot', async () => {
    const placed = place();
    const answered = await (await bot.nextCall()).answer(answerSdp);
    const end = ended(await placed);
    await answered.bye({ Reason: 'Q.850;cause=16' });
    expect(await end).toBe('normal release');
  });

  it('over TCP works the same', async () => {
    const placed = caller.controller.invite({ uri: uriOf(bot.tcp, '1001'), from, sdp: offerSdp });
    const call = await bot.nextCall();
    expect(call.source.protocol).toBe('tcp');
    const end = ended(await call.answer(answerSdp));
    await (await placed).bye();
    expect(await end).toBe('normal release');
  });

  it('that both sides end at once ends once, without an error', async () => {
    const placed = place();
    const answered = await (await bot.nextCall()).answer(answerSdp);
    const dialog = await placed;
    const reasons: string[] = [];
    answered.onEnded((reason) => reasons.push(reason));
    dialog.onEnded((reason) => reasons.push(reason));
    await Promise.all([dialog.bye(), answered.bye()]);
    await dialog.bye();
    expect(reasons).toEqual([]);
  });

  it('that ended before anybody listened still tells the listener', async () => {
    const placed = place();
    const answered = await (await bot.nextCall()).answer(answerSdp);
    await (await placed).bye();
    expect(await ended(answered)).toBe('normal release');
  });
});

describe('a refusal', () => {
  it.each([
    [486, 'SIP_REJECTED'],
    [603, 'SIP_REJECTED'],
    [503, 'SIP_UNREACHABLE'],
  ])('with %i reaches the caller as %s', async (status, code) => {
    const placed = place().catch((error: unknown) => error);
    (await bot.nextCall()).reject(status);
    const error = await placed;
    expect(error).toBeInstanceOf(UndertoneError);
    expect(error).toMatchObject({ code, details: { status } });
  });

  it('of a number that nobody can reach is an error, not a crash', async () => {
    const unreachable = caller.controller.invite({ uri: 'sip:1@127.0.0.1:1;transport=tcp', from, sdp: offerSdp });
    await expect(unreachable).rejects.toMatchObject({ code: 'SIP_UNREACHABLE' });
  });

  it.each(['sip:a b@127.0.0.1', 'http://127.0.0.1', 'sip:1@h>\r\nX: y'])('%j is not called at all', async (uri) => {
    await expect(caller.controller.invite({ uri, from, sdp: offerSdp })).rejects.toMatchObject({
      code: 'SIP_MALFORMED',
    });
  });
});

describe('a caller who gives up', () => {
  it('while it rings is told to the bot, and answering afterwards fails cleanly', async () => {
    const giveUp = new AbortController();
    const placed = place('1001', { signal: giveUp.signal }).catch((error: unknown) => error);
    const call = await bot.nextCall();
    const cancelled = new Promise<void>((resolve) => call.onCancel(resolve));
    call.ring();
    giveUp.abort();
    expect(await placed).toMatchObject({ code: 'SIP_CANCELLED' });
    await cancelled;
    await expect(call.answer(answerSdp)).rejects.toMatchObject({ code: 'SIP_CANCELLED' });
    call.ring();
    call.reject(480);
  });

  it('before it is sent sends nothing', async () => {
    await expect(place('1001', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'SIP_CANCELLED' });
  });

  it('at the moment of the answer leaves no dialog behind', async () => {
    const giveUp = new AbortController();
    const placed = place('1001', { signal: giveUp.signal }).catch((error: unknown) => error);
    const call = await bot.nextCall();
    const answer = call.answer(answerSdp).then(ended, (error: UndertoneError) => error.code);
    giveUp.abort();
    expect(await placed).toMatchObject({ code: 'SIP_CANCELLED' });
    expect(['normal release', 'SIP_CANCELLED']).toContain(await answer);
  });
});

describe('overload', () => {
  it('calls over the limit are refused with 503 and Retry-After, and taken again once a call is over', async () => {
    const small = await embeddedController({ maxCalls: 1 });
    const uri = uriOf(small.udp, '1');
    const first = caller.controller.invite({ uri, from, sdp: offerSdp });
    const answered = await (await small.nextCall()).answer(answerSdp);
    await first;
    const refused = caller.controller.invite({ uri, from, sdp: offerSdp });
    await expect(refused).rejects.toMatchObject({ code: 'SIP_UNREACHABLE', details: { status: 503 } });
    await answered.bye();
    const third = caller.controller.invite({ uri, from, sdp: offerSdp });
    const again = await (await small.nextCall()).answer(answerSdp);
    await third;
    await again.bye();
    await small.controller.close();
  });
});

describe('a mistake in the application', () => {
  it('in onInvite answers 500 and leaves the next call alone', async () => {
    let count = 0;
    const broken = await embeddedController({
      onInvite: (call) => {
        count += 1;
        if (count === 1) throw new Error('a mistake');
        if (count === 2) throw new UndertoneError('SIP_NO_ROUTE', 'nobody there');
        call.reject(486);
      },
    });
    for (const status of [500, 404, 486]) {
      const placed = caller.controller.invite({ uri: uriOf(broken.udp, '1'), from, sdp: offerSdp });
      await expect(placed).rejects.toMatchObject({ details: { status } });
    }
    await broken.controller.close();
  });
});
