/** Requests that are not calls, and calls through a B2BUA. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { event, openSide, type SrfSide, sdpA, sdpB } from '../../support/srf-side.js';

// biome-ignore lint/suspicious/noExplicitAny: see srf-side.ts
type Any = any;

const ask = async (side: SrfSide, uri: string, options: Any): Promise<Any> => {
  const request = await side.srf.request(uri, options);
  const [response] = await event(request, 'response');
  return response;
};

describe.each(['udp', 'tcp'] as const)('over %s', (protocol) => {
  let first: SrfSide;
  let second: SrfSide;

  beforeEach(async () => {
    first = await openSide(protocol);
    second = await openSide(protocol);
  });
  afterEach(async () => {
    await Promise.all([first.close(), second.close()]);
  });

  it.each(['OPTIONS', 'MESSAGE', 'REGISTER', 'INFO', 'NOTIFY', 'PUBLISH', 'REFER'])(
    '%s is asked and answered outside a dialog',
    async (method) => {
      second.srf[method.toLowerCase()]((req: Any, res: Any) => {
        res.send(200, { headers: { 'X-Seen': `${req.method} ${req.body}` } });
      });
      const headers = { 'Content-Type': 'text/plain' };
      const response = await ask(first, second.uri, { method, headers, body: 'hello' });
      expect([response.status, response.get('X-Seen')]).toEqual([200, `${method} hello`]);
      expect(response.get('To')).toMatch(/;tag=/);
    },
  );

  it('a subscription gets its NOTIFYs until the last one', async () => {
    const subscribed = new Promise<Any>((resolve) => {
      second.srf.subscribe((req: Any, res: Any) => {
        second.srf.createUAS(req, res, { headers: { Expires: '60' } }).then(resolve);
      });
    });
    const uac = await first.srf.createUAC(second.uri, {
      method: 'SUBSCRIBE',
      // drachtio-srf knows the subscription again by this address.
      headers: { Event: 'dialog', Expires: '60', From: '<sip:bot@127.0.0.1>' },
    });
    const notifier = await subscribed;
    const notified = event(uac, 'notify');
    const headers = { Event: 'dialog', 'Subscription-State': 'active', 'Content-Type': 'text/plain' };
    const pending = notifier.request({ method: 'NOTIFY', headers, body: 'state' });
    const [request, response] = await notified;
    expect(request.body).toBe('state');
    response.send(200);
    uac.on('notify', (_req: Any, res: Any) => res.send(200));
    expect((await pending).status).toBe(200);
    const last = event(uac, 'notify');
    await notifier.destroy();
    const [ending] = await last;
    expect(ending.get('Subscription-State')).toBe('terminated');
    // The dialog is gone with it.
    const late = await uac.request({ method: 'SUBSCRIBE', headers: { Event: 'dialog' } }).catch((error: Any) => error);
    expect(late.code).toBe('ENODIALOG');
  });

  it('a B2BUA joins two calls, and the BYE goes through', async () => {
    const middle = await openSide(protocol);
    try {
      const answered = new Promise<Any>((resolve) => {
        second.srf.invite((req: Any, res: Any) => {
          res.send(180);
          second.srf.createUAS(req, res, { localSdp: sdpB }).then(resolve);
        });
      });
      middle.srf.invite(async (req: Any, res: Any) => {
        const { uas, uac } = await middle.srf.createB2BUA(req, res, second.uri, { proxyRequestHeaders: ['X-Through'] });
        uas.on('destroy', () => uac.destroy());
        uac.on('destroy', () => uas.destroy());
      });
      const provisional: number[] = [];
      const uac = await first.srf.createUAC(
        middle.uri,
        { localSdp: sdpA, headers: { 'X-Through': 'yes' } },
        { cbProvisional: (res: Any) => provisional.push(res.status) },
      );
      const uas = await answered;
      expect(provisional).toEqual([180]);
      expect(uas.req.get('X-Through')).toBe('yes');
      expect(uac.remote.sdp).toBe(sdpB);
      const ended = event(uac, 'destroy');
      await uas.destroy();
      await ended;
    } finally {
      await middle.close();
    }
  });

  it('call records are given to whoever asks', async () => {
    const records: string[] = [];
    for (const kind of ['attempt', 'start', 'stop'])
      second.srf.on(`cdr:${kind}`, (source: string, _time: string, ...rest: Any[]) =>
        records.push(`${kind} ${source} ${rest.length > 1 ? rest[0] : ''}`.trim()),
      );
    const answered = new Promise<Any>((resolve) => {
      second.srf.invite((req: Any, res: Any) => second.srf.createUAS(req, res, { localSdp: sdpB }).then(resolve));
    });
    const uac = await first.srf.createUAC(second.uri, { localSdp: sdpA });
    const ended = event(await answered, 'destroy');
    await uac.destroy();
    await ended;
    expect(records).toEqual(['attempt network', 'start application uas', 'stop network normal-release']);
  });
});

describe('the control port', () => {
  it('refuses a wrong secret', async () => {
    const side = await openSide('udp');
    const { default: Srf } = await import('drachtio-srf');
    const stranger: Any = new Srf();
    stranger.on('error', () => {});
    stranger.connect({
      host: '127.0.0.1',
      port: side.endpoint.controlPort,
      secret: 'wrong',
      reconnect: { maxAttempts: 1 },
    });
    const [error] = await event(stranger, 'connect');
    expect(String(error)).toMatch(/failed to authenticate/);
    await side.close();
  });

  it('says why a request cannot be sent', async () => {
    const side = await openSide('udp');
    const failing = (uri: string, options: Any) => side.srf.request(uri, options).catch((error: Any) => error.message);
    expect(await failing(side.uri, { method: 'OPTIONS' })).toBe('can not send request to myself');
    expect(await failing('sip:127.0.0.1:9;transport=tcp', { method: 'OPTIONS' })).toMatch(/transport not available/);
    expect(await failing('sip:127.0.0.1:9;transport=ws', { method: 'OPTIONS' })).toMatch(/transport not available/);
    expect(await failing('sips:127.0.0.1', { method: 'OPTIONS' })).toMatch(/sips/);
    expect(await failing('sip:127.0.0.1:9', { method: 'MESSAGE', body: 'x' })).toBe('missing content-type');
    expect(await failing('sip:no-such-host.invalid', { method: 'OPTIONS' })).toMatch(/no address/);
    await side.close();
  });

  it('an unreachable TCP peer is a 503 to the application', async () => {
    const side = await openSide('tcp');
    const response = await ask(side, 'sip:127.0.0.1:1;transport=tcp', { method: 'OPTIONS' });
    expect(response.status).toBe(503);
    await side.close();
  });

  it('a peer that never answers is a 408 to the application', async () => {
    const side = await openSide('udp', { timers: { t1Ms: 5 } });
    const response = await ask(side, 'sip:127.0.0.1:9', { method: 'OPTIONS' });
    expect(response.status).toBe(408);
    await side.close();
  });
});

describe('IPv6', () => {
  it('calls work on the loopback address', async (context) => {
    const listeners = [{ protocol: 'udp', address: '::1', port: 0 }] as const;
    const first = await openSide('udp', { listeners }).catch(() => undefined);
    if (!first) return context.skip('no IPv6 here');
    const second = await openSide('udp', { listeners });
    second.srf.invite((req: Any, res: Any) => second.srf.createUAS(req, res, { localSdp: sdpB }));
    const uac = await first.srf.createUAC(`sip:bot@[::1]:${second.port}`, { localSdp: sdpA });
    expect(uac.remote.uri).toBe(`sip:[::1]:${second.port}`);
    await uac.destroy();
    await Promise.all([first.close(), second.close()]);
  });
});

describe('a listener', () => {
  it('that cannot be opened is SIP_LISTEN, and nothing stays open', async () => {
    const taken = await openSide('tcp');
    const listeners = [
      { protocol: 'udp', address: '127.0.0.1', port: 0 },
      { protocol: 'tcp', address: '127.0.0.1', port: taken.port },
    ] as const;
    await expect(openSide('udp', { listeners })).rejects.toMatchObject({
      code: 'SIP_LISTEN',
      details: { protocol: 'tcp', address: '127.0.0.1', port: taken.port },
    });
    await expect(
      openSide('udp', { listeners: [{ protocol: 'udp', address: '203.0.113.9', port: 0 }] }),
    ).rejects.toMatchObject({ code: 'SIP_LISTEN' });
    await taken.close();
  });

  it('on the wildcard address tells peers an address that reaches it', async () => {
    const side = await openSide('udp', { listeners: [{ protocol: 'udp', address: '0.0.0.0', port: 0 }] });
    const caller = await openSide('udp');
    side.srf.invite((req: Any, res: Any) => side.srf.createUAS(req, res, { localSdp: sdpB }));
    const uac = await caller.srf.createUAC(`sip:bot@127.0.0.1:${side.port}`, { localSdp: sdpA });
    expect(uac.remote.uri).toBe(`sip:127.0.0.1:${side.port}`);
    await uac.destroy();
    await Promise.all([side.close(), caller.close()]);
  });
});
