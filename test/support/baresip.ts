/** baresip, a softphone that people really use, driven through its ctrl_tcp module: JSON in netstrings. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import wavefile from 'wavefile';
import { tone } from './tone.js';

const modulePaths = ['/usr/lib/baresip/modules', '/usr/local/lib/baresip/modules'];
const modulePath = modulePaths.find((path) => existsSync(join(path, 'ctrl_tcp.so')));

/** e.g. `1.0.0`; undefined when baresip or the modules that are needed are not installed. */
export const baresipVersion: string | undefined =
  modulePath && /baresip v(\d+(?:\.\d+)*)/.exec(spawnSync('baresip', ['-h'], { encoding: 'utf8' }).stdout ?? '')?.[1];

export interface BaresipOptions {
  /** WAV file that the softphone plays into the call: 8 kHz, mono, 16 bit. Without one a tone of 440 Hz for 30 s. */
  readonly plays?: string;
  /** Codecs in order of preference. */
  readonly codecs?: readonly ('pcma' | 'pcmu')[];
  readonly transport?: 'udp' | 'tcp';
  /** User part of its address: the caller's number. Default softphone. */
  readonly user?: string;
}

export interface BaresipEvent {
  /** e.g. CALL_RINGING, CALL_ESTABLISHED, CALL_CLOSED. */
  readonly type: string;
  /** What the event says; for CALL_CLOSED the reason, e.g. `404 Not Found`. */
  readonly param: string;
}

export class Baresip {
  readonly events: BaresipEvent[] = [];
  #waiting: { type: string; take: (event: BaresipEvent) => void }[] = [];
  #buffer = Buffer.alloc(0);

  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    private readonly control: Socket,
  ) {
    control.on('data', (chunk) => this.#arrived(chunk));
    control.on('error', () => {});
  }

  static async start(options: BaresipOptions = {}): Promise<Baresip> {
    const folder = await mkdtemp(join(tmpdir(), 'undertone-baresip-'));
    const [controlPort, sipPort] = [await freePort(), await freePort()];
    const plays = options.plays ?? (await toneFile(folder));
    await writeFile(join(folder, 'config'), configuration(folder, controlPort, sipPort, plays));
    await writeFile(join(folder, 'accounts'), account(options));
    await writeFile(join(folder, 'contacts'), '');
    const child = spawn('baresip', ['-4', '-f', folder], { stdio: 'ignore' });
    try {
      return new Baresip(folder, child, await connectWhenUp(controlPort));
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  /** Calls `uri`; CALL_ESTABLISHED or CALL_CLOSED follows. */
  dial(uri: string): void {
    this.#command('dial', uri);
  }

  hangUp(): void {
    this.#command('hangup');
  }

  /** Re-INVITE with sendonly, and back. */
  hold(): void {
    this.#command('hold');
  }

  resume(): void {
    this.#command('resume');
  }

  /** Presses keys one after the other, 0 to 9, * and #, as RFC 4733 events. */
  press(digits: string): void {
    this.#command('sndcode', digits);
  }

  /** The next event of this type that was not handed out yet. */
  next(type: string, withinMs = 5000): Promise<BaresipEvent> {
    const index = this.events.findIndex((event) => event.type === type);
    const [seen] = index < 0 ? [] : this.events.splice(index, 1);
    if (seen) return Promise.resolve(seen);
    return new Promise((resolve, reject) => {
      const entry = {
        type,
        take: (event: BaresipEvent) => {
          clearTimeout(timer);
          resolve(event);
        },
      };
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
        const got = this.events.map((event) => `${event.type} ${event.param}`).join(', ');
        reject(new Error(`baresip said no ${type} within ${withinMs} ms, but: ${got}`));
      }, withinMs);
      this.#waiting.push(entry);
    });
  }

  /** What the softphone heard in its last call, as a WAV file's bytes; to be asked after CALL_CLOSED. */
  async heard(): Promise<Buffer> {
    const recordings = (await readdir(this.folder)).filter((name) => /^dump-.*-dec\.wav$/.test(name)).sort();
    const last = recordings.at(-1);
    if (last === undefined) throw new Error('baresip recorded nothing');
    return readFile(join(this.folder, last));
  }

  /** Ends the process; it hangs up first. */
  async stop(): Promise<void> {
    this.control.destroy();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const closed = once(this.child, 'close');
      this.child.kill();
      await closed;
    }
    await rm(this.folder, { recursive: true });
  }

  #command(command: string, params?: string): void {
    const json = JSON.stringify(params === undefined ? { command } : { command, params });
    this.control.write(`${Buffer.byteLength(json)}:${json},`);
  }

  #arrived(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const colon = this.#buffer.indexOf(':');
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#buffer.toString('latin1', 0, colon));
      if (this.#buffer.length <= end) return;
      this.#handle(JSON.parse(this.#buffer.toString('utf8', colon + 1, end)));
      this.#buffer = this.#buffer.subarray(end + 1);
    }
  }

  #handle(message: { event?: boolean; type?: string; param?: string }): void {
    if (!message.event || message.type === undefined) return;
    const event = { type: message.type, param: message.param ?? '' };
    const index = this.#waiting.findIndex((entry) => entry.type === event.type);
    if (index < 0) this.events.push(event);
    else this.#waiting.splice(index, 1)[0]?.take(event);
  }
}

function configuration(folder: string, controlPort: number, sipPort: number, plays: string): string {
  const modules = ['g711', 'sndfile', 'aubridge', 'aufile'];
  const applications = ['account', 'menu', 'ctrl_tcp'];
  return [
    'poll_method epoll',
    `sip_listen 127.0.0.1:${sipPort}`,
    `module_path ${modulePath}`,
    ...modules.map((name) => `module ${name}.so`),
    ...applications.map((name) => `module_app ${name}.so`),
    `ctrl_tcp_listen 127.0.0.1:${controlPort}`,
    `audio_source aufile,${plays}`,
    'audio_player aubridge,nowhere',
    'audio_alert aubridge,nowhere',
    'ausrc_srate 8000',
    'auplay_srate 8000',
    'ausrc_channels 1',
    'auplay_channels 1',
    'audio_channels 1-1',
    'call_local_timeout 30',
    `snd_path ${folder}`,
    '',
  ].join('\n');
}

function account(options: BaresipOptions): string {
  const codecs = (options.codecs ?? ['pcma', 'pcmu']).map((codec) => `${codec}/8000/1`).join(',');
  const transport = options.transport === 'tcp' ? ';transport=tcp' : '';
  return `<sip:${options.user ?? 'softphone'}@127.0.0.1${transport}>;regint=0;audio_codecs=${codecs}\n`;
}

async function toneFile(folder: string): Promise<string> {
  const wav = new wavefile.WaveFile();
  wav.fromScratch(1, 8000, '16', tone(30_000));
  const path = join(folder, 'tone.wav');
  await writeFile(path, wav.toBuffer());
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function connectWhenUp(port: number): Promise<Socket> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (isUp) return socket;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('baresip did not open its control port');
}
