/** Events that the engine sends, as values. What is not needed here is nothing; what is, but has the wrong shape, is an error. */
import { UndertoneError } from '../../core/errors.js';
import type { RealtimeDialect } from './dialect.js';
import { Fields } from './fields.js';

export type ResponseStatus = 'completed' | 'incomplete' | 'cancelled' | 'failed';

export interface EngineComplaint {
  readonly code: string;
  readonly kind: string;
  readonly message: string;
  /** Of the event of ours that it is about. */
  readonly eventId: string | undefined;
}

/** Which response and item an event is of, where it says. */
export interface Origin {
  readonly responseId: string | undefined;
  readonly itemId: string | undefined;
}

export type ServerEvent =
  /** `expiresAtMs`: wall clock, where the engine says when it will end the session. */
  | { readonly type: 'session-created'; readonly expiresAtMs: number | undefined }
  | { readonly type: 'session-updated' }
  | { readonly type: 'speech-started' }
  | { readonly type: 'speech-stopped' }
  | { readonly type: 'committed'; readonly itemId: string | undefined }
  | { readonly type: 'heard'; readonly itemId: string | undefined; readonly text: string; readonly final: boolean }
  | { readonly type: 'response-created'; readonly responseId: string | undefined }
  | ({ readonly type: 'output-item'; readonly name: string | undefined } & Origin)
  | ({
      readonly type: 'audio';
      readonly contentIndex: number;
      readonly base64: string;
      /** Where the engine says it with the audio. */
      readonly rateHz: number | undefined;
    } & Origin)
  | ({ readonly type: 'transcript'; readonly text: string } & Origin)
  | ({
      readonly type: 'tool-call';
      readonly callId: string | undefined;
      readonly name: string | undefined;
      readonly arguments: string;
    } & Origin)
  | {
      readonly type: 'response-done';
      readonly responseId: string | undefined;
      readonly status: ResponseStatus;
      readonly reason: string | undefined;
      readonly complaint: EngineComplaint | undefined;
    }
  | { readonly type: 'rate-limit'; readonly name: string; readonly remaining: number; readonly resetMs: number }
  | { readonly type: 'error'; readonly complaint: EngineComplaint };

/** Of a text; a transcript of a minute is about a tenth of it. */
const maxTextChars = 20_000;

/** @throws UndertoneError ENGINE_PROTOCOL for what is no event, or lacks what it has to have */
export function parseServerEvent(dialect: RealtimeDialect, text: string): readonly ServerEvent[] {
  const event = Fields.parse(text);
  const wireName = event.string('type');
  const parse = parsers[dialect.eventNames[wireName] ?? wireName];
  return parse === undefined ? [] : parse(event, dialect);
}

type Parser = (event: Fields, dialect: RealtimeDialect) => readonly ServerEvent[];

