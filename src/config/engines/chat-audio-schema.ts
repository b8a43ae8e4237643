import * as z from 'zod';
import { type Environment, secret } from '../secret.js';
import {
  engineLanguages,
  httpUrl,
  milliseconds,
  engineName as name,
  placesShape,
  replyLengthShape,
  requestParameters,
} from './engine-keys.js';
import { httpEndpointShape } from './http-endpoint-schema.js';
import { recordShape } from './record-schema.js';

const vllm = 'step-audio-2-vllm';

/** A speech model that is told the conversation with each request and answers in text and sound, over HTTP. */
export function chatAudioSchema(environment: Environment) {
  const { first_byte_ms: _, ...endpoint } = httpEndpointShape(environment, 'http://127.0.0.1:8000/v1');
  return z
    .strictObject({
      family: z.literal('chat-audio').describe('Chat completions with audio in and out.'),
      dialect: z
        .enum([vllm, 'step-audio-2-omni', 'step-audio-2-omni-whole', 'stepfun-cloud', 'qwen-omni', 'lepton'])
        .describe(
          "Which server: StepFun's vLLM fork (needs `token_decoder`), vLLM-Omni (`-whole`: not streamed), StepFun's cloud, Qwen-Omni's compatible mode, Lepton.",
        ),
      ...endpoint,
      model: name.describe('As the server knows it, such as `step-audio-2-mini`.'),
      voice: name.optional().describe("As the server knows it; the dialect's own when absent."),
      languages: engineLanguages.optional().describe('Languages to use it for; those of the dialect when absent.'),
      token_decoder: tokenDecoderSchema(environment)
        .optional()
        .describe("What makes audio of the tokens of StepFun's vLLM fork."),
      parameters: requestParameters.describe('More of each request for a reply, sent as it is, such as `temperature`.'),
      first_audio_ms: milliseconds(200, 60_000)
        .default(8_000)
        .describe('Longest wait for the first sound of a reply, in milliseconds.'),
      ...replyLengthShape(120_000),
      ...placesShape,
      audio_turns: z
        .int()
        .min(1)
        .max(20)
        .default(3)
        .describe('Turns of the caller that are sent again as audio with each request; older ones go in words.'),
      transcribes: z
        .boolean()
        .default(true)
        .describe("Ask the model for the caller's words beside the conversation, for its history and the log."),
      reads_voice: z
        .boolean()
        .default(true)
        .describe('Ask it for age, gender, emotion, pace and noise beside the conversation. Never decides anything.'),
      side_requests: z
        .int()
        .min(1)
        .max(100)
        .default(4)
        .describe('Such requests at a time, of all calls; what does not fit is not asked.'),
      ...recordShape,
    })
    .superRefine(({ dialect, token_decoder: decoder }, context) => {
      if (dialect !== vllm || decoder !== undefined) return;
      context.addIssue({ code: 'custom', path: ['token_decoder'], message: `the dialect ${vllm} needs token_decoder` });
    })
    .describe('A speech model behind chat completions, such as Step-Audio 2.');
}

function tokenDecoderSchema(environment: Environment) {
  return z.strictObject({
    url: httpUrl.describe("Of a Triton server with CosyVoice's `token2wav_dit`, such as `http://127.0.0.1:18000`."),
    key: secret(environment)
      .optional()
      .describe(`Sent as \`Authorization: Bearer\`; \`\${NAME}\` of an environment variable.`),
    model: name.default('token2wav_dit').describe('Name of the model there.'),
    voice_file: z
      .string()
      .min(1)
      .max(1_000)
      .describe('WAV file, 1 to 30 s mono, with the voice to speak with; relative to this file.'),
  });
}
