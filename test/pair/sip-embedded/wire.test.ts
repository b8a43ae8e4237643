/** What the endpoint does on the wire, seen by a peer that sends plain text and repeats nothing by itself. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message, PeerCall, SipPeer } from '../../support/sip-peer.js';
import { event, openSide, type SrfSide, sdpA, sdpB } from '../../support/srf-side.js';

// biome-ignore lint/suspicious/noExplicitAny: see srf-side.ts
type Any = any;

const timers = { t1Ms: 20, t2Ms: 80, t4Ms: 100 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const count = (peer: SipPeer, matches: (startLine: string) => boolean) =>
  peer.received.filter(({ startLine }) => matches(startLine)).length;

describe.each(['udp', 'tcp'] as const)('a plain peer over %s', (protocol) => {
  let side: SrfSide;
  let peer: SipPeer;

  beforeEach(async () => {
    side = await openSide(protocol, { timers });
    peer = await SipPeer.open({ protocol, address: '127.0.0.1', port: side.port });
  });
  afterEach(async () => {
    peer.close();
    await side.close();
  });

  const answer = (): Promise<Any> =>
    new Promise((resolve) => {
      side.srf.invite((req: Any, res: Any) => side.srf.createUAS(req, res, { localSdp: sdpB }).then(resolve));
    });

  it('gets the 200 again and again until it sends the ACK', async () => {
    const answered = answer();
    const call = new PeerCall(peer, 'bot');
    call.invite(sdpA);
    const final = await call.final();
    const answers = () => count(peer, (line) => line.startsWith('SIP/2.0 200'));
    await expect.poll(answers).toBeGreaterThanOrEqual(4);
    const acknowledged = answered.then((uas) => event(uas, 'ack'));
    call.ack(final);
    await acknowledged;
    // One may still be on its way.
    await pause(30);
    const acked = answers();
    await pause(150);
    expect(answers()).toBe(acked);
    expect((await call.ask('BYE')).status).toBe(200);
  });

  it('that never sends the ACK gets a BYE after 64*T1, and the application is told', async () => {
    const answered = answer();
    const call = new PeerCall(peer, 'bot');
    call.invite(sdpA);
    await call.final();
    const destroyed = event(await answered, 'destroy');
    const bye = await peer.next('BYE');
    expect(bye.header('Reason')).toBe('SIP ;cause=200 ;text="ACK timeout"');
    peer.respond(bye, '200 OK');
    const [, reason] = await destroyed;
    expect(reason).toBe('ACK timeout');
  });

  it('hears a BYE of the application only after its ACK', async () => {
    const answered = answer();
    const call = new PeerCall(peer, 'bot');
    call.invite(sdpA);
    const final = await call.final();
    const ended = (await answered).destroy();
    await pause(60);
    expect(count(peer, (line) => line.startsWith('BYE'))).toBe(0);
    call.ack(final);
    peer.respond(await peer.next('BYE'), '200 OK');
    await ended;
  });

  it('that repeats its 200 gets the same ACK again', async () => {
    const calling = side.srf.createUAC(`sip:peer@127.0.0.1:${peer.port};transport=${protocol}`, { localSdp: sdpA });
    const invite = await peer.next('INVITE');
    const headers = [`Contact: ${peer.contact}`, 'Content-Type: application/sdp'];
    for (let copies = 0; copies < 3; copies += 1) {
      peer.respond(invite, '200 OK', { toTag: 'fork-1', headers, body: sdpB });
      await peer.next('ACK');
    }
    const acks = new Set(peer.received.filter(({ method }) => method === 'ACK').map(({ raw }) => raw));
    expect(acks.size).toBe(1);
    expect([...acks][0]).toContain(`CSeq: 1 ACK`);
    expect((await calling).sip.remoteTag).toBe('fork-1');
  });

  it('whose other fork answers too sees that one acknowledged and ended', async () => {
    const calling = side.srf.createUAC(`sip:peer@127.0.0.1:${peer.port};transport=${protocol}`, { localSdp: sdpA });
    const invite = await peer.next('INVITE');
    const headers = [`Contact: ${peer.contact}`, 'Content-Type: application/sdp'];
    peer.respond(invite, '200 OK', { toTag: 'fork-1', headers, body: sdpB });
    await calling;
    peer.respond(invite, '200 OK', { toTag: 'fork-2', headers, body: sdpB });
    const bye = await peer.next('BYE');
    expect(bye.header('To')).toMatch(/tag=fork-2/);
    expect(peer.received.some(({ method, raw }) => method === 'ACK' && raw.includes('tag=fork-2'))).toBe(true);
    peer.respond(bye, '200 OK');
  });

  it('gets an automatic 100 when the application takes its time, and 180 again for its INVITE again', async () => {
    let response: Any;
    const asked = new Promise<void>((resolve) => {
      side.srf.invite((_req: Any, res: Any) => {
        response = res;
        resolve();
      });
    });
    const branch = 'z9hG4bKsame';
    const call = new PeerCall(peer, 'bot');
    call.request('INVITE', { branch, headers: ['Content-Type: application/sdp'], body: sdpA });
    await asked;
    const trying = await peer.next(100);
    expect(trying.header('To')).not.toMatch(/tag=/);
    response.send(180);
    const ringing = await peer.next(180);
    peer.send(
      message(`INVITE ${call.uri} SIP/2.0`, [
        `Via: ${peer.via(branch)}`,
        `From: <${call.from}>;tag=${call.fromTag}`,
        `To: <${call.uri}>`,
        `Call-ID: ${call.callId}`,
        'CSeq: 1 INVITE',
        `Contact: ${peer.contact}`,
      ]),
    );
    expect((await peer.next(180)).header('To')).toBe(ringing.header('To'));
    response.send(486);
    expect((await peer.next(486)).header('To')).toBe(ringing.header('To'));
  });

  it('is refused a re-INVITE that crosses ours with 491', async () => {
    const answered = answer();
    const call = new PeerCall(peer, 'bot');
    await call.establish(sdpA);
    const uas = await answered;
    const modifying = uas.modify(sdpB).catch((error: Any) => error);
    const ours = await peer.next('INVITE');
    expect((await call.ask('INVITE', { headers: ['Content-Type: application/sdp'], body: sdpA })).status).toBe(491);
    peer.respond(ours, '491 Request Pending');
    expect((await modifying).status).toBe(491);
    expect((await call.ask('BYE')).status).toBe(200);
  });

  it.each([
    ['a BYE for no dialog', 'BYE', { 'To-Tag': 'none' }, 481],
    ['a CANCEL for no INVITE', 'CANCEL', {}, 481],
    ['an unsupported URI scheme', 'OPTIONS', { uri: 'soap.beep://1.2.3.4' }, 416],
    ['another version of SIP', 'OPTIONS', { version: 'SIP/7.0' }, 505],
    ['a CSeq of another method', 'OPTIONS', { cseq: '1 INVITE' }, 400],
    ['a CSeq that is too large', 'OPTIONS', { cseq: '36893488147419103232 OPTIONS' }, 400],
    ['no From tag but a bad From', 'OPTIONS', { from: '"unclosed <sip:a@b>' }, 400],
    ['a Max-Forwards that is no number', 'OPTIONS', { extra: 'Max-Forwards: many' }, 400],
    ['an INVITE without a Contact', 'INVITE', {}, 400],
    ['a method that nobody takes', 'PUBLISH', {}, 503],
    ['a method that nobody knows', 'NEWMETHOD', {}, 501],
  ])('is answered about %s', async (_what, method, options: Record<string, string>, status) => {
    side.srf.invite(() => {});
    peer.send(
      message(`${method} ${options.uri ?? `sip:bot@127.0.0.1:${side.port}`} ${options.version ?? 'SIP/2.0'}`, [
        `Via: ${peer.via()}`,
        `From: ${options.from ?? '<sip:a@b>;tag=1'}`,
        `To: <sip:bot@127.0.0.1>${options['To-Tag'] ? ';tag=none' : ''}`,
        `Call-ID: ${Math.random()}`,
        `CSeq: ${options.cseq ?? `1 ${method}`}`,
        ...(options.extra ? [options.extra] : []),
      ]),
    );
    expect((await peer.next((response) => response.status !== undefined)).status).toBe(status);
  });

  it('is answered 500 for a request that is older than one before', async () => {
    const answered = answer();
    const call = new PeerCall(peer, 'bot');
    await call.establish(sdpA);
    await answered;
    const headers = (number: number) => [
      `Via: ${peer.via()}`,
      `From: <${call.from}>;tag=${call.fromTag}`,
      `To: <${call.uri}>;tag=${call.toTag}`,
      `Call-ID: ${call.callId}`,
      `CSeq: ${number} INFO`,
    ];
    peer.send(message(`INFO ${call.remoteTarget} SIP/2.0`, headers(9)));
    expect((await peer.next((response) => response.header('CSeq') === '9 INFO')).status).toBe(200);
    peer.send(message(`INFO ${call.remoteTarget} SIP/2.0`, headers(8)));
    expect((await peer.next((response) => response.header('CSeq') === '8 INFO')).status).toBe(500);
  });

  it('has its routes kept: requests in the dialog follow the Record-Route', async () => {
    const answered = answer();
    const call = new PeerCall(peer, 'bot');
    const proxies = `<sip:127.0.0.1:${peer.port};transport=${protocol};lr>, <sip:far.example.com;lr>`;
    call.invite(sdpA, [`Record-Route: ${proxies}`, 'Record-Route: <sip:third.example.com;lr>']);
    const final = await call.final();
    expect(final.raw).toContain(`Record-Route: ${proxies}\r\nRecord-Route: <sip:third.example.com;lr>\r\n`);
    call.ack(final);
    const uas = await answered;
    const ending = uas.destroy();
    const bye = await peer.next('BYE');
    expect(bye.startLine).toBe(`BYE sip:peer@127.0.0.1:${peer.port};transport=${protocol} SIP/2.0`);
    const routes = bye.raw.split('\r\n').filter((line) => line.startsWith('Route:'));
    expect(routes.join(', ').replaceAll('Route: ', '')).toBe(`${proxies}, <sip:third.example.com;lr>`);
    peer.respond(bye, '200 OK');
    await ending;
  });

  it('cancels nothing but its own INVITE, and hears 487', async () => {
    const cancelled = new Promise<void>((resolve) => {
      side.srf.invite((req: Any, res: Any) => {
        req.on('cancel', () => resolve());
        res.send(180);
      });
    });
    const call = new PeerCall(peer, 'bot');
    call.invite(sdpA);
    await peer.next(180);
    call.cancel();
    const [ok, terminated] = await Promise.all([
      peer.next((response) => response.status === 200 && response.header('CSeq') === '1 CANCEL'),
      call.final(),
    ]);
    expect(terminated.status).toBe(487);
    expect(ok.header('To')).toBe(terminated.header('To'));
    call.ack(terminated);
    await cancelled;
  });

  it('may send the ACK of its INVITE after a re-INVITE: each answer has its own', async () => {
    const answered = answer();
    const call = new PeerCall(peer, 'bot');
    call.invite(sdpA);
    const first = await call.final();
    let ended = false;
    (await answered).on('destroy', () => {
      ended = true;
    });
    call.invite(sdpA);
    const second = await call.final();
    call.ack(second);
    call.ack(first);
    await pause(64 * timers.t1Ms + 200);
    expect(ended).toBe(false);
    expect((await call.ask('BYE')).status).toBe(200);
  });

  it('may give up with a BYE instead of a CANCEL once it knows the To tag', async () => {
    const cancelled = new Promise<void>((resolve) => {
      side.srf.invite((req: Any, res: Any) => {
        req.on('cancel', () => resolve());
        res.send(180);
      });
    });
    const call = new PeerCall(peer, 'bot');
    call.invite(sdpA);
    const ringing = await peer.next(180);
    call.toTag = /;tag=([^;\s]+)/.exec(ringing.header('To')!)![1];
    expect((await call.ask('BYE')).status).toBe(200);
    expect((await peer.next(487)).header('CSeq')).toBe('1 INVITE');
    await cancelled;
  });

  it('loses its calls when the application goes: 503 for what is pending', async () => {
    const asked = new Promise<void>((resolve) => side.srf.invite(() => resolve()));
    const call = new PeerCall(peer, 'bot');
    call.invite(sdpA);
    await asked;
    side.srf.disconnect();
    expect((await call.final()).status).toBe(503);
  });
});