const parsers: Readonly<Record<string, Parser>> = {
  'session.created': (event) => {
    const expiresAt = event.object('session')?.optionalNumber('expires_at');
    return [{ type: 'session-created', expiresAtMs: expiresAt === undefined ? undefined : expiresAt * 1000 }];
  },
  'session.updated': () => [{ type: 'session-updated' }],
  'input_audio_buffer.speech_started': () => [{ type: 'speech-started' }],
  'input_audio_buffer.speech_stopped': () => [{ type: 'speech-stopped' }],
  'input_audio_buffer.committed': (event) => [{ type: 'committed', itemId: event.optionalString('item_id') }],
  'conversation.item.input_audio_transcription.started': (_event, { transcription }) =>
    transcription.marksSpeech ? [{ type: 'speech-started' }] : [],
  'conversation.item.input_audio_transcription.delta': (event) => {
    const heard = event.optionalString('delta') ?? event.optionalString('text') ?? '';
    return [{ type: 'heard', itemId: event.optionalString('item_id'), text: bounded(heard), final: false }];
  },
  'conversation.item.input_audio_transcription.completed': (event, { transcription }) => {
    const heard = event.optionalString('transcript') ?? event.optionalString('text') ?? '';
    const itemId = event.optionalString('item_id');
    const told = { type: 'heard', itemId, text: bounded(heard), final: true } as const;
    return transcription.marksSpeech ? [told, { type: 'speech-stopped' }] : [told];
  },
  'response.created': (event) => [{ type: 'response-created', responseId: responseIdOf(event) }],
  'response.output_item.added': (event) => {
    const item = event.object('item');
    const itemId = item?.optionalString('id');
    return [
      {
        type: 'output-item',
        responseId: event.optionalString('response_id'),
        itemId,
        name: item?.optionalString('name'),
      },
    ];
  },
  'response.output_audio.delta': (event) => [
    {
      type: 'audio',
      ...originOf(event),
      contentIndex: event.optionalNumber('content_index') ?? 0,
      base64: event.string('delta', 'audio'),
      rateHz: event.optionalNumber('sample_rate_hz'),
    },
  ],
  'response.output_audio_transcript.delta': (event) => [
    { type: 'transcript', ...originOf(event), text: bounded(event.string('delta', 'text')) },
  ],
  'response.function_call_arguments.done': toolCalls,
  'response.done': (event) => {
    const response = event.object('response');
    // One vendor's documentation has it begin a response too.
    if (response?.optionalString('status') === 'in_progress') {
      return [{ type: 'response-created', responseId: responseIdOf(event) }];
    }
    const details = response?.object('status_details');
    const error = details?.object('error');
    return [
      {
        type: 'response-done',
        responseId: responseIdOf(event),
        status: statusOf(response?.optionalString('status')),
        reason: details?.optionalString('reason'),
        complaint: error === undefined ? undefined : complaintOf(error),
      },
    ];
  },
  'response.cancelled': (event) => [
    {
      type: 'response-done',
      responseId: responseIdOf(event),
      status: 'cancelled',
      reason: undefined,
      complaint: undefined,
    },
  ],
  'rate_limits.updated': (event) =>
    event.objects('rate_limits').map((limit) => ({
      type: 'rate-limit',
      name: limit.string('name'),
      remaining: limit.optionalNumber('remaining') ?? 0,
      resetMs: (limit.optionalNumber('reset_seconds') ?? 0) * 1000,
    })),
  error: (event) => [{ type: 'error', complaint: complaintOf(event.object('error') ?? event) }],
};

/** One call, or a list of them. */
function toolCalls(event: Fields): readonly ServerEvent[] {
  const { responseId, itemId } = originOf(event);
  const calls = event.objects('items');
  return (calls.length === 0 ? [event] : calls).map((call) => ({
    type: 'tool-call',
    responseId,
    itemId: call.optionalString('item_id') ?? call.optionalString('id') ?? itemId,
    callId: call.optionalString('call_id'),
    name: call.optionalString('name'),
    arguments: bounded(call.text('arguments')),
  }));
}

const originOf = (event: Fields): Origin => ({
  responseId: event.optionalString('response_id'),
  itemId: event.optionalString('item_id'),
});

const responseIdOf = (event: Fields): string | undefined =>
  event.object('response')?.optionalString('id') ?? event.optionalString('response_id');

function statusOf(status: string | undefined): ResponseStatus {
  switch (status) {
    // Some do not say; then it is over because it is complete.
    case undefined:
    case 'completed':
      return 'completed';
    case 'incomplete':
    case 'failed':
    case 'cancelled':
      return status;
    default:
      throw new UndertoneError('ENGINE_PROTOCOL', 'the engine ended a response in a way that is not known', { status });
  }
}

const complaintOf = (error: Fields): EngineComplaint => ({
  code: error.text('code'),
  kind: error.text('type'),
  message: error.text('message').slice(0, 500),
  eventId: error.optionalString('event_id'),
});

function bounded(text: string): string {
  if (text.length <= maxTextChars) return text;
  throw new UndertoneError('ENGINE_PROTOCOL', 'the engine sent a text that is too long', { chars: text.length });
}
