import * as z from 'zod';
import { languages } from '../../core/language.js';
import type { Environment } from '../secret.js';
import {
  engineLanguages,
  engineName as name,
  placesShape,
  replyLengthShape,
  requestParameters,
} from './engine-keys.js';
import { httpEndpointShape } from './http-endpoint-schema.js';
import { recordShape } from './record-schema.js';

const openAiUrl = 'http://127.0.0.1:8000/v1';
const local = z.literal('local');

/** An engine of three parts: ears, a text model and a voice. */
export function cascadeSchema(environment: Environment) {
  return z
    .strictObject({
      family: z.literal('cascade').describe('Recogniser, text model and synthesiser, each replaceable.'),
      recogniser: z
        .union([local, z.discriminatedUnion('driver', recogniserSchemas(environment))])
        .describe('`local` is the embedded recogniser with the models of `recognition`.'),
      model: chatSchema(environment).describe('The text model.'),
      voice: z
        .union([local, z.discriminatedUnion('driver', voiceSchemas(environment))])
        .describe('`local` is the embedded voice.'),
      ...replyLengthShape(120_000),
      ...placesShape,
      ...recordShape,
    })
    .describe('Speech to text to speech, a sentence at a time.');
}

function recogniserSchemas(environment: Environment) {
  const common = (urlExample: string) => ({
    ...httpEndpointShape(environment, urlExample),
    languages: engineLanguages.default([...languages]).describe('Languages that it understands.'),
    early_guesses: z
      .boolean()
      .default(false)
      .describe('Whether it may be asked while the last word is still being finished. Most hear another word then.'),
  });
  return [
    z.strictObject({
      driver: z.literal('transcriptions').describe('`POST /audio/transcriptions` as OpenAI has it.'),
      ...common(openAiUrl),
      model: name.describe('As the server knows it, such as `whisper-1`.'),
      stream: z.boolean().default(false).describe('Ask for the words while they are made out (`stream`).'),
      tell_language: z
        .boolean()
        .default(true)
        .describe('Tell it which language is spoken; off for servers that refuse `yue`, or that are to find out.'),
      response_format: z
        .enum(['json', 'verbose_json'])
        .default('json')
        .describe('`verbose_json` for how sure Whisper is, and what is silence; not every server knows it.'),
      prompt: z.string().max(1_000).optional().describe('Words that are likely, such as names of products (`prompt`).'),
    }),
    z.strictObject({
      driver: z.literal('sense-voice').describe('SenseVoice behind its own `api.py`, `POST /api/v1/asr`.'),
      ...common('http://127.0.0.1:50000'),
      tell_language: z
        .boolean()
        .default(false)
        .describe('Tell it which language is spoken, in place of letting it find out.'),
    }),
  ] as const;
}

function chatSchema(environment: Environment) {
  return z.strictObject({
    driver: z.literal('chat').default('chat').describe('`POST /chat/completions` as OpenAI has it.'),
    ...httpEndpointShape(environment, openAiUrl),
    model: name.describe('As the server knows it, such as `step-audio-chat`.'),
    tools: z.boolean().default(true).describe('Whether the model was taught to call tools.'),
    parameters: requestParameters.describe(
      'More of the request, sent as it is, such as `temperature` or `max_tokens`.',
    ),
  });
}

function voiceSchemas(environment: Environment) {
  const common = (urlExample: string) => ({
    ...httpEndpointShape(environment, urlExample),
    languages: engineLanguages.default([...languages]).describe('Languages that it speaks.'),
    normalise: z
      .boolean()
      .default(true)
      .describe('Write out numbers, money, dates and symbols for it; off where the server does that better itself.'),
  });
  return [
    z.strictObject({
      driver: z.literal('openai').describe('`POST /audio/speech` as OpenAI has it, PCM at 24 kHz.'),
      ...common(openAiUrl),
      model: name.describe('As the server knows it, such as `gpt-4o-mini-tts`.'),
      voice: name.describe('Name of the voice.'),
      instructions: z
        .boolean()
        .default(true)
        .describe('Whether it takes `instructions`: how to speak, in words. `tts-1` does not.'),
    }),
    z.strictObject({
      driver: z.literal('higgs').describe('Higgs Audio v2 on vLLM.'),
      ...common(openAiUrl),
      model: name.default('higgs-audio-v2-generation-3B-base').describe('The name it was started with.'),
      voice: name.describe('A name of its voice presets, such as `en_woman`.'),
    }),
    z.strictObject({
      driver: z.literal('step-audio-tts').describe('Step-Audio-TTS-3B behind `tts_api_server.py`.'),
      ...common('http://127.0.0.1:8000'),
      speaker: name.default('Tingting').describe('A name that `GET /voices` lists.'),
    }),
    z.strictObject({
      driver: z.literal('fish').describe('Fish Speech. The licence of its models is for research.'),
      ...common('http://127.0.0.1:8080'),
      reference_id: name.optional().describe('A voice that the server has; its own when absent.'),
      rate_hz: z.int().min(8_000).max(48_000).default(44_100).describe('Rate of its decoder, in Hz.'),
    }),
    z
      .strictObject({
        driver: z.literal('cosyvoice').describe('CosyVoice behind its FastAPI server.'),
        ...common('http://127.0.0.1:50000'),
        mode: z
          .enum(['sft', 'instruct', 'zero_shot', 'cross_lingual', 'instruct2'])
          .describe('Which `/inference_*` is asked; the first two take `speaker`, the others `prompt_wav`.'),
        speaker: name.optional().describe('Name of a trained voice (`spk_id`).'),
        prompt_wav: z
          .string()
          .min(1)
          .max(1_000)
          .optional()
          .describe('WAV file with a few seconds of the voice, relative to this file.'),
        prompt_text: z.string().min(1).max(1_000).optional().describe('What is said in it, for `zero_shot`.'),
        rate_hz: z
          .int()
          .min(8_000)
          .max(48_000)
          .default(24_000)
          .describe('Rate of its audio, in Hz: 22050 for CosyVoice-300M, 24000 for CosyVoice 2 and 3.'),
        instruction_end: z
          .string()
          .max(100)
          .default('')
          .describe('Put after the instruction; `<|endofprompt|>` for CosyVoice 2 and 3.'),
      })
      .superRefine(checkCosyVoice),
  ] as const;
}

/** What a mode of CosyVoice cannot do without. */
function checkCosyVoice(
  voice: {
    readonly mode: string;
    readonly speaker?: string | undefined;
    readonly prompt_wav?: string | undefined;
    readonly prompt_text?: string | undefined;
  },
  context: z.RefinementCtx,
): void {
  const needs = (key: 'speaker' | 'prompt_wav' | 'prompt_text'): void => {
    if (voice[key] !== undefined) return;
    context.addIssue({ code: 'custom', path: [key], message: `the mode ${voice.mode} needs ${key}` });
  };
  if (voice.mode === 'sft' || voice.mode === 'instruct') needs('speaker');
  else needs('prompt_wav');
  if (voice.mode === 'zero_shot') needs('prompt_text');
}
