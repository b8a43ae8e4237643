import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usedMegabytes } from '../support/heap.js';
import { money, type Product, startProduct } from '../support/product.js';
import { RawRtp } from '../support/raw-rtp.js';
import { message, PeerCall, SipPeer } from '../support/sip-peer.js';
import { overTheLine } from '../support/telephone.js';
import { answerSdp } from '../support/test-controller.js';
import { tone } from '../support/tone.js';
import { until } from '../support/until.js';
import { WireCaller } from '../support/wire-caller.js';

/** Whatever comes to the product's ports, a good call on it goes on as if nothing had happened. */
let product: Product;
const maxCalls = 30;

beforeAll(async () => {
  const listeners = '[{ protocol: udp, address: 127.0.0.1, port: 0 }, { protocol: tcp, address: 127.0.0.1, port: 0 }]';
  product = await startProduct(`sip: { max_calls: ${maxCalls}, listeners: ${listeners} }`);
}, 60_000);

afterAll(() => product.close(), 30_000);

/** A call that holds a conversation by keys while `attack` goes on; its audio is whole and its replies come. */
async function unharmed(attack: (good: WireCaller) => Promise<void>, transport: 'udp' | 'tcp' = 'udp') {
  const good = await WireCaller.dial(product.sip(transport), '1000');
  await until(() => good.rtp.arrivals.length > 10);
  const attacking = attack(good);
  attacking.catch(() => {});
  await good.press('1');
  await product.heardSaying(good, /account number/);
  await attacking;
  await good.press('3');
  await until(() => product.eventsOf(good).filter(({ type }) => type === 'turn').length >= 2);
  const { missing, longestGapMs } = good.continuity();
  expect(missing).toBe(0);
  expect(longestGapMs).toBeLessThan(250);
  expect(await good.hangUp()).toBe(200);
  return product.event(good, 'ended');
}

let names = 0;
const fresh = () => {
  names += 1;
  return `bad${names}x${process.pid}`;
};

/** A request that is right but for what `change` does to its lines. */
function request(
  peer: SipPeer,
  change: (lines: string[]) => string[],
  options: { method?: string; body?: string } = {},
) {
  const { method = 'INVITE', body = answerSdp } = options;
  const name = fresh();
  const headers = [
    `Via: ${peer.via(`z9hG4bK${name}`)}`,
    'Max-Forwards: 70',
    `From: <sip:bad@127.0.0.1>;tag=${name}`,
    'To: <sip:1000@127.0.0.1>',
    `Call-ID: ${name}`,
    `CSeq: 1 ${method}`,
    `Contact: ${peer.contact}`,
    'Content-Type: application/sdp',
  ];
  const [head = '', ...rest] = message(`${method} sip:1000@127.0.0.1 SIP/2.0`, headers, body).split('\r\n\r\n');
  return [change(head.split('\r\n')).join('\r\n'), ...rest].join('\r\n\r\n');
}

const without = (name: string) => (lines: string[]) => lines.filter((line) => !line.startsWith(`${name}:`));
const having = (name: string, value: string) => (lines: string[]) => [...without(name)(lines), `${name}: ${value}`];
const starting = (line: string) => (lines: string[]) => [line, ...lines.slice(1)];

const badRequests: readonly [string, number, (peer: SipPeer) => string][] = [
  ['a CSeq of another method', 400, (peer) => request(peer, having('CSeq', '1 BYE'))],
  ['a CSeq beyond 32 bits', 400, (peer) => request(peer, having('CSeq', '99999999999999999999 INVITE'))],
  ['an unknown SIP version', 505, (peer) => request(peer, starting('INVITE sip:1000@127.0.0.1 SIP/7.0'))],
  ['an unknown URI scheme', 416, (peer) => request(peer, starting('INVITE http://127.0.0.1/ SIP/2.0'))],
  ['an extension nobody has', 420, (peer) => request(peer, having('Require', 'teleport'))],
  ['a body that is no SDP by type', 415, (peer) => request(peer, having('Content-Type', 'text/plain'))],
  ['a method nobody has', 501, (peer) => request(peer, (lines) => lines, { method: 'FROBNICATE' })],
  ['a BYE of no call', 481, (peer) => request(peer, having('To', '<sip:1000@h>;tag=x'), { method: 'BYE' })],
  ['a re-INVITE of no call', 481, (peer) => request(peer, having('To', '<sip:1000@h>;tag=x'))],
  ['an SDP of nothing', 400, (peer) => request(peer, (lines) => lines, { body: '\r\n' })],
  ['an SDP that is prose', 400, (peer) => request(peer, (lines) => lines, { body: 'let us talk\r\n' })],
  [
    'an SDP with a port that is none',
    400,
    (peer) => request(peer, (lines) => lines, { body: answerSdp.replace('40002', '99999') }),
  ],
  [
    'an SDP with an address that is none',
    488,
    (peer) => request(peer, (lines) => lines, { body: answerSdp.replaceAll('127.0.0.1', '999.1.1.1') }),
  ],
  ['an SDP without media', 488, (peer) => request(peer, (lines) => lines, { body: answerSdp.replace(/m=.*/s, '') })],
  [
    'an SDP with video alone',
    488,
    (peer) => request(peer, (lines) => lines, { body: answerSdp.replace('m=audio', 'm=video') }),
  ],
  [
    'an SDP of 10,000 lines',
    400,
    (peer) => request(peer, (lines) => lines, { body: answerSdp + 'a=x\r\n'.repeat(10_000) }),
  ],
];

