import type { Logger } from 'pino';
import { asUndertoneError } from '../core/errors.js';
import type { CallRegistry } from './call-registry.js';
import { acceptHeader, allowHeader, capabilityHeaders, refusedMethods, unsupportedOptions } from './capabilities.js';
import type { ReceivedInvite } from './received-invite.js';
import { sessionDescription } from './session-description.js';
import type { IncomingCall } from './sip.js';
import type { Headers, Srf, SrfRequest, SrfResponse } from './srf.js';

export interface RequestRouterOptions {
  readonly log: Logger;
  readonly responseHeaders: Headers;
  readonly onInvite: (call: IncomingCall) => void;
}

/** RFC 3261 20.33: seconds that a refused caller is asked to wait. */
const retryAfter: Headers = { 'Retry-After': '5' };

/** Requests outside dialogs; those inside go to the dialog. Unknown methods are answered by the endpoint itself. */
export function routeRequests(srf: Srf, calls: CallRegistry, options: RequestRouterOptions): void {
  const refuse = (response: SrfResponse, status: number, headers: Headers = {}) =>
    response.send(status, undefined, { headers: { ...options.responseHeaders, ...headers } });

  srf.use('invite', (request, response) => {
    const refusal = refusalOf(request, calls);
    if (refusal) refuse(response, refusal.status, refusal.headers);
    else takeCall(calls.receive(request, response), options);
  });
  srf.use('options', (request, response) => {
    // RFC 3261 11.2: the status is the one an INVITE would get.
    if (hasToTag(request)) refuse(response, 481);
    else if (calls.isFull) refuse(response, 503, retryAfter);
    else refuse(response, 200, capabilityHeaders);
  });
  for (const method of refusedMethods) {
    srf.use(method.toLowerCase(), (_request, response) => refuse(response, 405, allowHeader));
  }
  // What is left needs a dialog, and the dialog is not there (RFC 3261 12.2.2).
  for (const method of ['bye', 'info', 'notify', 'update', 'prack']) {
    srf.use(method, (_request, response) => refuse(response, 481));
  }
}

/** Why an INVITE is refused before anybody hears of it, in the order of RFC 3261 8.2. */
function refusalOf(request: SrfRequest, calls: CallRegistry): { status: number; headers?: Headers } | undefined {
  if (hasToTag(request)) return { status: 481 };
  if (!/^(sips?|tel):/i.test(request.uri)) return { status: 416 };
  const unsupported = unsupportedOptions(request.get('Require'));
  if (unsupported.length > 0) return { status: 420, headers: { Unsupported: unsupported.join(', ') } };
  if (sessionDescription(request).kind === 'unsupported') return { status: 415, headers: acceptHeader };
  if (!request.get('Contact')) return { status: 400 }; // RFC 3261 12.1.1: no dialog can be made without it
  if (calls.isFull) return { status: 503, headers: retryAfter };
  return undefined;
}

function takeCall(call: ReceivedInvite, options: RequestRouterOptions): void {
  try {
    options.onInvite(call);
  } catch (error) {
    const { kind, message } = asUndertoneError(error);
    if (kind.fault === 'bug') options.log.error({ callId: call.callId, err: error }, `a call failed: ${message}`);
    call.reject(kind.sipStatus ?? 500);
  }
}

function hasToTag(request: SrfRequest): boolean {
  return /;\s*tag\s*=/i.test((request.get('To') ?? '').replace(/^[^>]*>/, ''));
}
