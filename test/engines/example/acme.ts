import type { OneShotDialect } from '#src/engines/one-shot/http-model.js';
import type { AnswerPart } from '#src/engines/one-shot/model.js';
import { turnWavBase64 } from '#src/engines/one-shot/spoken-turn.js';
import { jsonLines } from '#src/engines/wire/json-lines.js';
import { base64Bytes, samplesOf } from '#src/engines/wire/pcm.js';

const maxLineBytes = 1024 * 1024;

/** Acme's speech server: a WAV in, a line of JSON for each piece of the answer out (its manual, section 3). */
export const acme: OneShotDialect = {
  name: 'acme',
  languages: ['en'],
  path: '/v2/answer',
  request: (turn) => ({ question_wav: turnWavBase64(turn) }),
  async *parts({ body }): AsyncGenerator<AnswerPart> {
    for await (const line of jsonLines(body, maxLineBytes)) {
      const { words = '', pcm = '' } = line as { readonly words?: string; readonly pcm?: string };
      yield { type: 'text', text: words };
      yield { type: 'audio', samples: samplesOf(base64Bytes(pcm), 'pcm16'), rateHz: 24_000 };
    }
  },
};
