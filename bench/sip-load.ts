/** Load for the SIP bench: sipp when it is installed, else our own controller as the caller, in a process of its own. */
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Transport = 'udp' | 'tcp';

export const constantSdp = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 40000 RTP/AVP 8',
  'a=rtpmap:8 PCMA/8000',
  'a=sendrecv',
  '',
].join('\r\n');

export interface Load {
  readonly transport: Transport;
  readonly port: number;
  /** Calls a second. */
  readonly rate: number;
  readonly calls: number;
}

export interface LoadResult {
  readonly succeeded: number;
  readonly failed: number;
  /** Messages that had to be sent again because no answer came in T1 (500 ms). */
  readonly retransmissions: number;
  readonly seconds: number;
  /** INVITE to 200 of each call, or of a sample. */
  readonly setupMs: readonly number[];
}

export interface Generator {
  readonly name: string;
  run(load: Load): Promise<LoadResult>;
}

export function generator(): Generator {
  const version = /SIPp v(\d+(?:\.\d+)*)/.exec(spawnSync('sipp', ['-v'], { encoding: 'utf8' }).stdout ?? '')?.[1];
  return version === undefined ? { name: 'undertone', run: runCaller } : { name: `sipp ${version}`, run: runSipp };
}

async function runSipp(load: Load): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'undertone-sipp-'));
  await writeFile(join(folder, 'bench.xml'), scenario);
  const args = [
    `127.0.0.1:${load.port}`,
    ...['-sf', 'bench.xml', '-s', '1001', '-i', '127.0.0.1', '-p', String(20_000 + (process.pid % 20_000))],
    ...['-m', String(load.calls), '-r', String(load.rate), '-l', '20000', '-t', load.transport === 'udp' ? 'u1' : 't1'],
    // What takes longer than a retransmission is lost anyway.
    ...[
      '-timeout',
      `${Math.ceil(load.calls / load.rate) + 3}s`,
      '-nostdin',
      '-trace_rtt',
      '-rtt_freq',
      '50',
      '-trace_stat',
      '-stf',
      'stat.csv',
      '-fd',
      '1',
    ],
    ...['-buff_size', '4000000'],
  ];
  const sipp = spawn('sipp', args, { cwd: folder, stdio: 'ignore', env: { ...process.env, TERM: 'dumb' } });
  await once(sipp, 'close');
  const last = lastStatistics(await readFile(join(folder, 'stat.csv'), 'utf8'));
  const rtt = (await readdir(folder)).find((name) => name.endsWith('_rtt.csv'));
  const setupMs = rtt === undefined ? [] : setupTimes(await readFile(join(folder, rtt), 'utf8'));
  await rm(folder, { recursive: true });
  return {
    succeeded: Number(last.get('SuccessfulCall(C)')),
    failed: Number(last.get('FailedCall(C)')),
    retransmissions: Number(last.get('Retransmissions(C)')),
    seconds: seconds(last.get('ElapsedTime(C)') ?? ''),
    setupMs,
  };
}

function lastStatistics(csv: string): Map<string, string> {
  const lines = csv.trim().split('\n');
  const values = (lines.at(-1) ?? '').split(';');
  return new Map((lines[0] ?? '').split(';').map((name, index) => [name, values[index] ?? '']));
}

/** `Date_ms;response_time_ms;rtd_no` a line. */
function setupTimes(csv: string): number[] {
  const times = csv.trim().split('\n').slice(1);
  return times.map((line) => Number(line.split(';')[1]));
}

/** `00:00:05:123456` (hours, minutes, seconds, microseconds). */
function seconds(elapsed: string): number {
  const [hours = 0, minutes = 0, whole = 0, micros = 0] = elapsed.split(':').map(Number);
  return hours * 3600 + minutes * 60 + whole + micros / 1e6;
}

async function runCaller(load: Load): Promise<LoadResult> {
  const caller = fork(new URL('./sip-caller.js', import.meta.url), [JSON.stringify(load)]);
  const [result] = (await once(caller, 'message')) as [LoadResult];
  caller.kill();
  return result;
}

const message = (start: string, to: string, cseq: string, extra: readonly string[], body: readonly string[]) =>
  [
    '<![CDATA[',
    start,
    'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
    'From: bench <sip:bench@[local_ip]:[local_port]>;tag=[pid]b[call_number]',
    `To: <sip:[service]@[remote_ip]:[remote_port]>${to}`,
    'Call-ID: [call_id]',
    `CSeq: ${cseq}`,
    'Contact: <sip:bench@[local_ip]:[local_port];transport=[transport]>',
    'Max-Forwards: 70',
    ...extra,
    'Content-Length: [len]',
    '',
    ...body,
    ']]>',
  ].join('\n');

const sdpLines = constantSdp.trimEnd().split('\r\n');
const scenario = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="bench">
<send retrans="500" start_rtd="1">${message('INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0', '', '1 INVITE', ['Content-Type: application/sdp'], [...sdpLines, ''])}</send>
<recv response="100" optional="true"/>
<recv response="180"/>
<recv response="200" rrs="true" rtd="1"/>
<send>${message('ACK [next_url] SIP/2.0', '[peer_tag_param]', '1 ACK', [], [])}</send>
<send retrans="500">${message('BYE [next_url] SIP/2.0', '[peer_tag_param]', '2 BYE', [], [])}</send>
<recv response="200"/>
</scenario>
`;
