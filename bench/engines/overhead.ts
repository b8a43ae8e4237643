/**
 * What we add to an engine: from the first byte of audio of each thing that it says, as its server writes it, to the
 * first RTP packet with sound at the caller, and what a call costs the product's process meanwhile. Server, product and
 * callers are processes of their own, with one clock; callers ask one after the other, so that what is said belongs to
 * what was asked last. In it are the pacing of RTP (a packet every 20 ms, half of it on average) and the scheduling of
 * three processes on this machine.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { systemClock as clock, sleep } from '#src/core/clock.js';
import { tone } from '../../test/support/tone.js';
import { startProduct } from '../product.js';
import { type BenchOptions, type Emit, percentile } from '../row.js';
import type { EngineReport } from './engine-process.js';
import { type PhoneLine, PhoneLines } from './phone-lines.js';

interface Ask {
  readonly begin: (line: PhoneLine) => void;
  /** It takes so long until it is asked. */
  readonly leastMs: number;
}

interface Plan {
  readonly family: string;
  /** What of the family, for the rows. */
  readonly variant: string;
  /** Of engine-process.ts. */
  readonly engine: string;
  readonly languages?: readonly string[];
  readonly calls: number;
  /** Times that each call asks. */
  readonly rounds: number;
  readonly ask: Ask;
}

/** Between two things asked for: more than one of them may be late. */
const askEveryMs = 123;
/** Between two things that a call asks for: the answers take two seconds. */
const leastRoundMs = 6_000;

export async function overhead(emit: Emit, { calls = '50', families = '' }: BenchOptions): Promise<void> {
  // Two keys of 100 ms and a pause between them, told with the end of the second one.
  const keys: Ask = { begin: (line) => line.press('1#'), leastMs: 280 };
  const many = { calls: Number(calls), rounds: 4, ask: keys };
  const plans: readonly Plan[] = [
    { family: 'chat-audio', variant: 'step-audio-2-vllm', engine: 'chat-audio', ...many },
    { family: 'realtime', variant: 'pcmu', engine: 'realtime-g711', ...many },
    { family: 'realtime', variant: 'pcm-24khz', engine: 'realtime-pcm', ...many },
    { family: 'cascade', variant: 'chat-and-speech', engine: 'cascade', ...many },
    { family: 'doubao', variant: 'pcm_s16le', engine: 'doubao', ...many },
    {
      family: 'duplex',
      variant: 'moshi',
      engine: 'duplex',
      ...many,
      // Ogg-Opus costs its server as much as it costs us.
      calls: Math.min(10, many.calls),
      ask: { begin: (line) => line.say(tone(400)), leastMs: 500 },
    },
    // One caller at a time.
    {
      family: 'one-shot',
      variant: 'glm-4-voice',
      engine: 'one-shot',
      calls: 1,
      rounds: 12,
      ask: keys,
    },
  ];
  const wanted = families.split(',').filter((name) => name !== '');
  for (const plan of plans) if (wanted.length === 0 || wanted.includes(plan.family)) await measure(plan, emit);
}

async function measure(plan: Plan, emit: Emit): Promise<void> {
  const { server, saidMs, engine, environment } = await startEngine(plan.engine);
  const product = await startProduct({
    languages: ['en'],
    bot: 'engines: [engine]\n    timing: { idle_prompt_ms: 120000 }\n    system1: { opener: false, fillers: 0 }',
    sections: `engines:\n  engine: { ${engine} }`,
    environment,
  });
  prioritise(constants.priority.PRIORITY_HIGH);
  const phones = await PhoneLines.open();
  for (let nth = 0; nth < plan.calls; nth++) await phones.dial(product.uri(`${nth}`));
  // Greetings, and what a duplex engine says by itself.
  await sleep(clock, 5_000);
  const before = { cpuMs: cpuMs(product.pid), atMs: clock.nowMs() };
  const asked = await askAll(plan, phones.lines);
  const after = { cpuMs: cpuMs(product.pid), atMs: clock.nowMs() };
  await phones.close();
  prioritise(constants.priority.PRIORITY_NORMAL);
  await product.stop();
  server.disconnect();

  const said = saidMs.filter((atMs) => atMs > before.atMs);
  const where = { family: plan.family, variant: plan.variant, calls: plan.calls };
  const delaysMs = delays(asked, plan, said);
  const unmatched = asked.length - delaysMs.length;
  for (const [name, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
    ['max', 1],
  ] as const) {
    const value = percentile(delaysMs, share);
    emit({ name: `engines.overhead_ms.${name}`, value, unit: 'ms', ...where, replies: delaysMs.length, unmatched });
  }
  const share = (100 * (after.cpuMs - before.cpuMs)) / (after.atMs - before.atMs) / plan.calls;
  emit({ name: 'engines.cpu_pct_per_call', value: share, unit: '% of a core', ...where });
}

interface Asked {
  readonly line: PhoneLine;
  readonly atMs: number;
  readonly untilMs: number;
}

async function askAll({ rounds, ask }: Plan, lines: readonly PhoneLine[]): Promise<Asked[]> {
  const asked: Asked[] = [];
  const everyMs = Math.max(askEveryMs, leastRoundMs / lines.length);
  const startMs = clock.nowMs();
  for (let nth = 0; nth < rounds * lines.length; nth++) {
    await sleep(clock, startMs + nth * everyMs - clock.nowMs());
    const line = lines[nth % lines.length]!;
    ask.begin(line);
    asked.push({ line, atMs: clock.nowMs(), untilMs: clock.nowMs() + everyMs * lines.length });
  }
  await sleep(clock, leastRoundMs);
  return asked;
}

/** Of what was said and heard, and can be told from what was said to others. */
function delays(asked: readonly Asked[], { ask: { leastMs } }: Plan, saidMs: readonly number[]): number[] {
  const free = [...saidMs];
  return asked.flatMap(({ line, atMs, untilMs }) => {
    const heardMs = line.heardMs.find((each) => each > atMs + leastMs && each < untilMs);
    const nth = free.findIndex((each) => each > atMs + leastMs);
    if (heardMs === undefined || nth === -1 || free[nth]! > heardMs) return [];
    return [heardMs - free.splice(nth, 1)[0]!];
  });
}

async function startEngine(name: string) {
  const server = fork(fileURLToPath(new URL('./engine-process.js', import.meta.url)), [name]);
  const saidMs: number[] = [];
  server.on('message', (message: EngineReport) => {
    if (message.type === 'speech') saidMs.push(message.atMs);
  });
  const ready = await nextReady(server);
  return { server, saidMs, ...ready };
}

async function nextReady(server: ChildProcess): Promise<Extract<EngineReport, { type: 'ready' }>> {
  for (;;) {
    const [message] = (await once(server, 'message')) as [EngineReport];
    if (message.type === 'ready') return message;
  }
}

/** Lateness of this process would count as the product's: it goes first where that is allowed. */
function prioritise(priority: number): void {
  try {
    setPriority(priority);
  } catch {
    // The figures then hold what else the machine was doing.
  }
}

/** User and system time of a process and all its threads since its start: proc_pid_stat(5), in ticks of 10 ms. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
