import type { ToolDescription } from '../../agent/tool.js';
import { wireCall, wireTool } from '../tool-calls/wire-tool.js';
import type { ChatAudioDialect, Json } from './dialect.js';
import type { SpokenMessage } from './history/spoken-turn.js';
import { audioText } from './token2wave/audio-tokens.js';

export interface SpeechRequest {
  readonly model: string;
  readonly instructions: string;
  readonly messages: readonly SpokenMessage[];
  readonly tools: readonly ToolDescription[];
  readonly voice: string | undefined;
  readonly maxMs: number;
  /** More of the request, such as `temperature`; sent as it is. */
  readonly parameters: Json;
}

/** The body of `POST …/chat/completions` for a spoken reply. */
export function speechRequest(dialect: ChatAudioDialect, request: SpeechRequest): Json {
  const { model, instructions, messages, tools, voice, maxMs, parameters } = request;
  const { speechPrefill, streaming, voicePrompt } = dialect;
  const system = voicePrompt === undefined ? instructions : `${instructions}\n\n${voicePrompt(voice)}`;
  return {
    ...dialect.speechFields(voice, maxMs),
    ...parameters,
    model,
    stream: streaming,
    messages: [
      { role: 'system', content: system },
      ...messages.map((message) => wireMessage(dialect, message)),
      ...(speechPrefill === undefined ? [] : [{ role: 'assistant', content: speechPrefill }]),
    ],
    // An empty list is refused by OpenAI's schema.
    ...(tools.length === 0 ? {} : { tools: tools.map(wireTool) }),
  };
}

/** The body for a written answer about one piece of caller audio. */
export function textRequest(dialect: ChatAudioDialect, model: string, prompt: string, wavs: readonly string[]): Json {
  return {
    ...dialect.textFields,
    model,
    stream: true,
    messages: [{ role: 'system', content: prompt }, wireMessage(dialect, { role: 'caller', wavs })],
  };
}

function wireMessage(dialect: ChatAudioDialect, message: SpokenMessage): Json {
  switch (message.role) {
    case 'caller':
      return {
        role: dialect.userRole,
        content: 'wavs' in message ? message.wavs.map(dialect.audioPart) : message.text,
      };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.text };
    case 'bot': {
      const calls = message.calls.map(wireCall);
      return { role: 'assistant', ...saidBody(dialect, message), ...(calls.length === 0 ? {} : { tool_calls: calls }) };
    }
  }
}

/** `tts_content` is for what was spoken by the model itself; the server interleaves it again (1 text : 4 audio). */
function saidBody({ saidAs }: ChatAudioDialect, { text, codes }: Extract<SpokenMessage, { role: 'bot' }>): Json {
  if (saidAs === 'text' || codes.length === 0) return { content: text };
  return { content: '', tts_content: { tts_text: text, tts_audio: audioText(codes) } };
}
