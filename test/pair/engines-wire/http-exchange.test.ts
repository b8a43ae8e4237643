import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '#src/core/clock.js';
import type { UndertoneError } from '#src/core/errors.js';
import { type ExchangeOptions, openExchange } from '#src/engines/wire/http-exchange.js';
import type { WireEvent } from '#src/engines/wire/wire-tap.js';
import { ManualClock } from '../../support/manual-clock.js';
import { startTunnelProxy } from '../../support/tunnel-proxy.js';
import { until } from '../../support/until.js';
import { certificate, privateKey } from './self-signed.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listening(server: Server | ReturnType<typeof createTcpServer>, scheme = 'http'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/v1/x?key=hush-hush`;
}

const serve = (listener: RequestListener): Promise<string> => listening(createServer(listener));

const limits = { connectMs: 5_000, firstByteMs: 5_000, idleMs: 5_000, maxBytes: 1_000_000 };

function options(url: string, more: Partial<ExchangeOptions> = {}): ExchangeOptions {
  const base = { clock: systemClock, url, method: 'POST', headers: {}, body: '{}', limits, secrets: [] } as const;
  return { ...base, signal: new AbortController().signal, ...more };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString();
}

const errorOf = (promise: Promise<unknown>): Promise<UndertoneError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (thrown: UndertoneError) => thrown,
  );

async function bodyOf(request: IncomingMessage): Promise<string> {
  return textOf(request as AsyncIterable<Uint8Array>);
}

