import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** A form's fields; a file is a Blob. */
  form(): Promise<FormData>;
  json(): Record<string, unknown>;
}

/** What a server of the real kind would refuse; told to the test as well. */
export class WrongRequest extends Error {}

export interface TestHttpServer {
  readonly url: string;
  /** Requests that were no proper ones; a test expects none. */
  readonly wrong: readonly string[];
  /** Requests that were given up before their answer was out. */
  readonly aborted: () => number;
  close(): Promise<void>;
}

/** Told the path of a request when its answer begins, just before the first byte of the body. */
export type AnswerListener = (path: string) => void;

/** An HTTP server on 127.0.0.1 that hands whole requests on. */
export async function startHttpServer(
  handle: (request: HttpRequest, response: ServerResponse) => Promise<void> | void,
  onAnswer: AnswerListener = () => {},
): Promise<TestHttpServer> {
  const wrong: string[] = [];
  let aborted = 0;
  const server = createServer(async (incoming, response) => {
    response.on('close', () => {
      if (!response.writableFinished) aborted += 1;
    });
    try {
      const request = await requestOf(incoming);
      tellBeginning(response, () => onAnswer(request.path));
      await handle(request, response);
    } catch (thrown) {
      wrong.push(`${incoming.method} ${incoming.url}: ${(thrown as Error).message}`);
      if (!response.headersSent) response.writeHead(400);
      response.end(JSON.stringify({ detail: (thrown as Error).message }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    wrong,
    aborted: () => aborted,
    close: () => closed(server),
  };
}

function tellBeginning(response: ServerResponse, tell: () => void): void {
  const writeHead = response.writeHead.bind(response) as (...args: readonly unknown[]) => ServerResponse;
  response.writeHead = (...args: readonly unknown[]) => {
    tell();
    return writeHead(...args);
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function requestOf(incoming: IncomingMessage): Promise<HttpRequest> {
  const parts: Uint8Array[] = [];
  for await (const part of incoming) parts.push(part as Uint8Array);
  const body = Buffer.concat(parts);
  const { method = '', url = '', headers } = incoming;
  return {
    method,
    path: url,
    headers,
    body,
    form: () => new Response(body, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData(),
    json: () => {
      if (!headers['content-type']?.startsWith('application/json')) throw new WrongRequest('no JSON content type');
      return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    },
  };
}
