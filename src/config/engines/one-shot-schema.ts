import * as z from 'zod';
import type { Environment } from '../secret.js';
import { engineName, httpUrl, replyLengthShape } from './engine-keys.js';
import { httpEndpointShape } from './http-endpoint-schema.js';
import { recordShape } from './record-schema.js';

/** Keys that every engine of the family has. */
function common(environment: Environment, urlExample: string) {
  return {
    family: z.literal('one-shot').describe('Models that answer one spoken turn, without memory and without tools.'),
    ...httpEndpointShape(environment, urlExample),
    ...replyLengthShape(60_000),
    ...recordShape,
  };
}

/** Engines that answer one turn at a time and one caller at a time. */
export function oneShotSchema(environment: Environment) {
  return z.discriminatedUnion('dialect', [
    z.strictObject({
      dialect: z.enum(['mini-omni', 'mini-omni2']).describe('English only.'),
      ...common(environment, 'http://127.0.0.1:60808'),
      stream_stride: z
        .int()
        .min(1)
        .max(64)
        .default(4)
        .describe('Steps between two pieces of audio: smaller is sooner, larger is smoother.'),
      max_tokens: z.int().min(64).max(8_192).default(2_048).describe('Longest answer, in steps of the model.'),
    }),
    z.strictObject({
      dialect: z.literal('ichigo').describe('The server of the Ichigo demo. English only.'),
      ...common(environment, 'http://127.0.0.1:8000'),
      model: engineName.default('ichigo:8b-gguf-q4km').describe('As its language model server knows it.'),
    }),
    z.strictObject({
      dialect: z.literal('glm-4-voice').describe('GLM-4-Voice. English and Mandarin.'),
      ...common(environment, 'http://127.0.0.1:10000'),
      side_process_url: httpUrl.describe(
        'The side process with its tokenizer and decoder; docs/glm-4-voice.md has its wire.',
      ),
      temperature: z.number().min(0).max(2).default(0.2).describe('Of the model.'),
      top_p: z.number().min(0).max(1).default(0.8).describe('Of the model.'),
      max_new_tokens: z.int().min(64).max(8_192).default(2_000).describe('Longest answer, in tokens.'),
    }),
  ]);
}
