import * as z from 'zod';
import { cascadeSchema } from './engines/cascade-schema.js';
import { duplexSchema } from './engines/duplex-schema.js';
import { localSchema } from './engines/local-schema.js';
import type { Environment } from './secret.js';
import { nameSchema } from './value.js';

/** The engines by name, each of a family; a member of the union a family. */
export function enginesSchema(environment: Environment) {
  const engine = z.discriminatedUnion('family', [localSchema, cascadeSchema(environment), duplexSchema(environment)]);
  return z
    .record(nameSchema, engine)
    .default({})
    .describe('Speech engines by name, for the `engines` of bots. docs/engines.md says which there are.');
}
