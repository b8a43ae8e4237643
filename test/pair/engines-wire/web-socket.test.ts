/** Against real servers on loopback: what an engine's WebSocket may do wrong, and what becomes of it. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { systemClock as clock } from '#src/core/clock.js';
import { UndertoneError } from '#src/core/errors.js';
import { openWebSocket, type WebSocketOptions } from '#src/engines/wire/web-socket.js';
import type { WireEvent } from '#src/engines/wire/wire-tap.js';
import { startTunnelProxy } from '../../support/tunnel-proxy.js';
import { until } from '../../support/until.js';
import { certificate, privateKey } from './self-signed.js';

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A WebSocket server that does to each socket what a test says. */
async function serve(onSocket: (socket: WebSocket, tcp: Socket, headers: Record<string, unknown>) => void) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket, request) => onSocket(socket, request.socket, request.headers));
  await once(server, 'listening');
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    return new Promise((resolve) => server.close(resolve));
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/realtime?model=m`;
}

async function open(url: string, changes: Partial<WebSocketOptions> = {}) {
  const received: (string | Uint8Array)[] = [];
  const closed: (UndertoneError | undefined)[] = [];
  const socket = await openWebSocket({
    clock,
    url,
    headers: {},
    connectMs: 2000,
    maxMessageBytes: 100_000,
    maxBufferedBytes: 1_000_000,
    secrets: [],
    onMessage: (data) => received.push(data),
    onClosed: (error) => closed.push(error),
    ...changes,
  });
  closers.push(() => socket.close());
  return { socket, received, closed };
}

describe('opening', () => {
  test('the credentials go out, and are in no recording', async () => {
    let authorization: unknown;
    const url = await serve((socket, _tcp, headers) => {
      authorization = headers.authorization;
      socket.send('{"key":"sk-12345"}');
    });
    const tapped: WireEvent[] = [];
    const { received, socket } = await open(`${url}&key=sk-12345`, {
      headers: { Authorization: 'Bearer sk-12345', 'X-Trace': 'sk-12345' },
      secrets: ['sk-12345'],
      tap: (event) => tapped.push(event),
    });
    await until(() => received.length > 0);
    socket.send('{"mine":"sk-12345"}');
    await socket.close();
    expect(authorization).toBe('Bearer sk-12345');
    expect(JSON.stringify(tapped)).not.toContain('sk-12345');
    expect(tapped.map(({ type }) => type)).toEqual(['opened', 'answered', 'data', 'data', 'closed']);
  });

  test.each([
    [401, 'ENGINE_REFUSED'],
    [429, 'ENGINE_UNAVAILABLE'],
    [500, 'ENGINE_FAILED'],
    [404, 'ENGINE_PROTOCOL'],
    [200, 'ENGINE_PROTOCOL'],
  ])('a handshake answered with %d is %s, with what the engine says', async (status, code) => {
    const server = createServer();
    server.on('upgrade', (_request, tcp: Socket) =>
      tcp.end(`HTTP/1.1 ${status} No\r\nContent-Length: 9\r\nRetry-After: 2\r\n\r\nbad sk-1!`),
    );
    const port = await listen(server);
    closers.push(() => server.close());
    await expect(open(`ws://127.0.0.1:${port}`, { secrets: ['sk-1'] })).rejects.toMatchObject({
      code,
      details: { status, excerpt: 'bad [secret]!' },
    });
  });

  test('nobody there, and somebody who never answers', async () => {
    const silent = createTcpServer();
    const port = await listen(silent);
    closers.push(() => silent.close());
    await expect(open(`ws://127.0.0.1:${port}`, { connectMs: 50 })).rejects.toMatchObject({ code: 'ENGINE_TIMEOUT' });
    const gone = createTcpServer();
    const freePort = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    await expect(open(`ws://127.0.0.1:${freePort}`)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  });

  test('through a proxy when one is given', async () => {
    const url = await serve((socket) => socket.send('hello'));
    const proxy = await startTunnelProxy();
    closers.push(() => proxy.close());
    const { received } = await open(url, { proxy: proxy.url });
    await until(() => received.length > 0);
    expect(proxy.asked).toEqual([new URL(url).host]);
  });
});

test('a certificate that nobody vouches for is refused, through a proxy too', async () => {
  const server = createTlsServer({ cert: certificate, key: privateKey });
  const sockets = new WebSocketServer({ server });
  const port = await listen(server);
  const proxy = await startTunnelProxy();
  closers.push(
    () => proxy.close(),
    () => server.close(),
    () => sockets.close(),
  );
  for (const way of [undefined, proxy.url]) {
    const opening = open(`wss://127.0.0.1:${port}`, { proxy: way });
    await expect(opening).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
  }
});

