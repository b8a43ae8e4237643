import * as z from 'zod';
import { UndertoneError } from '../../core/errors.js';
import type { Exchange } from '../wire/http-exchange.js';
import { parsedJson } from '../wire/json-lines.js';
import { linesOf } from '../wire/lines.js';
import { base64Bytes } from '../wire/pcm.js';
import { readWav } from '../wire/wav.js';
import type { OneShotDialect } from './http-model.js';
import type { AnswerPart } from './model.js';
import { turnWavBase64 } from './spoken-turn.js';

export interface IchigoOptions {
  /** As its language model server knows it. */
  readonly model: string;
}

const maxLineBytes = 2 * 1024 * 1024;
const prefix = 'data: ';

const eventSchema = z.object({
  audio: z.string().nullable(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).optional(),
});

/**
 * The server of Ichigo's demo (`services/audio/implementation`, read in a copy of its source; the repository it came from
 * is gone): `POST /inference`. Its lines look like server-sent events and have no empty line between them. Each piece of
 * audio is a WAV; the words of the whole answer come at its end, in the messages that another turn would be given.
 */
export function ichigo({ model }: IchigoOptions): OneShotDialect {
  return {
    name: 'ichigo',
    languages: ['en'],
    path: '/inference',
    request: (turn) => ({
      messages: [{ role: 'system', content: turn.persona }],
      input_audio: { data: turnWavBase64(turn), format: 'wav' },
      model,
      stream: true,
      output_audio: true,
    }),
    parts,
  };
}

async function* parts({ body }: Exchange): AsyncGenerator<AnswerPart, void, undefined> {
  for await (const line of linesOf(body, maxLineBytes)) {
    if (!line.startsWith(prefix)) throw new UndertoneError('ENGINE_PROTOCOL', 'a line of the answer is no event');
    const data = line.slice(prefix.length);
    if (data === '[DONE]') return;
    yield* partsOf(data);
  }
  throw new UndertoneError('ENGINE_FAILED', 'the engine broke off its answer');
}

function partsOf(data: string): readonly AnswerPart[] {
  const parsed = eventSchema.safeParse(parsedJson(data));
  if (!parsed.success) throw new UndertoneError('ENGINE_PROTOCOL', 'an event of the answer has another shape');
  const { audio, messages } = parsed.data;
  if (audio !== null) return [{ type: 'audio', ...readWav(base64Bytes(audio)) }];
  const text = messages?.at(-1)?.role === 'assistant' ? messages.at(-1)!.content : '';
  return text === '' ? [] : [{ type: 'text', text, atMs: 0 }];
}
