/** A running endpoint is thrown garbage, mutated requests and torn streams; calls go on as before. */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openSide, sdpA, sdpB } from '../support/srf-side.js';

// biome-ignore lint/suspicious/noExplicitAny: see srf-side.ts
type Any = any;

const request = (port: number) =>
  [
    `INVITE sip:bot@127.0.0.1:${port} SIP/2.0`,
    'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK776asdhds;rport',
    'From: <sip:alice@example.com>;tag=1928301774',
    'To: Bob <sip:bob@example.com>',
    'Call-ID: fuzz',
    'CSeq: 1 INVITE',
    'Contact: <sip:alice@127.0.0.1:9>',
    'Content-Length: 4',
    '',
    'v=0\n',
  ].join('\r\n');

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it.each(['udp', 'tcp'] as const)('garbage over %s hurts no call', async (protocol) => {
  const failures: string[] = [];
  const log = {
    debug() {},
    info() {},
    warn: (facts: object, message: string) => failures.push(`${message} ${JSON.stringify(facts)}`),
  };
  const target = await openSide(protocol, { log, timers: { t1Ms: 10 } });
  const caller = await openSide(protocol);
  target.srf.invite((req: Any, res: Any) => {
    target.srf.createUAS(req, res, { localSdp: sdpB }).catch(() => {});
  });
  const uac = await caller.srf.createUAC(target.uri, { localSdp: sdpA });

  const text = request(target.port);
  const mutation = fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(8), fc.uint8Array({ maxLength: 6 })), { maxLength: 5 })
    .map((changes) =>
      changes.reduce(
        (all, [at, cut, put]) => all.slice(0, at) + Buffer.from(put).toString('latin1') + all.slice(at + cut),
        text,
      ),
    );
  const samples = fc.sample(
    fc.oneof(
      mutation,
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    ),
    400,
  );
  if (protocol === 'udp') {
    const socket = createSocket('udp4');
    for (const sample of samples) socket.send(Buffer.from(sample, 'latin1'), target.port, '127.0.0.1');
    await pause(200);
    socket.close();
  } else {
    for (const sample of samples.slice(0, 100)) {
      const socket = connect(target.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(sample, 'latin1');
      socket.end();
    }
    await pause(200);
  }

  expect((await uac.request({ method: 'INFO' })).status).toBe(200);
  await uac.destroy();
  expect(failures.filter((failure) => failure.includes('failed'))).toEqual([]);
  await Promise.all([target.close(), caller.close()]);
});
