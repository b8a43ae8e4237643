/**
 * Calls a second that the controller sets up and tears down (INVITE, 180, 200, ACK, BYE, 200) with every response
 * right and prompt, none lost and none sent again, found by a short ramp. The load comes from another process on the same machine.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { type Bench, percentile } from './row.js';
import { type Generator, generator, type LoadResult, type Transport } from './sip-load.js';

const firstRate = 200;
/** The ramp ends when the held and the lost rate are this close. */
const resolution = 1.15;
const probeSeconds = 3;
const finalSeconds = 10;
const warmUpCalls = 400;
/** A rate at which callers wait longer than this for their 200 is not held, whatever comes of it in the end. */
const setupLimitMs = 100;

export const bench: Bench = async (emit) => {
  const load = generator();
  for (const transport of ['udp', 'tcp'] as const) {
    const held = await highestHeldRate((rate) => probe(load, transport, rate, probeSeconds));
    const { rate, result, cpuPercent } = await confirmed(load, transport, held);
    const context = { transport, generator: load.name, cores: cpus().length };
    emit({ name: 'sip.calls_per_s_clean', value: rate, unit: 'calls/s', ...context, calls: result.succeeded });
    emit({ name: 'sip.setup_ms.p95', value: percentile(result.setupMs, 0.95), unit: 'ms', ...context, rate });
    emit({ name: 'sip.cpu_pct', value: cpuPercent, unit: '% of a core', ...context, rate });
  }
};

interface Probe {
  readonly isClean: boolean;
  readonly rate: number;
  readonly result: LoadResult;
  /** CPU of the answering process while the load ran. */
  readonly cpuPercent: number;
}

/** Each probe has an answering process of its own, so that an overload leaves nothing behind for the next. */
async function probe(load: Generator, transport: Transport, rate: number, durationS: number): Promise<Probe> {
  const answerer = await Answerer.start(transport);
  const { port } = answerer;
  await load.run({ transport, port, rate: firstRate, calls: warmUpCalls });
  const before = await answerer.cpuMs();
  const calls = rate * durationS;
  const result = await load.run({ transport, port, rate, calls });
  const cpuPercent = ((await answerer.cpuMs()) - before) / (result.seconds * 10);
  answerer.stop();
  const isComplete = result.succeeded === calls && result.failed === 0 && result.retransmissions === 0;
  const isPrompt = percentile(result.setupMs, 0.95) <= setupLimitMs;
  // A generator that cannot send as fast as it is told measures itself.
  const isUpToRate = result.seconds < durationS * 1.1 + 0.5;
  return { isClean: isComplete && isPrompt && isUpToRate, rate, result, cpuPercent };
}

/** Doubles until a rate is not held, then halves the distance. */
async function highestHeldRate(run: (rate: number) => Promise<Probe>): Promise<number> {
  let held = 0;
  let lost = Number.POSITIVE_INFINITY;
  let rate = firstRate;
  while (lost / held > resolution) {
    if ((await run(rate)).isClean) held = rate;
    else lost = rate;
    if (held === 0 && lost <= 1) break;
    rate = Number.isFinite(lost) ? Math.floor((held + lost) / 2) : held * 2;
  }
  return held;
}

/** The rate has to hold for longer than a probe; it is lowered until it does. */
async function confirmed(load: Generator, transport: Transport, held: number): Promise<Probe> {
  for (let rate = held; rate >= 1; rate = Math.floor(rate / resolution)) {
    const final = await probe(load, transport, rate, finalSeconds);
    if (final.isClean) return final;
  }
  throw new Error('not even one call a second is held');
}

class Answerer {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(transport: Transport): Promise<Answerer> {
    const child = fork(new URL('./sip-answerer.js', import.meta.url), [transport]);
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new Answerer(child, port);
  }

  async cpuMs(): Promise<number> {
    this.child.send('cpu');
    const [{ cpuMs }] = (await once(this.child, 'message')) as [{ cpuMs: number }];
    return cpuMs;
  }

  stop(): void {
    this.child.kill();
  }
}
