import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#src/core/clock.js';
import type { UndertoneError } from '#src/core/errors.js';
import { startSipController } from '#src/sip/controller.js';
import { startEmbeddedEndpoint } from '#src/sip/embedded/endpoint.js';
import { sipAddresses } from '#src/sip/endpoint-connection.js';
import type { IncomingCall } from '#src/sip/sip.js';
import { CuttableLink } from '../../support/cuttable-link.js';
import { ManualClock } from '../../support/manual-clock.js';
import { capturedLog, quietLog } from '../../support/quiet-log.js';
import { PeerCall, SipPeer } from '../../support/sip-peer.js';
import { answerSdp, offerSdp } from '../../support/test-controller.js';

const secret = 'a secret';
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** An endpoint that is reached as a drachtio-server is: over a socket, with a secret. */
async function endpoint() {
  const listeners = [{ protocol: 'udp' as const, address: '127.0.0.1', port: 0 }];
  const started = await startEmbeddedEndpoint({ listeners, secret, clock: systemClock, log: quietLog });
  closers.push(() => started.close());
  const link = await CuttableLink.to(started.controlPort);
  closers.push(() => link.close());
  return { link, sip: started.listening[0]! };
}

async function controllerOn(port: number) {
  const calls: IncomingCall[] = [];
  const { log, lines } = capturedLog();
  const controller = await startSipController({
    drachtio: { host: '127.0.0.1', port, secret },
    listeners: [],
    clock: systemClock,
    log,
    onInvite: (call) => calls.push(call),
  });
  closers.push(() => controller.close());
  return { controller, calls, lines };
}

async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come');
}

describe('a drachtio-server at a host and port', () => {
  it('tells where it listens', async () => {
    const { link, sip } = await endpoint();
    const { controller } = await controllerOn(link.port);
    expect(controller.listening).toEqual([sip]);
  });

  it('that is lost ends the calls, refuses new ones, and is used again when it is back', async () => {
    const { link, sip } = await endpoint();
    const { controller, calls, lines } = await controllerOn(link.port);
    const peer = await SipPeer.open(sip);
    closers.push(() => peer.close());

    const answered = new PeerCall(peer, '1001');
    answered.invite(offerSdp);
    const dialog = await (await until(() => calls.shift())).answer(answerSdp);
    answered.ack(await answered.final());
    const ringing = new PeerCall(peer, '1001');
    ringing.invite(offerSdp);
    const unanswered = await until(() => calls.shift());
    const cancelled = new Promise<void>((resolve) => unanswered.onCancel(resolve));
    const ended = new Promise<string>((resolve) => dialog.onEnded(resolve));

    link.cut();
    expect(await ended).toContain('lost');
    await cancelled;
    await expect(unanswered.answer(answerSdp)).rejects.toMatchObject({ code: 'SIP_CANCELLED' });
    await dialog.bye();
    const outgoing = controller.invite({ uri: 'sip:1@127.0.0.1', from: 'sip:2@127.0.0.1', sdp: offerSdp });
    await expect(outgoing).rejects.toMatchObject({ code: 'SIP_CONTROLLER' });
    expect(lines).toContainEqual(expect.objectContaining({ code: 'SIP_CONTROLLER', level: 50 }));

    link.mend();
    const bye = await peer.next('BYE', 8000); // for the call that the peer still believes in
    expect(bye.header('Call-ID')).toBe(answered.callId);
    const again = new PeerCall(peer, '1001');
    again.invite(offerSdp);
    (await until(() => calls.shift())).reject(486);
    expect((await again.final()).status).toBe(486);
  });

  it('that refuses the secret is an error at start', async () => {
    const { link } = await endpoint();
    const start = startSipController({
      drachtio: { host: '127.0.0.1', port: link.port, secret: 'wrong' },
      listeners: [],
      clock: systemClock,
      log: quietLog,
      onInvite: () => {},
    });
    await expect(start).rejects.toMatchObject({ code: 'SIP_CONTROLLER', message: expect.stringContaining('secret') });
  });

  it('that is not there is an error at start, after it was waited for', async () => {
    const { link } = await endpoint();
    link.cut();
    const clock = new ManualClock();
    const start = startSipController({
      drachtio: { host: '127.0.0.1', port: link.port, secret },
      listeners: [],
      clock,
      log: quietLog,
      onInvite: () => {},
    }).catch((error: UndertoneError) => error);
    await new Promise((resolve) => setImmediate(resolve)); // it connects from here on
    clock.advance(15_000);
    expect(await start).toMatchObject({ code: 'SIP_CONTROLLER' });
  });
});

describe('a listener that cannot be opened', () => {
  it('is an error at start', async () => {
    const { sip } = await endpoint();
    const start = startSipController({
      drachtio: 'embedded',
      listeners: [sip],
      clock: systemClock,
      log: quietLog,
      onInvite: () => {},
    });
    await expect(start).rejects.toMatchObject({ code: 'SIP_LISTEN' });
  });
});

describe('addresses as a drachtio-server writes them', () => {
  it('are read, and transports that are not spoken here left out', () => {
    expect(sipAddresses('udp/10.0.0.1:5060,tcp/[::1]:5062,tls/10.0.0.1:5061,')).toEqual([
      { protocol: 'udp', address: '10.0.0.1', port: 5060 },
      { protocol: 'tcp', address: '[::1]', port: 5062 },
    ]);
  });
});