describe.concurrent('a request with', () => {
  test.each(badRequests)('%s is answered with %i', async (_name, status, text) => {
    for (const transport of ['udp', 'tcp'] as const) {
      const peer = await SipPeer.open(product.sip(transport));
      peer.send(text(peer));
      const response = await peer.next((received) => (received.status ?? 0) >= 200);
      expect(response.status).toBe(status);
      peer.close();
    }
  });
});

test('a request that cannot be answered is dropped', async () => {
  const peer = await SipPeer.open(product.sip('udp'));
  for (const name of ['Via', 'From', 'To', 'Call-ID', 'CSeq']) peer.send(request(peer, without(name)));
  // The answer to a good one comes after whatever the others would have got.
  peer.send(request(peer, (lines) => lines, { method: 'OPTIONS' }));
  expect((await peer.next((received) => received.status !== undefined)).header('CSeq')).toBe('1 OPTIONS');
  peer.close();
});

describe.concurrent('a good call is untouched by', { timeout: 60_000 }, () => {
  test('datagrams that are no SIP, or half of it', async () => {
    const peer = await SipPeer.open(product.sip('udp'));
    const socket = createSocket('udp4');
    const { port } = product.sip('udp');
    await unharmed(async () => {
      const whole = request(peer, (lines) => lines);
      for (let round = 0; round < 40; round += 1) {
        for (let piece = 0; piece < 25; piece += 1) {
          socket.send(randomBytes(1 + Math.floor(Math.random() * 1400)), port, '127.0.0.1');
          socket.send(whole.slice(0, Math.floor(Math.random() * whole.length)), port, '127.0.0.1');
          socket.send(request(peer, having('Content-Length', '999999999')), port, '127.0.0.1');
          socket.send(`SIP/2.0 ${piece}00 ${'\0'.repeat(piece)}\r\n\r\n`, port, '127.0.0.1');
        }
        await pause(50);
      }
    });
    socket.close();
    peer.close();
  });

  test('connections that send garbage, half messages or nothing', async () => {
    const { port } = product.sip('tcp');
    const sockets: Socket[] = [];
    await unharmed(async () => {
      const peer = await SipPeer.open(product.sip('tcp'));
      const whole = request(peer, (lines) => lines);
      peer.close();
      const openings = [
        '',
        randomBytes(3000),
        whole.slice(0, 60),
        having('Content-Length', '50000')(whole.split('\r\n')).join('\r\n'),
      ];
      for (let index = 0; index < 120; index += 1) {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => {});
        await once(socket, 'connect');
        socket.write(openings[index % openings.length]!);
        sockets.push(socket);
      }
      // A message without an end: more than the endpoint takes.
      const endless = connect(port, '127.0.0.1');
      endless.on('error', () => {});
      endless.write(`INVITE sip:1000@127.0.0.1 SIP/2.0\r\nX: ${'x'.repeat(200_000)}`);
      await once(endless, 'close');
    }, 'tcp');
    for (const socket of sockets) socket.destroy();
  });

  test('RTP of a stranger, with every SSRC and with its own', async () => {
    const question = await product.speech('why is my bill so high this month');
    const good = await WireCaller.dial(product.sip('udp'), '1000');
    await product.heardSaying(good, /^Welcome/);
    const strangers = await Promise.all([RawRtp.open(good.rtp.ssrc), RawRtp.open(1)]);
    const loud = tone(4000, { hz: 700, levelDbfs: -6 });
    const attacks = strangers.map((stranger) => stranger.speak(loud, good.botPort));
    for (let guess = 0; guess < 500; guess += 1) {
      const stranger = await RawRtp.open(guess);
      stranger.send(loud.subarray(0, 160), good.botPort);
      await pause(1);
      stranger.close();
    }
    await good.say(overTheLine(question.samples, question.rateHz));
    await product.event(good, 'turn');
    await Promise.all(attacks);
    await good.press('12345678');
    const { total } = await product.billOf('12345678');
    expect(await product.heardSaying(good, /^Your bill/)).toContain(money(total));
    expect(good.continuity()).toMatchObject({ missing: 0 });
    for (const stranger of strangers) {
      expect(stranger.arrivals).toHaveLength(0);
      stranger.close();
    }
    expect(await good.hangUp()).toBe(200);
    const ended = await product.event(good, 'ended');
    expect(ended.packetsRefused).toBeGreaterThan(800);
    expect(ended.packetsLost).toBe(0);
  });

  test('datagrams on its RTP port that are no RTP', async () => {
    const socket = createSocket('udp4');
    const ended = await unharmed(async (good) => {
      for (let round = 0; round < 60; round += 1) {
        for (let length = 0; length < 20; length += 1) {
          socket.send(randomBytes(length), good.botPort, '127.0.0.1');
          // Even from the right address: headers cut short, too many CSRCs, padding beyond the packet.
          good.rtp.socket.send(
            Buffer.concat([Buffer.from([0xbf, 0x88]), randomBytes(length)]),
            good.botPort,
            '127.0.0.1',
          );
        }
        socket.send(randomBytes(9000), good.botPort, '127.0.0.1');
        await pause(30);
      }
    });
    expect(ended.packetsRefused).toBeGreaterThan(1000);
    socket.close();
  });

  test('a call that floods it with keys', async () => {
    await unharmed(async () => {
      const flood = await WireCaller.dial(product.sip('udp'), '1000');
      for (let key = 0; key < 2000; key += 1) {
        flood.rtp.socket.send(telephoneEvent(flood.rtp.ssrc, key), flood.botPort, '127.0.0.1');
        if (key % 50 === 0) await pause(20);
      }
      await flood.press('4711#*'.repeat(20));
      expect(await flood.hangUp()).toBe(200);
    });
  });

  test('re-INVITEs of its own that make no sense: each is refused and changes nothing', async () => {
    await unharmed(async ({ call }) => {
      const statuses: (number | undefined)[] = [];
      for (const body of ['nonsense', answerSdp.replace('40002', '99999'), answerSdp.replace('m=audio', 'm=video')]) {
        call.request('INVITE', { headers: ['Content-Type: application/sdp'], body });
        const response = await call.final();
        call.ack(response);
        statuses.push(response.status);
      }
      expect(statuses).toEqual([400, 400, 488]);
      expect((await call.ask('UPDATE', { headers: ['Content-Type: application/sdp'], body: 'nonsense' })).status).toBe(
        400,
      );
      expect((await call.ask('INFO', { headers: ['Content-Type: text/plain'], body: 'hello' })).status).toBe(415);
    });
  });

  test('more calls than there may be: the rest is told to come later', async () => {
    const peer = await SipPeer.open(product.sip('udp'));
    await unharmed(async () => {
      const calls = Array.from({ length: 80 }, () => new PeerCall(peer, '1000'));
      for (const call of calls) call.invite(answerSdp);
      const responses = await Promise.all(calls.map((call) => call.final(10_000)));
      for (const [index, response] of responses.entries()) calls[index]!.ack(response);
      const accepted = calls.filter((_call, index) => responses[index]!.status === 200);
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200, 503]));
      expect(accepted.length).toBeLessThan(maxCalls);
      const byes = await Promise.all(accepted.map((call) => call.ask('BYE')));
      expect(byes.every(({ status }) => status === 200)).toBe(true);
    });
    peer.close();
  });
});

test('a flood of nonsense leaves no memory behind', async () => {
  await until(() => product.running.calls === 0);
  const socket = createSocket('udp4');
  const peer = await SipPeer.open(product.sip('udp'));
  const flood = async () => {
    for (let round = 0; round < 100; round += 1) {
      for (let piece = 0; piece < 50; piece += 1) {
        socket.send(request(peer, without('From')), product.sip('udp').port, '127.0.0.1');
      }
      await pause(5);
    }
    peer.received.length = 0;
  };
  await flood();
  const before = usedMegabytes();
  await flood();
  expect(usedMegabytes() - before).toBeLessThan(30);
  socket.close();
  peer.close();
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One whole key press in a packet (RFC 4733 2.3). */
function telephoneEvent(ssrc: number, press: number): Buffer {
  const packet = Buffer.alloc(16);
  packet.writeUInt16BE(0x8065, 0);
  packet.writeUInt16BE(press & 0xffff, 2);
  packet.writeUInt32BE(press * 800, 4);
  packet.writeUInt32BE(ssrc, 8);
  packet[12] = press % 12;
  packet[13] = 0x80;
  packet.writeUInt16BE(800, 14);
  return packet;
}
