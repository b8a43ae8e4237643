import { createOneShotEngine } from '#src/engines/one-shot/engine.js';
import type { OneShotModel } from '#src/engines/one-shot/model.js';
import type { EngineSubject } from '../../contract/engine-contract.js';
import { tone } from '../../support/tone.js';
import type { OneShotServer } from './one-shot-server.js';

export const oneShotLimits = { connectMs: 1_000, firstByteMs: 2_000, idleMs: 400 };

/** A one-shot engine on its server, for the contract. */
export function oneShotSubject(server: OneShotServer, model: OneShotModel, wordless = false): EngineSubject {
  const maxReplyMs = 20_000;
  const engine = createOneShotEngine({ model, maxReplyMs });
  const spoken = { kind: 'speech', samples: tone(600, { hz: 300, rateHz: 16_000 }) } as const;
  return {
    engine,
    language: 'en',
    tools: [],
    answer: () => ({ ok: true, value: {} }),
    plain: spoken,
    read: [spoken, spoken],
    effect: [spoken],
    wordless,
    // A sum of many fractions.
    maxReplyMs: maxReplyMs + 1,
    misbehave: (fault) => server.misbehave(fault),
    close: async () => {
      await engine.close();
      await server.close();
      if (server.wrong.length > 0) throw new Error(server.wrong.join('\n'));
    },
  };
}