describe('an open one', () => {
  test('carries text and bytes both ways, as what they are', async () => {
    const url = await serve((socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
    const { socket, received } = await open(url);
    socket.send('text');
    socket.sendAudio(new Uint8Array([1, 2, 3]));
    await until(() => received.length === 2);
    expect(received).toEqual(['text', new Uint8Array([1, 2, 3])]);
  });

  test('closed by us is no error, and nothing comes after', async () => {
    const url = await serve((socket) => socket.send('hello'));
    const { socket, closed, received } = await open(url);
    await socket.close();
    expect(closed).toEqual([undefined]);
    socket.send('late');
    expect(received.length).toBeLessThanOrEqual(1);
  });

  test.each([
    [1000, 'ENGINE_UNAVAILABLE'],
    [1001, 'ENGINE_UNAVAILABLE'],
    [1008, 'ENGINE_REFUSED'],
    [1009, 'ENGINE_PROTOCOL'],
    [1011, 'ENGINE_FAILED'],
    [4000, 'ENGINE_UNAVAILABLE'],
  ])('closed by the engine with %d is %s', async (status, code) => {
    const url = await serve((socket) => socket.close(status, 'because'));
    const { closed } = await open(url);
    await until(() => closed.length > 0);
    expect(closed[0]).toMatchObject({ code, details: { closeCode: status, reason: 'because' } });
  });

  test('half-closed by the engine, it is gone at once', async () => {
    const url = await serve((_socket, tcp) => tcp.end());
    const { closed } = await open(url);
    await until(() => closed.length > 0);
    expect(closed[0]).toMatchObject({ code: 'ENGINE_UNAVAILABLE', details: { closeCode: 1006 } });
  });

  test('bytes that are no frame, a message that is too long, and an exception of ours end this one only', async () => {
    const garbage = await open(await serve((_socket, tcp) => tcp.write('this is no frame at all')));
    const long = await open(await serve((socket) => socket.send('x'.repeat(2000))), { maxMessageBytes: 1000 });
    const thrown = await open(await serve((socket) => socket.send('x')), {
      onMessage: () => {
        throw new UndertoneError('ENGINE_PROTOCOL', 'not what we know');
      },
    });
    for (const { closed } of [garbage, long, thrown]) {
      await until(() => closed.length > 0);
      expect(closed).toHaveLength(1);
      expect(closed[0]).toMatchObject({ code: 'ENGINE_PROTOCOL' });
    }
  });

  test('silence is an error only where the engine answers no pings', async () => {
    const url = await serve(() => {});
    const lively = await open(url, { idleMs: 200, heartbeatMs: 50 });
    const silent = await open(url, { idleMs: 200 });
    await until(() => silent.closed.length > 0);
    expect(silent.closed[0]).toMatchObject({ code: 'ENGINE_TIMEOUT' });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(lively.closed).toEqual([]);
  });

  test('a process that stood still reads what came meanwhile before it takes the engine for silent', async () => {
    let server: WebSocket | undefined;
    const url = await serve((socket) => {
      server = socket;
    });
    const { closed, received } = await open(url, { idleMs: 150 });
    await until(() => server !== undefined);
    server!.send('still here');
    const untilMs = performance.now() + 200;
    while (performance.now() < untilMs);
    await until(() => received.length > 0);
    expect(closed).toEqual([]);
    server!.send('and here');
    await until(() => received.length > 1);
  });

  test('an engine that takes no audio costs bounded memory, and is lost', async () => {
    const url = await serve((socket) => socket.pause());
    const { socket, closed } = await open(url, { maxBufferedBytes: 200_000 });
    const chunk = new Uint8Array(50_000);
    let mostBytes = 0;
    for (let i = 0; i < 1000 && closed.length === 0; i++) {
      socket.sendAudio(chunk);
      mostBytes = Math.max(mostBytes, socket.bufferedBytes);
      if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(closed[0]).toMatchObject({ code: 'ENGINE_TIMEOUT' });
    expect(mostBytes).toBeLessThan(600_000);
  });

  test('an engine that stops taking for a moment gets everything else, and the audio that is still fresh', async () => {
    let server: WebSocket | undefined;
    const got: Buffer[] = [];
    const url = await serve((socket) => {
      server = socket;
      socket.pause();
      socket.on('message', (data) => got.push(data as Buffer));
    });
    const { socket, closed } = await open(url, { maxBufferedBytes: 4_000_000 });
    let sent = 0;
    while (socket.bufferedBytes <= 4_000_000) {
      socket.sendAudio(Buffer.alloc(500_000, 'a'));
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.sendAudio(Buffer.from('old'));
    socket.send('commit');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    socket.sendAudio(Buffer.from('fresh'));
    server!.resume();
    await until(() => got.length >= sent + 2);
    expect(got.slice(sent).map(String)).toEqual(['commit', 'fresh']);
    expect(socket.droppedAudio).toBe(1);
    expect(closed).toEqual([]);
  });
});
