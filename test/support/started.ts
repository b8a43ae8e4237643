import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { productConfig } from './product.js';
import { until } from './until.js';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The product as a person starts it: a process of its own, with a configuration file of its own. */
export class Started {
  /** Standard output: the log, a JSON object a line. */
  log = '';
  /** Standard error: what is told to the person who started it. */
  notes = '';
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #exited: Promise<number | null>;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    child.stdout?.on('data', (text) => {
      this.log += text;
    });
    child.stderr?.on('data', (text) => {
      this.notes += text;
    });
    this.#exited = once(child, 'close').then(([code]) => code as number | null);
  }

  /** `config` replaces sections of the configuration; `program` is what Node runs. */
  static async start(config = '', args: readonly string[] = [], program = join(repository, 'bin/undertone.mjs')) {
    const folder = await mkdtemp(join(tmpdir(), 'undertone-started-'));
    const file = join(folder, 'undertone.yaml');
    const dialogue = join(repository, 'config/dialogues/carrier.yaml');
    await writeFile(file, productConfig(config).replaceAll('dialogues/carrier.yaml', dialogue));
    const child = spawn(process.execPath, [program, 'start', file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    return new Started(child, folder);
  }

  /** Resolves with the SIP address to dial once it answers calls. */
  async uri(user: string): Promise<string> {
    const line = await until(() => /SIP UDP (127\.0\.0\.1:\d+)/.exec(this.notes)?.[1], 30_000);
    return `sip:${user}@${line}`;
  }

  /** How often the log has this message. */
  count(message: string): number {
    return this.log.split(`"msg":"${message}"`).length - 1;
  }

  signal(signal: 'SIGTERM' | 'SIGINT'): void {
    this.#child.kill(signal);
  }

  /** Resolves with the exit status. */
  exited(): Promise<number | null> {
    return this.#exited;
  }

  /** Ends it if it still runs, and removes what it left. */
  async remove(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
