import * as z from 'zod';
import { cascadeSchema } from './engines/cascade-schema.js';
import { chatAudioSchema } from './engines/chat-audio-schema.js';
import { doubaoSchema } from './engines/doubao-schema.js';
import { duplexSchema } from './engines/duplex-schema.js';
import { localSchema } from './engines/local-schema.js';
import { oneShotSchema } from './engines/one-shot-schema.js';
import { realtimeSchema } from './engines/realtime-schema.js';
import type { Environment } from './secret.js';
import { nameSchema } from './value.js';

/** The engines by name, each of a family; a member of the union a family. */
export function enginesSchema(environment: Environment) {
  const engine = z.discriminatedUnion('family', [
    localSchema,
    chatAudioSchema(environment),
    realtimeSchema(environment),
    cascadeSchema(environment),
    duplexSchema(environment),
    doubaoSchema(environment),
    oneShotSchema(environment),
  ]);
  return z
    .record(nameSchema, engine)
    .default({})
    .describe('Speech engines by name, for the `engines` of bots. docs/engines.md says which there are.');
}
