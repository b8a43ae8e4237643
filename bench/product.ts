/** The product in a process of its own, as `undertone start` runs it, for benches that measure from outside. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface BenchProduct {
  readonly pid: number;
  uri(user: string): string;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

interface BenchProductOptions {
  /** Keys of the only bot. */
  readonly bot?: string;
  readonly languages?: readonly string[];
  /** YAML of the configuration besides `sip`, `bots` and `routes`. */
  readonly sections?: string;
  /** What secrets are taken from. */
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startProduct(options: BenchProductOptions = {}): Promise<BenchProduct> {
  const { bot = '', languages = ['en', 'yue', 'cmn'], sections = '', environment = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'undertone-bench-'));
  const port = await freeUdpPort();
  const file = join(folder, 'undertone.yaml');
  writeFileSync(
    file,
    `sip: { listeners: [{ protocol: udp, address: 127.0.0.1, port: ${port} }], max_calls: 1000 }
routes: [{ bot: bot }]
bots:
  bot:
    dialogue: ${join(root, 'config/dialogues/carrier.yaml')}
    languages: [${languages.join(', ')}]
    greeting: { en: "Welcome. How can I help you?" }
    tools: [carrier]
    ${bot}
tools: { carrier: { openapi: back_office } }
log: { level: error }
${sections}
`,
  );
  const child = spawn(process.execPath, [join(root, 'dist/main.js'), 'start', file, '--drain', '1'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (bytes: Buffer) => {
      text += bytes;
      if (text.includes('Undertone answers')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the product ended with ${code}: ${text}`)));
  });
  return {
    pid: child.pid ?? 0,
    uri: (user) => `sip:${user}@127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function freeUdpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
