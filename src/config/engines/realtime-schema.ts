import * as z from 'zod';
import { type Environment, secret } from '../secret.js';
import { engineLanguages } from './http-endpoint-schema.js';
import { recordShape } from './record-schema.js';

const name = z.string().min(1).max(200);
const milliseconds = (least: number, most: number) => z.int().min(least).max(most);

/** Engines behind a WebSocket of the realtime family: `family: realtime`. */
export function realtimeSchema(environment: Environment) {
  return z
    .strictObject({
      family: z.literal('realtime').describe('Speech models that hear and speak over a WebSocket of JSON events.'),
      dialect: z
        .enum(['openai', 'stepfun', 'glm', 'qwen', 'doubao-duplex', 'vllm-omni'])
        .describe(
          "Whose: OpenAI's Realtime API, StepFun's cloud, GLM-Realtime, Qwen-Omni-Realtime, Doubao's JSON duplex service, or vLLM-Omni's `/v1/realtime`.",
        ),
      url: z
        .url({ protocol: /^wss?$/, error: 'must be a ws or wss URL' })
        .optional()
        .describe("Address, without the model; the vendor's when absent."),
      key: secret(environment)
        .optional()
        .describe(`API key, as \`\${NAME}\` of an environment variable. None is sent when absent.`),
      model: name.describe('As the engine knows it, such as `gpt-realtime`.'),
      voice: name.optional().describe("As the engine knows it; the dialect's own when absent."),
      transcription_model: name
        .optional()
        .describe(
          "Model that writes down what the caller says, where the engine has a choice; the dialect's own when absent.",
        ),
      turns: z
        .enum(['controller', 'engine'])
        .optional()
        .describe(
          'Who finds the end of a turn: `controller`, with guesses where the engine can take them back, or the `engine`. Of `doubao-duplex` always the engine; else `controller` when absent.',
        ),
      languages: engineLanguages.optional().describe('Languages to use it for; those of the dialect when absent.'),
      proxy: z
        .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
        .optional()
        .describe('HTTP proxy that tunnels (CONNECT); none when absent.'),
      connect_ms: milliseconds(100, 30_000)
        .default(3_000)
        .describe('Longest wait for the connection, and then for the session, in milliseconds.'),
      first_ms: milliseconds(200, 60_000)
        .default(8_000)
        .describe('Longest wait for the first of a reply, in milliseconds.'),
      idle_ms: milliseconds(100, 60_000).default(5_000).describe('Longest pause in a reply, in milliseconds.'),
      max_reply_ms: milliseconds(1_000, 600_000)
        .default(120_000)
        .describe('Longest reply, in milliseconds; a longer one is cut and has failed.'),
      concurrent_sessions: z
        .int()
        .min(1)
        .max(10_000)
        .optional()
        .describe('Calls at a time; no limit of its own when absent.'),
      session_limit_ms: milliseconds(10_000, 24 * 3_600_000)
        .optional()
        .describe(
          'After this long the engine ends a session, in milliseconds; what is known of the engine when absent.',
        ),
      ...recordShape,
    })
    .superRefine(({ dialect, turns }, context) => {
      if (dialect !== 'doubao-duplex' || turns !== 'controller') return;
      context.addIssue({ code: 'custom', path: ['turns'], message: 'doubao-duplex takes the turns itself: `engine`' });
    })
    .describe('A speech model behind a realtime WebSocket.');
}
