/** Calls over a UDP path that loses every tenth datagram: the transactions have to make up for it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LossyRelay, openLossyRelay } from '../../support/lossy-relay.js';
import { event, openSide, type SrfSide, sdpA, sdpB, session } from '../../support/srf-side.js';

// biome-ignore lint/suspicious/noExplicitAny: see srf-side.ts
type Any = any;

const timers = { t1Ms: 25, t2Ms: 200, t4Ms: 250 };

describe.each([1, 2, 3])('over a path that loses every tenth datagram (seed %s)', (seed) => {
  let caller: SrfSide;
  let callee: SrfSide;
  let relay: LossyRelay;

  beforeEach(async () => {
    caller = await openSide('udp', { timers });
    callee = await openSide('udp', { timers });
    relay = await openLossyRelay({ first: caller.port, second: callee.port }, 10, seed);
  });
  afterEach(async () => {
    relay.close();
    await Promise.all([caller.close(), callee.close()]);
  });

  it('twenty calls ring, are answered, modified and ended', async () => {
    let destroyed = 0;
    callee.srf.invite((req: Any, res: Any) => {
      res.send(180);
      const headers = { Contact: `<sip:callee@127.0.0.1:${relay.towardsSecond}>` };
      callee.srf.createUAS(req, res, { localSdp: sdpB, headers }).then((uas: Any) => {
        uas.on('modify', (_req: Any, answer: Any) => answer.send(200, { body: session(1) }));
        uas.on('info', (_req: Any, answer: Any) => answer.send(200));
        uas.on('destroy', () => {
          destroyed += 1;
        });
      });
    });
    const oneCall = async () => {
      const headers = { Contact: `<sip:caller@127.0.0.1:${relay.towardsFirst}>` };
      const uac = await caller.srf.createUAC(`sip:bot@127.0.0.1:${relay.towardsSecond}`, { localSdp: sdpA, headers });
      const info = await uac.request({ method: 'INFO' });
      expect(info.status).toBe(200);
      expect(await uac.modify(session(2))).toBe(session(1));
      await uac.destroy();
    };
    await Promise.all(Array.from({ length: 20 }, oneCall));
    await expect.poll(() => destroyed).toBe(20);
    expect(relay.lost).toBeGreaterThan(5);
  });

  it('a CANCEL ends the ringing', async () => {
    const cancelled = new Promise<void>((resolve) => {
      callee.srf.invite((req: Any, res: Any) => {
        req.on('cancel', () => resolve());
        res.send(180);
      });
    });
    const error = await caller.srf
      .createUAC(
        `sip:bot@127.0.0.1:${relay.towardsSecond}`,
        { localSdp: sdpA },
        { cbRequest: (_error: Any, req: Any) => req.cancel() },
      )
      .catch((e: Any) => e);
    expect(error.status).toBe(487);
    await cancelled;
  });

  it('the callee hangs up', async () => {
    callee.srf.invite((req: Any, res: Any) => {
      const headers = { Contact: `<sip:callee@127.0.0.1:${relay.towardsSecond}>` };
      callee.srf.createUAS(req, res, { localSdp: sdpB, headers }).then((uas: Any) => uas.destroy());
    });
    const headers = { Contact: `<sip:caller@127.0.0.1:${relay.towardsFirst}>` };
    const uac = await caller.srf.createUAC(`sip:bot@127.0.0.1:${relay.towardsSecond}`, { localSdp: sdpA, headers });
    const [, reason] = await event(uac, 'destroy');
    expect(reason).toBe('normal release');
  });
});
