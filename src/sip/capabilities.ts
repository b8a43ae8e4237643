/** What this user agent takes, as it is told to peers (RFC 3261 11.2, 20.1, 20.5, 20.37). */
import type { Headers } from './srf.js';

/** Methods of drachtio's list that are answered by more than 405. */
const allowed = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO', 'UPDATE', 'NOTIFY'];

/** Methods a drachtio-server routes to an application and that are refused here. */
export const refusedMethods = ['REGISTER', 'SUBSCRIBE', 'MESSAGE', 'REFER', 'PUBLISH'] as const;

/** norefersub: an answer to REFER that makes no subscription is understood (RFC 4488). */
const supported = 'norefersub';

export const allowHeader: Headers = { Allow: allowed.join(', ') };
export const acceptHeader: Headers = { Accept: 'application/sdp' };
export const capabilityHeaders: Headers = { ...allowHeader, ...acceptHeader, Supported: supported };

/** Option tags of a Require header that are not understood here; they are refused with 420 (RFC 3261 8.2.2.3). */
export function unsupportedOptions(require: string | undefined): string[] {
  return (require ?? '')
    .split(',')
    .map((tag) => tag.trim().toLowerCase())
    .filter((tag) => tag !== '' && tag !== supported);
}
