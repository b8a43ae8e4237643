import type { EngineHealth } from '../../agent/engine.js';
import type { Clock } from '../../core/clock.js';
import { type ExchangeLimits, openExchange } from '../wire/http-exchange.js';
import { wholeBody } from '../wire/whole-body.js';
import type { WireTap } from '../wire/wire-tap.js';

export interface ServerLoad {
  readonly running: number;
  readonly waiting: number;
}

const limits: ExchangeLimits = { connectMs: 1_000, firstByteMs: 2_000, idleMs: 1_000, maxBytes: 4 * 1024 * 1024 };

export interface LoadRequest {
  readonly clock: Clock;
  /** Of the server's metrics. */
  readonly url: string;
  readonly proxy?: string | undefined;
  readonly tap?: WireTap | undefined;
  readonly signal: AbortSignal;
}

/** What a vLLM server tells of its queue on /metrics; undefined when it does not. */
export async function serverLoad(request: LoadRequest): Promise<ServerLoad | undefined> {
  try {
    const { body } = await openExchange({ ...request, method: 'GET', headers: {}, limits, secrets: [] });
    return parseLoad((await wholeBody(body)).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Gauges of vLLM in Prometheus' text format (docs.vllm.ai, "Production metrics"), of all models of the server together. */
export function parseLoad(metrics: string): ServerLoad | undefined {
  const running = gauge(metrics, 'vllm:num_requests_running');
  const waiting = gauge(metrics, 'vllm:num_requests_waiting');
  return running === undefined || waiting === undefined ? undefined : { running, waiting };
}

function gauge(metrics: string, name: string): number | undefined {
  const values = metrics
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
  return values.length === 0 || values.some(Number.isNaN) ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** Without a place while the server makes others wait; else as it is by our own count. */
export function healthOf(load: ServerLoad | undefined, counted: EngineHealth): EngineHealth {
  return load !== undefined && load.waiting > 0 ? { up: true, freeSessions: 0 } : counted;
}
