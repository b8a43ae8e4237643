import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { ToolRunner } from '#src/agent/tool.js';
import { startBackOffice } from '#src/backoffice/backoffice.js';
import { systemClock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import { botTools } from '#src/tools/bot-tools.js';
import { type HttpTools, openHttpTools } from '#src/tools/http-tools.js';

const document = {
  openapi: '3.1.0',
  paths: {
    '/read': {
      get: {
        operationId: 'read_it',
        parameters: [
          { name: 'account', in: 'query', required: true, schema: { type: 'string', pattern: '^[0-9]{8}$' } },
        ],
      },
    },
    '/write': { post: { operationId: 'write_it' } },
  },
};

const lines: { fields: object; message: string }[] = [];
const note = (fields: object, message: string) => void lines.push({ fields, message });
const log = { ...silentLog, info: note, warn: note };

const servers: Server[] = [];
const toolSets: HttpTools[] = [];
afterEach(() => {
  lines.length = 0;
  for (const tools of toolSets.splice(0)) tools.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener, port = 0): Promise<{ url: string; port: number; server: Server }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const listening = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${listening}`, port: listening, server };
}

const withDocument =
  (answer: RequestListener): RequestListener =>
  (request, response) => {
    if (request.url === '/openapi.json') response.end(JSON.stringify(document));
    else answer(request, response);
  };

function open(url: string | Promise<string>, timeoutMs = 2000, token?: string): HttpTools {
  const tools = openHttpTools({ name: 'test', documentUrl: url, timeoutMs, token, clock: systemClock, log });
  toolSets.push(tools);
  return tools;
}

const run = (tools: ToolRunner, name: string, values: Record<string, unknown> = {}, signal?: AbortSignal) =>
  tools.run({ toolCallId: '1', name, arguments: values }, signal ?? new AbortController().signal);

const good = { account: '12345678' };

describe('a tool', () => {
  test('is a request to the API, with the token, and its answer', async () => {
    const requests: IncomingMessage[] = [];
    const { url } = await serve(
      withDocument((request, response) => {
        requests.push(request);
        response.end('{"fine":true}');
      }),
    );
    const tools = open(`${url}/openapi.json`, 2000, 'secret-token');
    await tools.loaded;
    expect(tools.tools.map(({ name, effect }) => [name, effect])).toEqual([
      ['read_it', 'read'],
      ['write_it', 'write'],
    ]);
    expect(await run(tools, 'read_it', good)).toEqual({ ok: true, value: { fine: true } });
    expect(await run(tools, 'write_it')).toEqual({ ok: true, value: { fine: true } });
    expect(requests.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
      'GET /read?account=12345678',
      'POST /write',
    ]);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer secret-token',
      'Bearer secret-token',
    ]);
    expect(requests.map(({ headers }) => headers['idempotency-key'] !== undefined)).toEqual([false, true]);
    expect(JSON.stringify(lines)).not.toMatch(/12345678|secret-token/);
  });

  test('is not called with arguments that its schema does not have', async () => {
    const calls: IncomingMessage[] = [];
    const { url } = await serve(
      withDocument((request, response) => {
        calls.push(request);
        response.end('1');
      }),
    );
    const tools = open(`${url}/openapi.json`);
    await tools.loaded;
    for (const values of [{}, { account: '1' }, { account: 12345678 }, { ...good, other: 1 }]) {
      expect(await run(tools, 'read_it', values)).toMatchObject({ ok: false, code: 'TOOL_BAD_ARGUMENTS' });
    }
    expect(await run(tools, 'nothing_it')).toMatchObject({ ok: false, code: 'TOOL_UNKNOWN' });
    expect(calls).toEqual([]);
  });

  test.each<[string, RequestListener, string, RegExp]>([
    [
      'an error status',
      (_q, r) => r.writeHead(404).end('{"error":"not_found","message":"no such account"}'),
      'TOOL_FAILED',
      /^HTTP 404: not_found: no such account$/,
    ],
    ['an error that is not JSON', (_q, r) => r.writeHead(500).end('<html>'), 'TOOL_FAILED', /^HTTP 500$/],
    ['an answer that is not JSON', (_q, r) => void r.end('hello'), 'TOOL_FAILED', /not JSON/],
    ['an answer without end', (_q, r) => void r.write('x'.repeat(400_000)), 'TOOL_FAILED', /longer than/],
    ['a redirect', (_q, r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'TOOL_FAILED', /^HTTP 302$/],
    ['a connection that is cut', (q) => void q.socket.destroy(), 'TOOL_FAILED', /cannot be reached/],
    ['no answer', () => {}, 'TOOL_TIMEOUT', /within 300 ms/],
    ['an answer that stops in the middle', (_q, r) => void r.write('{'), 'TOOL_TIMEOUT', /within 300 ms/],
  ])('that meets %s fails by name', async (_name, listener, code, message) => {
    const { url } = await serve(withDocument(listener));
    const tools = open(`${url}/openapi.json`, 300);
    await tools.loaded;
    const result = await run(tools, 'read_it', good);
    expect(result).toEqual({ ok: false, code, message: expect.stringMatching(message) });
  });

  test('that is aborted ends at once', async () => {
    const { url } = await serve(withDocument(() => {}));
    const tools = open(`${url}/openapi.json`);
    await tools.loaded;
    const abort = new AbortController();
    const result = run(tools, 'read_it', good, abort.signal);
    abort.abort();
    expect((await result).ok).toBe(false);
  });
});

describe('an API', () => {
  test('that is down at start is read once it is up, and its tools fail by name until then', async () => {
    const { port, server } = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));
    const tools = open(`http://127.0.0.1:${port}/openapi.json`);
    expect(tools.tools).toEqual([]);
    expect(await run(tools, 'read_it', good)).toMatchObject({ ok: false, code: 'TOOL_FAILED' });
    await serve(
      withDocument((_request, response) => response.end('1')),
      port,
    );
    await tools.loaded;
    expect(await run(tools, 'read_it', good)).toEqual({ ok: true, value: 1 });
  });

  test('that goes down keeps its tools, which fail by name', async () => {
    const { url, server } = await serve(withDocument((_request, response) => response.end('1')));
    const tools = open(`${url}/openapi.json`);
    await tools.loaded;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(tools.tools).toHaveLength(2);
    expect(await run(tools, 'read_it', good)).toMatchObject({ ok: false, code: 'TOOL_FAILED' });
  });
});

