/** Two embedded endpoints, a real drachtio-srf on each, over real sockets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { event, openSide, type SrfSide, sdpA, sdpB, session } from '../../support/srf-side.js';

// biome-ignore lint/suspicious/noExplicitAny: see srf-side.ts
type Any = any;

describe.each(['udp', 'tcp'] as const)('a call over %s', (protocol) => {
  let caller: SrfSide;
  let callee: SrfSide;

  beforeEach(async () => {
    caller = await openSide(protocol);
    callee = await openSide(protocol);
  });
  afterEach(async () => {
    await Promise.all([caller.close(), callee.close()]);
  });

  const answering = (localSdp = sdpB): Promise<Any> =>
    new Promise((resolve, reject) => {
      callee.srf.invite((req: Any, res: Any) => {
        callee.srf.createUAS(req, res, { localSdp }).then(resolve, reject);
      });
    });

  const call = async (options: Any = {}): Promise<[Any, Any]> => {
    const answered = answering();
    const uac = await caller.srf.createUAC(callee.uri, { localSdp: sdpA, callingNumber: '1001', ...options });
    return [uac, await answered];
  };

  it('is answered, and ended by the caller', async () => {
    const [uac, uas] = await call();
    expect(uac.remote.sdp).toBe(sdpB);
    expect(uas.remote.sdp).toBe(sdpA);
    expect(uas.id).toBe(`${uac.sip.callId};from-tag=${uac.sip.localTag}`);
    const destroyed = event(uas, 'destroy');
    await uac.destroy({ headers: { Reason: 'Q.850;cause=16' } });
    const [bye, reason] = await destroyed;
    expect(reason).toBe('normal release');
    expect(bye.get('Reason')).toBe('Q.850;cause=16');
    expect(caller.srf.idle).toBe(true);
    expect(callee.srf.idle).toBe(true);
  });

  it('is ended by the callee at once after the answer', async () => {
    callee.srf.invite((req: Any, res: Any) => {
      callee.srf.createUAS(req, res, { localSdp: sdpB }).then((uas: Any) => uas.destroy());
    });
    const uac = await caller.srf.createUAC(callee.uri, { localSdp: sdpA });
    const [, reason] = await event(uac, 'destroy');
    expect(reason).toBe('normal release');
  });

  it('is rejected with the status, reason and headers the application chose', async () => {
    callee.srf.invite((_req: Any, res: Any) => res.send(486, 'On another call', { headers: { 'X-Why': 'busy: Ünï' } }));
    const error = await caller.srf.createUAC(callee.uri, { localSdp: sdpA }).catch((e: Any) => e);
    expect(error.status).toBe(486);
    expect(error.reason).toBe('On another call');
    expect(error.res.get('X-Why')).toBe('busy: Ünï');
  });

  it('gets 503 when no application takes calls', async () => {
    const error = await caller.srf.createUAC(callee.uri, { localSdp: sdpA }).catch((e: Any) => e);
    expect(error.status).toBe(503);
  });

  it.each([0, 180])('can be cancelled (after %s)', async (provisional) => {
    const cancelled = new Promise((resolve) => {
      callee.srf.invite((req: Any, res: Any) => {
        req.on('cancel', (cancel: Any) => resolve(cancel.get('Reason')));
        if (provisional > 0) res.send(provisional);
      });
    });
    let request: Any;
    const failed = caller.srf
      .createUAC(
        callee.uri,
        { localSdp: sdpA },
        {
          cbRequest: (_error: Any, req: Any) => {
            request = req;
            if (provisional === 0) req.cancel({ headers: { Reason: 'SIP;cause=487' } });
          },
          cbProvisional: (res: Any) => {
            expect(res.status).toBe(provisional);
            request.cancel({ headers: { Reason: 'SIP;cause=487' } });
          },
        },
      )
      .catch((e: Any) => e);
    expect((await failed).status).toBe(487);
    expect(await cancelled).toBe('SIP;cause=487');
  });

  it('tells the application that answers after a CANCEL that it is too late', async () => {
    let late: Any;
    const tried = new Promise<void>((resolve) => {
      callee.srf.invite((req: Any, res: Any) => {
        req.on('cancel', () => {
          res.send(200, { body: sdpB }, (error: Any) => {
            late = error;
            resolve();
          });
        });
      });
    });
    await caller.srf
      .createUAC(callee.uri, { localSdp: sdpA }, { cbRequest: (_e: Any, req: Any) => req.cancel() })
      .catch(() => {});
    await tried;
    expect(late).toMatch(/unknown transaction/);
  });

  it('is put on hold and resumed by either side with a re-INVITE', async () => {
    const [uac, uas] = await call();
    uas.on('modify', (req: Any, res: Any) => {
      expect(req.body).toBe(session(40_000, 'sendonly'));
      res.send(200, { body: session(50_000, 'recvonly') });
    });
    expect(await uac.modify(session(40_000, 'sendonly'))).toBe(session(50_000, 'recvonly'));
    uac.on('modify', (req: Any, res: Any) => res.send(200, { body: req.body }));
    expect(await uas.modify(session(50_002))).toBe(session(50_002));
    await uas.destroy();
  });

  it('refuses a re-INVITE with 488 and goes on', async () => {
    const [uac, uas] = await call();
    uas.once('modify', (_req: Any, res: Any) => res.send(488));
    const error = await uac.modify(session(1)).catch((e: Any) => e);
    expect(error.status).toBe(488);
    await uac.destroy();
  });

  it('carries INFO, MESSAGE, OPTIONS and UPDATE both ways', async () => {
    const [uac, uas] = await call();
    for (const [from, to] of [
      [uac, uas],
      [uas, uac],
    ]) {
      to.once('info', (req: Any, res: Any) => res.send(200, { headers: { 'X-Echo': req.body.trim() } }));
      const headers = { 'Content-Type': 'application/dtmf-relay' };
      const info = await from.request({ method: 'INFO', headers, body: 'Signal=5\r\n' });
      expect([info.status, info.get('X-Echo')]).toEqual([200, 'Signal=5']);
      to.once('message', (req: Any, res: Any) => res.send(req.body === '你好' ? 202 : 400));
      const text = { 'Content-Type': 'text/plain;charset=utf-8' };
      expect((await from.request({ method: 'MESSAGE', headers: text, body: '你好' })).status).toBe(202);
      expect((await from.request({ method: 'OPTIONS' })).status).toBe(200);
      expect((await from.request({ method: 'UPDATE', body: session(4) })).status).toBe(200);
    }
    await uac.destroy();
  });

  it('is transferred with REFER and its NOTIFYs', async () => {
    const [uac, uas] = await call();
    const notified: string[] = [];
    const done = new Promise<void>((resolve) => {
      uas.on('notify', (req: Any, res: Any) => {
        res.send(200);
        notified.push(req.body.trim());
        if (/200/.test(req.body)) resolve();
      });
    });
    uac.on('refer', async (req: Any, res: Any) => {
      expect(req.get('Refer-To')).toBe('<sip:agent@127.0.0.1>');
      res.send(202);
      const headers = (state: string) => ({
        Event: 'refer',
        'Subscription-State': state,
        'Content-Type': 'message/sipfrag;version=2.0',
      });
      await uac.request({ method: 'NOTIFY', headers: headers('active;expires=60'), body: 'SIP/2.0 100 Trying\r\n' });
      await uac.request({
        method: 'NOTIFY',
        headers: headers('terminated;reason=noresource'),
        body: 'SIP/2.0 200 OK\r\n',
      });
    });
    const answer = await uas.request({ method: 'REFER', headers: { 'Refer-To': '<sip:agent@127.0.0.1>' } });
    expect(answer.status).toBe(202);
    await done;
    expect(notified).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 200 OK']);
    await uas.destroy();
  });

  it('makes a delayed offer: the answer comes in the ACK', async () => {
    const answered = answering();
    const { sdp, ack } = await caller.srf.createUAC(callee.uri, { noAck: true });
    expect(sdp).toBe(sdpB);
    const uas = await answered;
    const acked = event(uas, 'ack');
    const uac = await ack(sdpA);
    const [request] = await acked;
    expect(request.body).toBe(sdpA);
    expect(request.get('Content-Type')).toBe('application/sdp');
    await uac.destroy();
  });

  it('rings reliably: 183 with Require 100rel gets its PRACK', async () => {
    const pracked = new Promise<Any>((resolve) => {
      callee.srf.invite((req: Any, res: Any) => {
        const options = { headers: { Require: '100rel' }, body: sdpB };
        const answer = (prack: Any) => {
          resolve(prack);
          callee.srf.createUAS(req, res, { localSdp: sdpB });
        };
        res.send(183, options, () => {}, answer);
      });
    });
    let early: Any;
    const uac = await caller.srf.createUAC(
      callee.uri,
      { localSdp: sdpA, headers: { Supported: '100rel' } },
      {
        cbProvisional: (res: Any) => {
          early = res;
        },
      },
    );
    expect(early.body).toBe(sdpB);
    const prack = await pracked;
    expect(prack.method).toBe('PRACK');
    expect(prack.get('RAck')).toBe(`${early.get('RSeq')} 1 INVITE`);
    await uac.destroy();
  });

  it('says no to a reliable 183 when the caller does not know 100rel', async () => {
    const refused = new Promise((resolve) => {
      callee.srf.invite((_req: Any, res: Any) => {
        res.send(183, { headers: { Require: '100rel' } }, (error: Any) => {
          resolve(error);
          res.send(480);
        });
      });
    });
    await caller.srf.createUAC(callee.uri, { localSdp: sdpA }).catch(() => {});
    expect(await refused).toBe('Remote endpoint does not support 100rel');
  });

  it('answers a challenge: the INVITE is sent again with credentials', async () => {
    callee.srf.invite((req: Any, res: Any) => {
      if (!req.has('Authorization')) {
        const challenge = 'Digest realm="test", nonce="abc", algorithm=MD5';
        res.send(401, { headers: { 'WWW-Authenticate': challenge } });
      } else callee.srf.createUAS(req, res, { localSdp: sdpB });
    });
    const uac = await caller.srf.createUAC(callee.uri, { localSdp: sdpA, auth: { username: 'u', password: 'p' } });
    expect(uac.connected).toBe(true);
    await uac.destroy();
  });

  it('refuses requests of a dialog that ended, with ENODIALOG', async () => {
    const [uac, uas] = await call();
    const destroyed = event(uas, 'destroy');
    const { id } = uas;
    await uac.destroy();
    await destroyed;
    const late = await new Promise<Any>((resolve) => {
      uas.agent.request({ method: 'INFO', stackDialogId: id, headers: {} }, (error: Any) => resolve(error));
    });
    expect(late.code).toBe('ENODIALOG');
  });

  it('refuses to proxy, with the reason', async () => {
    const refused = new Promise<Any>((resolve) => {
      callee.srf.invite((req: Any, res: Any) => {
        callee.srf.proxyRequest(req, 'sip:127.0.0.1:9').catch((error: Any) => {
          resolve(error);
          res.send(500);
        });
      });
    });
    await caller.srf.createUAC(callee.uri, { localSdp: sdpA }).catch(() => {});
    expect(await refused).toMatch(/not supported/);
  });

  it('keeps headers that nobody here knows, in their case', async () => {
    const seen = new Promise<Any>((resolve) => {
      callee.srf.invite((req: Any, res: Any) => {
        resolve(req);
        res.send(603);
      });
    });
    const headers = {
      'X-Some-Thing': 'a;b="c, d"',
      'P-Weird-ID': '1',
      subject: 'Grüße',
      From: '"Ann" <sip:ann@localhost>',
    };
    await caller.srf.createUAC(callee.uri, { localSdp: sdpA, headers }).catch(() => {});
    const req = await seen;
    expect(req.msg.raw).toContain('\r\nX-Some-Thing: a;b="c, d"\r\n');
    expect(req.msg.raw).toContain('\r\nP-Weird-ID: 1\r\n');
    expect(req.msg.raw).toContain('\r\nSubject: Grüße\r\n');
    expect(req.msg.raw).toContain(`\r\nFrom: "Ann" <sip:ann@127.0.0.1:${caller.port}>;tag=`);
    expect(req.receivedOn).toBe(`127.0.0.1:${callee.port}`);
  });
});
