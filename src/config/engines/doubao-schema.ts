import * as z from 'zod';
import { type Environment, secret } from '../secret.js';
import { engineLanguages, milliseconds, proxyShape, replyLengthShape, webSocketUrl } from './engine-keys.js';
import { recordShape } from './record-schema.js';

/** The binary dialogue protocol of Volcano Engine's Doubao: `family: doubao`. */
export function doubaoSchema(environment: Environment) {
  return z.strictObject({
    family: z.literal('doubao').describe('The end-to-end dialogue of Doubao (Volcano Engine), binary protocol.'),
    url: webSocketUrl.default('wss://openspeech.bytedance.com/api/v3/realtime/dialogue').describe('Where it listens.'),
    app_id: z.string().min(1).max(100).describe('App ID from the console (`X-Api-App-ID`).'),
    access_key: secret(environment).describe(
      `Access token from the console (\`X-Api-Access-Key\`), as \`\${NAME}\` of an environment variable.`,
    ),
    model: z
      .string()
      .min(1)
      .max(40)
      .default('1.2.1.0')
      .describe(
        'Version of the model: `1.2.1.0` (O2.0), `O`, and those that play a character, `2.2.0.0` (SC2.0) and `SC`.',
      ),
    speaker: z
      .string()
      .min(1)
      .max(100)
      .default('zh_female_vv_jupiter_bigtts')
      .describe('Voice; it has to be one of the model.'),
    bot_name: z.string().min(1).max(20).optional().describe('What the bot calls itself; the default is 豆包.'),
    encoding: z
      .enum(['pcm_s16le', 'pcm'])
      .default('pcm_s16le')
      .describe('Of its audio at 24 kHz: 16-bit integers, or 32-bit floats (`pcm`), which take twice the network.'),
    languages: engineLanguages
      .default(['cmn', 'en'])
      .describe('Callers it is used for; its maker promises Chinese and English.'),
    end_of_speech_ms: milliseconds(500, 50_000)
      .default(800)
      .describe('Silence after which it takes the caller to be done (`end_smooth_window_ms`), in milliseconds.'),
    connect_ms: milliseconds(100, 30_000)
      .default(2_500)
      .describe('Longest wait for the session to be open, in milliseconds.'),
    first_audio_ms: milliseconds(300, 60_000)
      .default(6_000)
      .describe('Longest wait for the first audio of an answer, in milliseconds.'),
    idle_ms: milliseconds(300, 60_000).default(4_000).describe('Longest pause within an answer, in milliseconds.'),
    ...replyLengthShape(120_000),
    gzip: z.boolean().default(false).describe('Compresses what is sent; its maker advises against it.'),
    ...proxyShape,
    ...recordShape,
  });
}