describe('an exchange with an engine', () => {
  test('sends the body and gives the answer in parts as they come', async () => {
    let response: ServerResponse | undefined;
    let received = '';
    const url = await serve(async (request, answer) => {
      received = `${request.method} ${request.url} ${request.headers.authorization} ${await bodyOf(request)}`;
      answer.writeHead(200, { 'x-model': 'a' }).write('one');
      response = answer;
    });
    const exchange = await openExchange(options(url, { body: '{"a":1}', headers: { authorization: 'Bearer k' } }));
    expect(received).toBe('POST /v1/x?key=hush-hush Bearer k {"a":1}');
    expect(exchange.headers['x-model']).toBe('a');
    const body = exchange.body[Symbol.asyncIterator]();
    expect(Buffer.from((await body.next()).value as Uint8Array).toString()).toBe('one');
    response!.end('two');
    expect(Buffer.from((await body.next()).value as Uint8Array).toString()).toBe('two');
    expect((await body.next()).done).toBe(true);
  });

  test('uses a connection again', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, answer) => {
      ports.add(request.socket.remotePort);
      answer.end('ok');
    });
    for (let round = 0; round < 6; round += 1) await textOf((await openExchange(options(url))).body);
    expect(ports.size).toBeLessThan(4);
  });

  test('sends a form with its boundary', async () => {
    let received = '';
    const url = await serve(async (request, answer) => {
      received = `${request.headers['content-type']}\n${await bodyOf(request)}`;
      answer.end();
    });
    const form = new FormData();
    form.set('model', 'whisper');
    form.set('file', new Blob([new Uint8Array([82, 73])], { type: 'audio/wav' }), 'turn.wav');
    await textOf((await openExchange(options(url, { body: form }))).body);
    const boundary = /^multipart\/form-data; boundary=(\S+)\n/.exec(received)?.[1];
    expect(received).toContain(`--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper`);
    expect(received).toContain('filename="turn.wav"\r\nContent-Type: audio/wav\r\n\r\nRI');
  });

  test.each([
    [400, 'ENGINE_PROTOCOL'],
    [302, 'ENGINE_PROTOCOL'],
    [401, 'ENGINE_REFUSED'],
    [403, 'ENGINE_REFUSED'],
    [429, 'ENGINE_UNAVAILABLE'],
    [500, 'ENGINE_FAILED'],
    [503, 'ENGINE_UNAVAILABLE'],
  ])('HTTP %i is %s, with the beginning of what the engine says and no secret', async (status, code) => {
    const url = await serve((_request, answer) => {
      answer.writeHead(status, { 'retry-after': '2', location: '/other' }).end(`no hush-hush ${'x'.repeat(9000)}`);
    });
    const error = await errorOf(openExchange(options(url, { secrets: ['hush-hush'] })));
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject({ status, excerpt: expect.stringMatching(/^no \[secret\] x{100}/) });
    expect((error.details.excerpt as string).length).toBeLessThanOrEqual(2048);
    if (code === 'ENGINE_UNAVAILABLE') expect(error.details.retryAfterMs).toBe(2000);
  });

  test('an engine that nobody listens for is unavailable', async () => {
    const server = createServer();
    const url = await listening(server);
    server.close();
    expect((await errorOf(openExchange(options(url)))).code).toBe('ENGINE_UNAVAILABLE');
  });

  test('an engine that takes the request and says nothing is too late', async () => {
    let isAsked = false;
    let isGone = false;
    const clock = new ManualClock();
    const url = await serve((request) => {
      isAsked = true;
      request.socket.on('close', () => {
        isGone = true;
      });
    });
    const failed = errorOf(openExchange(options(url, { clock })));
    await until(() => isAsked);
    clock.advance(limits.firstByteMs + 1);
    expect((await failed).code).toBe('ENGINE_TIMEOUT');
    await until(() => isGone);
  });

  test('headers alone are no answer', async () => {
    const clock = new ManualClock();
    const url = await serve((_request, answer) => answer.writeHead(200).flushHeaders());
    const { body } = await openExchange(options(url, { clock }));
    const failed = errorOf(textOf(body));
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(limits.firstByteMs + 1);
    expect((await failed).code).toBe('ENGINE_TIMEOUT');
  });

  test('a stalled answer is too late, however much came before', async () => {
    const clock = new ManualClock();
    const url = await serve((_request, answer) => answer.writeHead(200).write('one'));
    const { body } = await openExchange(options(url, { clock }));
    const reader = body[Symbol.asyncIterator]();
    await reader.next();
    const failed = errorOf(reader.next());
    clock.advance(limits.idleMs + 1);
    expect((await failed).message).toBe('nothing came for 5000 ms');
  });

  test('a connection that does not come about is too late', async () => {
    const clock = new ManualClock();
    // TLS against a listener that never shakes hands.
    const url = await listening(createTcpServer(), 'https');
    const failed = errorOf(openExchange(options(url, { clock })));
    await new Promise((resolve) => setTimeout(resolve, 20));
    clock.advance(limits.connectMs + 1);
    expect((await failed).message).toBe('no connection within 5000 ms');
  });

  test('an aborted exchange ends at the engine at once', async () => {
    const gone: string[] = [];
    const url = await serve((request, answer) => {
      request.socket.on('close', () => gone.push('gone'));
      if (request.method === 'POST') answer.writeHead(200).write('one');
    });
    const reading = new AbortController();
    const { body } = await openExchange(options(url, { signal: reading.signal }));
    const read = errorOf(textOf(body));
    reading.abort(new Error('enough'));
    expect((await read).message).toBe('enough');
    const waiting = new AbortController();
    const opened = errorOf(openExchange(options(url, { method: 'GET', body: undefined, signal: waiting.signal })));
    await new Promise((resolve) => setTimeout(resolve, 20));
    waiting.abort(new Error('enough'));
    expect((await opened).message).toBe('enough');
    await until(() => gone.length === 2);
  });

  test('a reader that leaves early closes the connection', async () => {
    let isGone = false;
    const url = await serve((request, answer) => {
      request.socket.on('close', () => {
        isGone = true;
      });
      answer.writeHead(200).write('one');
    });
    for await (const _part of (await openExchange(options(url))).body) break;
    await until(() => isGone);
  });

  test('an answer that breaks off has failed', async () => {
    const url = await serve((_request, answer) => {
      answer.writeHead(200, { 'content-length': '100' }).write('one');
      setTimeout(() => answer.destroy(), 10);
    });
    const { body } = await openExchange(options(url));
    expect((await errorOf(textOf(body))).code).toBe('ENGINE_FAILED');
  });

  test('an answer longer than allowed is refused', async () => {
    const url = await serve((_request, answer) => answer.end('x'.repeat(2000)));
    const { body } = await openExchange(options(url, { limits: { ...limits, maxBytes: 1000 } }));
    expect((await errorOf(textOf(body))).code).toBe('ENGINE_PROTOCOL');
  });

  test('a slow reader makes the engine wait, and loses nothing', async () => {
    const whole = 'x'.repeat(3_000_000);
    const url = await serve((_request, answer) => answer.end(whole));
    const { body } = await openExchange(options(url, { limits: { ...limits, maxBytes: 4_000_000 } }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await textOf(body)).length).toBe(whole.length);
  });

  test('something that is no HTTP is no engine', async () => {
    const url = await listening(
      createTcpServer((socket) => socket.on('data', () => socket.end('SSH-2.0-OpenSSH\r\n'))),
    );
    expect((await errorOf(openExchange(options(url)))).code).toBe('ENGINE_PROTOCOL');
  });

  test('a certificate that nobody vouches for is refused', async () => {
    const server = createTlsServer({ key: privateKey, cert: certificate }, (_request, answer) => answer.end());
    server.on('tlsClientError', () => {});
    const url = await listening(server, 'https');
    expect((await errorOf(openExchange(options(url)))).code).toBe('ENGINE_REFUSED');
  });

  test('goes through a proxy when it is told to', async () => {
    const proxy = await startTunnelProxy();
    closing.push(() => proxy.close());
    const url = await serve((_request, answer) => answer.end('through'));
    const { body } = await openExchange(options(url, { proxy: proxy.url }));
    expect(await textOf(body)).toBe('through');
    expect(proxy.asked).toEqual([new URL(url).host]);
  });

  test('the recorder sees everything but the secrets', async () => {
    const url = await serve((_request, answer) => answer.writeHead(200, { 'x-id': '7' }).end('hello'));
    const seen: WireEvent[] = [];
    const headers = { authorization: 'Bearer hush-hush', 'x-app-key': 'hush-hush', accept: 'text/event-stream' };
    const told = {
      headers,
      body: '{"key":"hush-hush"}',
      secrets: ['hush-hush'],
      tap: (event: WireEvent) => seen.push(event),
    };
    await textOf((await openExchange(options(url, told))).body);
    expect(seen.map(({ type }) => type)).toEqual(['opened', 'data', 'answered', 'data', 'closed']);
    expect(seen[0]).toMatchObject({
      url: url.replace('hush-hush', '[secret]'),
      headers: { accept: 'text/event-stream' },
    });
    expect(seen[1]).toMatchObject({ direction: 'sent', data: '{"key":"[secret]"}' });
    expect(seen[2]).toMatchObject({ status: 200, headers: { 'x-id': '7' } });
    expect(JSON.stringify(seen)).not.toContain('hush-hush');
    expect(new Set(seen.map(({ connection }) => connection)).size).toBe(1);
  });
});
