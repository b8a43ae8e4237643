/** What the end of a WebSocket means for us (RFC 6455 section 7.4). */
import { type ErrorCode, UndertoneError } from '../../core/errors.js';
import { errorOfConnection } from './http-errors.js';
import { withoutSecrets } from './secrets.js';

/** Close codes that mean something other than "the engine is gone"; those from 3000 on are the engines' own. */
const codesOfClose: Readonly<Record<number, ErrorCode>> = {
  1002: 'ENGINE_PROTOCOL',
  1003: 'ENGINE_PROTOCOL',
  1007: 'ENGINE_PROTOCOL',
  1008: 'ENGINE_REFUSED',
  1009: 'ENGINE_PROTOCOL',
  1010: 'ENGINE_PROTOCOL',
  1011: 'ENGINE_FAILED',
};

/** The error of a connection that the engine ended with a close frame, or without one (1006). */
export function errorOfClose(closeCode: number, reason: string, secrets: readonly string[]): UndertoneError {
  const clean = withoutSecrets(reason, secrets);
  const said = clean === '' ? `${closeCode}` : `${closeCode} ${clean}`;
  return new UndertoneError(
    codesOfClose[closeCode] ?? 'ENGINE_UNAVAILABLE',
    `the engine closed the connection: ${said}`,
    { closeCode, reason: clean },
  );
}

/** The error of a connection that `ws` gave up: a frame that RFC 6455 does not allow, or a broken transport. */
export function errorOfSocket(thrown: Error, open: boolean): UndertoneError {
  const { code = '' } = thrown as NodeJS.ErrnoException;
  if (code.startsWith('WS_ERR_')) {
    return new UndertoneError('ENGINE_PROTOCOL', `the engine broke the WebSocket protocol: ${code}`, {
      code,
      reason: thrown.message,
    });
  }
  return errorOfConnection(thrown, open);
}
