import { UndertoneError } from '../../../core/errors.js';

/** A peer's (or the application's) SIP text that cannot be taken. `reason` is short enough for a reason phrase. */
export function malformed(reason: string, details: Readonly<Record<string, unknown>> = {}): UndertoneError {
  return new UndertoneError('SIP_MALFORMED', reason, details);
}