test('a bot has the tools of its APIs and those of the call; a transfer only where there is a target', async () => {
  const { url } = await serve(withDocument((_request, response) => response.end('1')));
  const api = open(`${url}/openapi.json`);
  await api.loaded;
  const tools = botTools([api], { canTransfer: true });
  expect(tools.tools.map(({ name, effect }) => [name, effect])).toEqual([
    ['hang_up', 'call'],
    ['transfer_to_human', 'call'],
    ['read_it', 'read'],
    ['write_it', 'write'],
  ]);
  expect(botTools([], { canTransfer: false }).tools.map(({ name }) => name)).toEqual(['hang_up']);
  expect(await run(tools, 'read_it', good)).toEqual({ ok: true, value: 1 });
  expect(await run(botTools([], { canTransfer: false }), 'read_it')).toMatchObject({ code: 'TOOL_UNKNOWN' });
});

test('the demo back office: the tools that the dialogue relies on, over HTTP', async () => {
  const office = startBackOffice({ address: '127.0.0.1', port: 0, clock: systemClock, log: silentLog });
  const tools = open(office.then(({ url }) => `${url}/openapi.json`));
  await tools.loaded;
  expect(tools.tools.map(({ name, effect }) => `${name} ${effect}`).sort()).toEqual([
    'block_sim write',
    'buy_data_pack write',
    'change_plan write',
    'get_account read',
    'get_bill read',
    'list_broadband_offers read',
    'list_data_packs read',
    'list_plans read',
    'list_promotions read',
    'list_roaming_destinations read',
    'open_complaint write',
    'order_broadband write',
    'replace_sim write',
  ]);
  expect(await run(tools, 'get_bill', good)).toMatchObject({ ok: true, value: { total: 522.5, difference: 298.5 } });
  expect(await run(tools, 'get_bill', { account: '00000000' })).toMatchObject({
    ok: false,
    code: 'TOOL_FAILED',
    message: expect.stringContaining('not_found'),
  });
  expect(await run(tools, 'change_plan', { ...good, plan: 'plus' })).toMatchObject({
    ok: true,
    value: { plan: 'plus' },
  });
  expect(await run(tools, 'list_promotions')).toMatchObject({ ok: true });
  expect(await run(tools, 'buy_data_pack', { ...good, pack: 'data5' })).toMatchObject({ ok: true });
  expect(await run(tools, 'block_sim', good)).toMatchObject({ ok: true, value: { item: 'card' } });
  await (await office).close();
  expect(await run(tools, 'get_bill', good)).toMatchObject({ ok: false, code: 'TOOL_FAILED' });
}, 60_000);
