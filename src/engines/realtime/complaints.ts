/** What the engine's complaints mean: for the event of ours they are about, for the reply, or for the session. */
import { type ErrorCode, UndertoneError } from '../../core/errors.js';
import type { EngineComplaint, ServerEvent } from './server-events.js';

/**
 * `ignored`: what we asked for was not needed any more. `reply`: the reply under way has failed. `expired`: the session
 * has lasted as long as it may. `session`: it is of no more use.
 */
export type ComplaintReach = 'ignored' | 'reply' | 'expired' | 'session';

/** Codes and types that are about the account or the session and not about one event. */
const sessionCodes: Readonly<Record<string, ErrorCode>> = {
  invalid_api_key: 'ENGINE_REFUSED',
  authentication_error: 'ENGINE_REFUSED',
  permission_error: 'ENGINE_REFUSED',
  insufficient_quota: 'ENGINE_UNAVAILABLE',
  model_not_found: 'ENGINE_REFUSED',
};

const replyCodes: Readonly<Record<string, ErrorCode>> = {
  rate_limit_exceeded: 'ENGINE_UNAVAILABLE',
  rate_limit_error: 'ENGINE_UNAVAILABLE',
  server_overloaded: 'ENGINE_UNAVAILABLE',
  invalid_request_error: 'ENGINE_PROTOCOL',
};

/** Codes of OpenAI's for what came too late to matter. */
const lateCodes = new Set([
  'response_cancel_not_active',
  'item_truncate_invalid_item_id',
  'item_delete_invalid_item_id',
]);

/** Events of ours that only tidy up; their ids begin with the event's name. */
const tidying = [
  'response.cancel',
  'conversation.item.delete',
  'conversation.item.truncate',
  'input_audio_buffer.clear',
];

export function reachOf({ code, kind, eventId }: EngineComplaint): ComplaintReach {
  if (code === 'session_expired') return 'expired';
  if (code in sessionCodes || kind in sessionCodes) return 'session';
  if (lateCodes.has(code) || tidying.some((name) => eventId?.startsWith(name))) return 'ignored';
  return 'reply';
}

export function errorOf(complaint: EngineComplaint): UndertoneError {
  const { code, kind, message } = complaint;
  const known = sessionCodes[code] ?? sessionCodes[kind] ?? replyCodes[code] ?? replyCodes[kind];
  const expired = code === 'session_expired' ? 'ENGINE_UNAVAILABLE' : undefined;
  return new UndertoneError(known ?? expired ?? 'ENGINE_FAILED', `the engine complains: ${message || code || kind}`, {
    code,
    type: kind,
  });
}

/**
 * Why a response that is over is not a reply; undefined when it is one.
 * @param lengthMs of its audio
 */
export function failureOf(
  { status, reason, complaint }: Extract<ServerEvent, { type: 'response-done' }>,
  lengthMs: number,
): UndertoneError | undefined {
  // The caller talks over it, and the Controller is told of that: what came is what there is.
  const isCut = status === 'cancelled' && reason === 'turn_detected';
  const isShort = status === 'incomplete' && lengthMs > 0;
  if (status === 'completed' || isCut || isShort) return undefined;
  if (complaint !== undefined) return errorOf(complaint);
  return new UndertoneError('ENGINE_FAILED', `the engine's response was ${status}`, { reason });
}
