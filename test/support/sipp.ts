import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Target } from './sip-peer.js';

/** e.g. `3.6.1`; undefined when sipp is not installed. */
export const sippVersion: string | undefined = /SIPp v(\d+(?:\.\d+)*)/.exec(
  spawnSync('sipp', ['-v'], { encoding: 'utf8' }).stdout ?? '',
)?.[1];

export interface SippOptions {
  /** User part of the Request-URI. */
  readonly user: string;
  readonly calls: number;
  /** Calls a second. */
  readonly rate: number;
  /** Share of messages that sipp loses on purpose, in percent. */
  readonly lostPercent?: number;
}

export interface SippResult {
  readonly exitCode: number | null;
  /** What sipp complained about; '' when all went well. */
  readonly errors: string;
  /** What the scenario logged. */
  readonly logged: string;
}

/** Plays a scenario of test/peers/sipp against `target`; exit code 0 means that every call went as written. */
export async function runSipp(scenario: string, target: Target, options: SippOptions): Promise<SippResult> {
  const folder = await mkdtemp(join(tmpdir(), 'undertone-sipp-'));
  const scenarioPath = fileURLToPath(new URL(`../peers/sipp/${scenario}.xml`, import.meta.url));
  const args = [
    `${target.address}:${target.port}`,
    ...['-sf', scenarioPath, '-s', options.user, '-i', '127.0.0.1', '-p', String(await freeUdpPort())],
    ...['-m', String(options.calls), '-r', String(options.rate), '-t', target.protocol === 'udp' ? 'u1' : 't1'],
    ...['-timeout', '15s', '-timeout_error', '-nostdin', '-trace_err', '-trace_logs'],
    ...(options.lostPercent === undefined ? [] : ['-lost', String(options.lostPercent)]),
  ];
  const sipp = spawn('sipp', args, { cwd: folder, stdio: 'ignore', env: { ...process.env, TERM: 'dumb' } });
  const [exitCode] = (await once(sipp, 'close')) as [number | null];
  const [errors, logged] = [await textOf(folder, '_errors.log'), await textOf(folder, '_logs.log')];
  await rm(folder, { recursive: true });
  return { exitCode, errors: errors.slice(0, 4000), logged };
}

async function textOf(folder: string, ending: string): Promise<string> {
  const logs = (await readdir(folder)).filter((name) => name.endsWith(ending));
  return (await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')))).join('');
}

/** sipp would try 5060 first, which is not ours to take. */
async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
