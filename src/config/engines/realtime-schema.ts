import * as z from 'zod';
import { type Environment, secret } from '../secret.js';
import {
  engineLanguages,
  milliseconds,
  engineName as name,
  placesShape,
  proxyShape,
  replyLengthShape,
  webSocketUrl,
} from './engine-keys.js';
import { recordShape } from './record-schema.js';

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
      url: webSocketUrl.optional().describe("Address, without the model; the vendor's when absent."),
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
      ...proxyShape,
      connect_ms: milliseconds(100, 30_000)
        .default(3_000)
        .describe('Longest wait for the connection, and then for the session, in milliseconds.'),
      first_ms: milliseconds(200, 60_000)
        .default(8_000)
        .describe('Longest wait for the first of a reply, in milliseconds.'),
      idle_ms: milliseconds(100, 60_000).default(5_000).describe('Longest pause in a reply, in milliseconds.'),
      ...replyLengthShape(120_000),
      ...placesShape,
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
