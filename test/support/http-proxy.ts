import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What the way to an API can do wrong. */
export type Trouble = 'refuses' | 'is silent' | 'answers 500' | 'answers nonsense' | 'breaks off';

export interface HttpProxy {
  readonly url: string;
  /** Lets no request through any more. */
  fail(trouble: Trouble): Promise<void>;
  /** Lets requests through again. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

/** The way to an API at `target`, which works until a test breaks it. */
export async function startHttpProxy(target: string): Promise<HttpProxy> {
  let trouble: Trouble | undefined;
  let port = 0;
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    if (trouble === 'is silent') return;
    if (trouble === 'breaks off') return request.socket.destroy();
    if (trouble === 'answers 500') return response.writeHead(500).end('{"error":"internal"}');
    if (trouble === 'answers nonsense') return response.writeHead(200).end('<html>'.repeat(1000));
    const answer = await fetch(new URL(request.url ?? '/', target), { method: request.method ?? 'GET' });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen();
  port = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${port}`,
    async fail(kind) {
      trouble = kind;
      if (kind === 'refuses') await stop();
    },
    async heal() {
      if (trouble === 'refuses') await listen();
      trouble = undefined;
    },
    close: stop,
  };
}
