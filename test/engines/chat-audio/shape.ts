import type { ScriptedAnswer } from '../cascade/model-server.js';
import { WrongRequest } from '../http-server.js';

export type Fields = Readonly<Record<string, unknown>>;

export interface ShapeRequest extends Fields {
  readonly stream?: boolean;
  readonly messages: readonly ShapeMessage[];
}

export interface ShapeMessage extends Fields {
  readonly role: string;
  readonly content: string | readonly Fields[] | null;
  readonly tool_calls?: readonly { readonly id: string; readonly function: { name: string; arguments: string } }[];
  readonly tool_call_id?: string;
}

/** What one vendor's server takes and gives; the rest is chat-audio-server.ts. */
export interface ServerShape {
  readonly callerRole: string;
  readonly hasTools: boolean;
  /** True when speech is asked for; throws WrongRequest where the real server would refuse. */
  readonly wantsSpeech: (request: ShapeRequest) => boolean;
  /** The WAV in a content part. */
  readonly wavOf: (part: Fields) => Buffer;
  /** Of an assistant's message in the history. */
  readonly saidIn: (message: ShapeMessage) => string;
  /** A spoken answer as `data` of events, or as one body; the finish is the server's. @param rateHz of the audio */
  readonly spoken: (answer: ScriptedAnswer, rateHz: number) => readonly Fields[];
  readonly wholeBody?: (answer: ScriptedAnswer, rateHz: number) => Fields;
}

export const chunk = (delta: object, finish: string | null = null, more: Fields = {}): Fields => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_760_000_000,
  model: 'm',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish, ...more }],
});

/** A name first, then the arguments in pieces. */
export function callChunks({ calls = [] }: ScriptedAnswer): readonly Fields[] {
  return calls.flatMap(({ name, arguments: given }, index) => {
    const json = JSON.stringify(given);
    const piece = (from: number, to?: number) =>
      chunk({ tool_calls: [{ index, function: { arguments: json.slice(from, to) } }] });
    const first = { index, id: `chatcmpl-tool-${index}`, type: 'function', function: { name } };
    return [chunk({ tool_calls: [first] }), piece(0, 3), piece(3)];
  });
}

/** Words of an answer, a few characters at a time. */
export const textPieces = (text: string): readonly string[] => text.match(/[\s\S]{1,6}/g) ?? [];

/** Milliseconds of speech that a text is. */
export const speechMs = (text: string): number => text.length * 60;

export function base64Of(data: unknown, prefix: string): Buffer {
  if (typeof data !== 'string' || !data.startsWith(prefix)) throw new WrongRequest(`audio that is no "${prefix}…"`);
  return Buffer.from(data.slice(prefix.length), 'base64');
}
