import * as z from 'zod';
import type { ContextEntry } from '../../agent/context-entry.js';
import type { EngineSessionOptions } from '../../agent/engine.js';
import type { Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import { openExchange } from '../wire/http-exchange.js';
import { wholeBody } from '../wire/whole-body.js';
import type { WireTap } from '../wire/wire-tap.js';
import type { DuplexEncoding } from './dialect.js';
import { vapiRatesHz } from './vapi-dialect.js';

export interface VapiCallOptions {
  readonly clock: Clock;
  /** `https://api.vapi.ai/call`, or what stands in for it. */
  readonly url: string;
  readonly key: string;
  readonly assistantId: string;
  readonly encoding: DuplexEncoding;
  readonly connectMs: number;
  readonly proxy?: string | undefined;
  readonly tap?: WireTap | undefined;
}

const answerSchema = z.object({
  id: z.string().max(200),
  transport: z.object({ websocketCallUrl: z.url({ protocol: /^wss?$/ }) }),
});
const maxAnswerBytes = 1_000_000;
const maxVariableChars = 4_000;

/**
 * Creates a call at Vapi and gives the URL of its WebSocket. The assistant waits, since the greeting is ours; what it is
 * told of the call are template variables, which its prompt may use as {{persona}}, {{language}} and {{history}}
 * (docs.vapi.ai/assistants/dynamic-variables).
 * @throws UndertoneError as openExchange, and ENGINE_PROTOCOL
 */
export async function createVapiCall(options: VapiCallOptions, session: EngineSessionOptions): Promise<string> {
  const { clock, url, key, connectMs, proxy, tap } = options;
  const { body } = await openExchange({
    clock,
    url,
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(vapiCallRequest(options, session)),
    signal: new AbortController().signal,
    limits: { connectMs, firstByteMs: connectMs, idleMs: connectMs, maxBytes: maxAnswerBytes },
    proxy,
    tap,
    secrets: [key],
  });
  const answer = await wholeBody(body);
  try {
    return answerSchema.parse(JSON.parse(answer.toString('utf8'))).transport.websocketCallUrl;
  } catch (thrown) {
    throw new UndertoneError('ENGINE_PROTOCOL', 'Vapi made a call without a WebSocket', {}, { cause: thrown });
  }
}

/** The body of `POST /call`. */
export function vapiCallRequest(
  { assistantId, encoding }: Pick<VapiCallOptions, 'assistantId' | 'encoding'>,
  { persona, language, context }: EngineSessionOptions,
): object {
  const history = context.entries.map(lineOf).filter((line) => line !== '');
  return {
    assistantId,
    assistantOverrides: {
      firstMessageMode: 'assistant-waits-for-user',
      variableValues: {
        persona: persona.slice(0, maxVariableChars),
        language,
        history: history.join('\n').slice(-maxVariableChars),
      },
    },
    transport: {
      provider: 'vapi.websocket',
      audioFormat: { format: encoding, container: 'raw', sampleRate: vapiRatesHz[encoding] },
    },
  };
}

function lineOf(entry: ContextEntry): string {
  switch (entry.role) {
    case 'bot':
      return `bot: ${entry.text}`;
    case 'tool':
      return `${entry.name}: ${entry.result}`;
    case 'caller':
      if ('digits' in entry) return `caller keyed: ${entry.digits}`;
      return entry.text === undefined ? '' : `caller: ${entry.text}`;
  }
}
