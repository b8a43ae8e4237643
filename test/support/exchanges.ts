/** Exchanges of callers with the carrier's hotline (test/fixtures/language/README.md says whose they are). */
import { join } from 'node:path';
import * as z from 'zod';
import { loadYaml } from '#src/config/yaml.js';
import { repositoryRoot } from '../../bench/repository-root.js';

const exchangeSchema = z.strictObject({
  topic: z.enum(['bill', 'data pack', 'roaming', 'broadband offer', 'lost SIM', 'complaint']),
  after: z.array(z.string()).default([]),
  caller: z.string(),
  intent: z.string(),
  slots: z.record(z.string(), z.string()).default({}),
  reply: z.string(),
});

const suiteSchema = z.strictObject({
  development: z.array(exchangeSchema),
  held_out: z.array(exchangeSchema),
});

export type Exchange = z.output<typeof exchangeSchema>;

/** @param file in test/fixtures/language */
export const exchangesIn = (file: string): z.output<typeof suiteSchema> =>
  loadYaml(suiteSchema, join(repositoryRoot, 'test/fixtures/language', file));
