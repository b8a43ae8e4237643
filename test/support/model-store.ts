/** A server of model files, a manifest that names them, and `undertone models` put to both. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '#src/cli/commands.js';
import type { Terminal } from '#src/cli/terminal.js';
import { type Clock, systemClock } from '#src/core/clock.js';
import { until } from './until.js';

export const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

/** Waits of seconds take hundredths. */
export const hurried: Clock = {
  ...systemClock,
  setTimer: (delayMs, fire, options) => systemClock.setTimer(delayMs / 100, fire, options),
};

/** Larger than what a socket holds back, so that a cut is one in the middle. */
export const weights = randomBytes(3_000_000);
export const half = weights.length / 2;

type Entry = Readonly<Record<string, unknown>>;

export class ModelStore {
  readonly home = mkdtempSync(join(tmpdir(), 'undertone-models-'));
  folder = join(this.home, 'store');
  answer: RequestListener = () => {};
  /** Method, path and Range of every request. */
  readonly requests: {
    readonly path: string;
    readonly range: string | undefined;
    readonly ifRange: string | undefined;
  }[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const { range, 'if-range': ifRange } = request.headers;
      this.requests.push({ path: request.url ?? '', range, ifRange: ifRange as string | undefined });
      this.answer(request, response);
    });
  }

  static async start(): Promise<ModelStore> {
    const store = new ModelStore();
    await new Promise<void>((resolve) => store.#server.listen(0, '127.0.0.1', resolve));
    return store;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Removes what was pulled. */
  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
    this.folder = join(this.home, 'store');
    this.requests.length = 0;
    this.answer = () => {};
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Every request gets `data`, whole. */
  serve(data: Buffer): void {
    this.answer = (_request, response) => void response.end(data);
  }

  /** As an honest server does: ranges, and If-Range against `etag`. */
  serveRanges(data: Buffer, etag = '"one"'): void {
    this.answer = (request, response) => rangeAnswer(request, response, data, etag);
  }

  /** The manifest of a model `ears` with one file `model.onnx`, the weights unless `file` says otherwise. */
  manifest(file: Entry = {}, model: Entry = {}): string {
    return this.manifestOf([{ ...this.entry('model.onnx', weights), ...file }], model);
  }

  manifestOf(files: readonly Entry[], model: Entry = {}): string {
    const path = join(this.home, 'manifest.yaml');
    writeFileSync(
      path,
      JSON.stringify({ models: [{ name: 'ears', licence: 'MIT', sample_rate_hz: 16000, ...model, files }] }),
    );
    return path;
  }

  entry(name: string, data: Buffer): Entry {
    return { source: `${this.url}/hub/${name}`, sha256: sha256(data), bytes: data.length };
  }

  /** `undertone models ACTION --manifest … --folder …`; pull says --yes unless the terminal can ask. */
  async run(action: string, manifest: string, more: readonly string[] = [], terminal: Partial<Terminal> = {}) {
    const out: string[] = [];
    const noted: string[] = [];
    const names = action === 'pull' ? ['ears'] : [];
    const yes = action === 'pull' && terminal.ask === undefined ? ['--yes'] : [];
    const argv = ['models', action, ...names, '--manifest', manifest, '--folder', this.folder, ...yes, ...more];
    const status = await runCommand(argv, {
      out: (text) => out.push(text),
      note: (text) => noted.push(text),
      stop: new AbortController().signal,
      interactive: false,
      environment: {},
      ...terminal,
    });
    return { status, out: out.join('\n'), noted: noted.join('\n') };
  }

  /** Bytes of `model.onnx` that have come and are not all. */
  get partBytes(): number {
    const path = join(this.folder, 'ears.part', 'fetched', 'model.onnx.part');
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Announces the weights from byte `from`, hangs up once those up to `to` are on the client's disk. */
  async cut(response: ServerResponse, from: number, to: number): Promise<void> {
    const range = `bytes ${from}-${weights.length - 1}/${weights.length}`;
    const length = weights.length - from;
    const headers = { etag: '"one"', 'content-range': range, 'content-length': length };
    response.writeHead(from === 0 ? 200 : 206, headers).write(weights.subarray(from, to));
    await until(() => this.partBytes === Math.min(to, weights.length));
    response.destroy();
  }

  /** Leaves the first half of the weights, as an interrupted pull does. */
  leaveHalf(etag?: string): void {
    const fetched = join(this.folder, 'ears.part', 'fetched');
    mkdirSync(fetched, { recursive: true });
    writeFileSync(join(fetched, 'model.onnx.part'), weights.subarray(0, half));
    const origin = { url: `${this.url}/hub/model.onnx`, validator: etag };
    writeFileSync(join(fetched, 'model.onnx.part.json'), JSON.stringify(origin));
  }
}

function rangeAnswer(request: IncomingMessage, response: ServerResponse, data: Buffer, etag: string): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const ifRange = request.headers['if-range'];
  const headers = { etag, 'accept-ranges': 'bytes' };
  if (from === 0 || (ifRange !== undefined && ifRange !== etag)) {
    response.writeHead(200, { ...headers, 'content-length': data.length }).end(data);
  } else if (from >= data.length) {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${data.length}` }).end();
  } else {
    const range = `bytes ${from}-${data.length - 1}/${data.length}`;
    const length = data.length - from;
    response.writeHead(206, { ...headers, 'content-range': range, 'content-length': length }).end(data.subarray(from));
  }
}
