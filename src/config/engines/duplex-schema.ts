import * as z from 'zod';
import { type Environment, secret } from '../secret.js';
import { engineLanguages, milliseconds, proxyShape } from './engine-keys.js';
import { recordShape } from './record-schema.js';

/** Engines that listen and speak at the same time: `family: duplex`. */
export function duplexSchema(environment: Environment) {
  return z
    .strictObject({
      family: z.literal('duplex').describe('Engines that listen and speak at the same time.'),
      dialect: z
        .enum(['moshi', 'hertz-dev', 'ten', 'vapi'])
        .describe(
          '`moshi` (Kyutai, the Python or the Rust server), `hertz-dev` (Standard Intelligence), `ten` (the websocket_server extension of the TEN framework), `vapi` (its WebSocket transport).',
        ),
      url: z
        .url({ protocol: /^(wss?|https?)$/ })
        .describe(
          'Where it listens, such as `ws://127.0.0.1:8998/api/chat` (moshi), `ws://127.0.0.1:8000/audio` (hertz-dev), `ws://127.0.0.1:8765` (ten), `https://api.vapi.ai/call` (vapi).',
        ),
      key: secret(environment).optional().describe(`Private key of Vapi, as \`\${NAME}\` of an environment variable.`),
      assistant_id: z.string().min(1).max(200).optional().describe('Id of the assistant at Vapi.'),
      encoding: z
        .enum(['pcm_s16le', 'mulaw'])
        .default('pcm_s16le')
        .describe('Of the audio at Vapi: PCM at 16 kHz or mu-law at 8 kHz.'),
      languages: engineLanguages
        .default(['en'])
        .describe('What a TEN graph or a Vapi assistant was set up for; Moshi and hertz-dev speak English.'),
      sessions: z
        .int()
        .min(1)
        .max(10_000)
        .optional()
        .describe('Calls at a time; default: 1 (moshi, hertz-dev, ten), no limit (vapi).'),
      connect_ms: milliseconds(100, 30_000)
        .default(2_500)
        .describe('Longest wait for the engine to listen, in milliseconds.'),
      idle_ms: milliseconds(300, 120_000)
        .default(5_000)
        .describe('Longest silence, in milliseconds, of Moshi and hertz-dev, which always send audio.'),
      ...proxyShape,
      ...recordShape,
    })
    .superRefine((engine, context) => {
      const isCreated = engine.url.startsWith('http');
      if (engine.dialect !== 'vapi') {
        if (isCreated) context.addIssue({ code: 'custom', path: ['url'], message: 'begins with ws: or wss:' });
      } else if (isCreated && (engine.key === undefined || engine.assistant_id === undefined)) {
        context.addIssue({ code: 'custom', path: ['key'], message: 'calls at Vapi need `key` and `assistant_id`' });
      }
    });
}
