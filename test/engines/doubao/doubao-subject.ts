import { systemClock as clock } from '#src/core/clock.js';
import { silentLog as log } from '#src/core/log.js';
import { createDoubaoEngine } from '#src/engines/doubao/engine.js';
import type { EngineSubject } from '../../contract/engine-side.js';
import { tone } from '../../support/tone.js';
import type { Wiring } from '../wiring.js';
import { accessKey, appId, DoubaoServer, type DoubaoServerOptions } from './doubao-server.js';

export interface DoubaoSubjectOptions extends DoubaoServerOptions, Wiring {
  readonly encoding: 'pcm_s16le' | 'pcm';
}

const maxReplyMs = 3_000;

/** An engine that speaks with a DoubaoServer. */
export async function openDoubao(options: DoubaoSubjectOptions) {
  const server = await new DoubaoServer(options).listen();
  const engine = createDoubaoEngine({
    name: 'doubao',
    url: options.url ?? server.url,
    tap: options.tap,
    appId,
    accessKey,
    voice: {
      model: '1.2.1.0',
      speaker: 'zh_female_vv_jupiter_bigtts',
      botName: undefined,
      encoding: options.encoding,
      endOfSpeechMs: 500,
    },
    languages: ['cmn', 'en'],
    connectMs: 2000,
    limits: { firstAudioMs: 2500, idleMs: 600, maxReplyMs },
    gzip: options.gzip ?? false,
    clock,
    log,
  });
  const spoken = { kind: 'speech', samples: tone(300, { rateHz: 16_000 }) } as const;
  const keyed = { kind: 'dtmf', digits: '12' } as const;
  const subject: EngineSubject = {
    engine,
    language: 'en',
    tools: [],
    answer: () => ({ ok: true, value: {} }),
    plain: spoken,
    read: [keyed],
    effect: [],
    maxReplyMs,
    misbehave: (fault) => {
      server.fault = fault;
      if (fault === 'expired') server.expire();
    },
    told: () => JSON.stringify(server.received),
    close: async () => {
      await engine.close();
      await server.close();
    },
  };
  return { server, engine, subject };
}
