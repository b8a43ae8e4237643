/** A realtime engine of the product against a server that speaks its vendor's wire. */
import { systemClock as clock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import type { RealtimeDialectName } from '#src/engines/realtime/dialects.js';
import { createRealtimeEngine, type RealtimeEngineOptions } from '#src/engines/realtime/engine.js';
import type { EngineSubject, Fault, Said } from '../../contract/engine-contract.js';
import { carrierAnswer, carrierTools } from '../../support/carrier-dialogue.js';
import { tone } from '../../support/tone.js';
import { RealtimeServer } from './realtime-server.js';
import { billHz, plainHz, planHz } from './script.js';
import type { Wire } from './wire.js';

export interface RealtimeSubject extends EngineSubject {
  readonly server: RealtimeServer;
}

export const key = 'sk-realtime';
const maxReplyMs = 5_000;

export async function openRealtime(
  dialect: RealtimeDialectName,
  wire: Wire,
  changes: Partial<RealtimeEngineOptions> = {},
): Promise<RealtimeSubject> {
  const server = await RealtimeServer.start(wire);
  const engine = createRealtimeEngine({
    dialect,
    clock,
    log: silentLog,
    model: 'speech-model',
    key,
    url: server.url,
    limits: { connectMs: 2_000, firstMs: 2_000, idleMs: 400, maxReplyMs },
    ...changes,
  });
  const { inputRateHz: rateHz } = engine.capabilities;
  const said = (hz: number): Said => ({ kind: 'speech', samples: tone(400, { hz, rateHz }) });
  return {
    server,
    engine,
    language: 'en',
    tools: carrierTools,
    answer: carrierAnswer,
    plain: said(plainHz),
    read: [said(billHz)],
    effect: [said(planHz)],
    maxReplyMs: maxReplyMs + 1,
    misbehave: (fault) => server.misbehave(fault),
    told: () => server.newest.told,
    close: async () => {
      await engine.close();
      await server.close();
      if (server.complaints.length > 0) throw new Error(server.complaints.join('\n'));
    },
  };
}

/** What any of these wires can do wrong. */
export const realtimeFaults: readonly Fault[] = [
  'slow-first-audio',
  'stalled',
  'half-closed',
  'garbage',
  'over-long',
  'busy',
  'broken',
  'expired',
];
