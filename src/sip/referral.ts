/**
 * One REFER as its sender sees it (RFC 3515): the response to the REFER, then NOTIFYs with a message/sipfrag that
 * says how the referred call goes. Pure.
 */
import type { ReferOutcome } from './sip.js';

export type ReferralState = 'sent' | 'accepted' | ReferOutcome;

export type ReferralEvent =
  /** `subscription` is false when the peer says that no NOTIFY will come (Refer-Sub: false, RFC 4488 4). */
  | { readonly type: 'response'; readonly status: number; readonly subscription: boolean }
  /** `status` is the sipfrag's, undefined when it cannot be read. */
  | { readonly type: 'notify'; readonly status: number | undefined; readonly terminated: boolean }
  | { readonly type: 'dialog-ended' }
  | { readonly type: 'timeout' };

const taken: ReferOutcome = { accepted: true };
const failed = (status: number | undefined): ReferOutcome => ({ accepted: false, status });

/** A NOTIFY may overtake the response to its REFER (RFC 3515 2.4.4), hence its handling while `sent`. */
export function advance(state: ReferralState, event: ReferralEvent): ReferralState {
  if (isOutcome(state)) return state;
  switch (event.type) {
    case 'response':
      return afterResponse(event.status, event.subscription);
    case 'notify':
      return afterNotify(state, event.status, event.terminated);
    case 'dialog-ended':
      // Many transferees hang up on us once they took the REFER, before or instead of the last NOTIFY.
      return state === 'accepted' ? taken : failed(undefined);
    case 'timeout':
      return failed(undefined);
  }
}

export function isOutcome(state: ReferralState): state is ReferOutcome {
  return typeof state === 'object';
}

/** Status in the first line of a message/sipfrag body (RFC 3420), e.g. 200 of `SIP/2.0 200 OK`. */
export function sipfragStatus(body: string | undefined): number | undefined {
  const status = /^\s*SIP\/2\.0 +([1-6]\d\d)(?!\d)/i.exec(body ?? '')?.[1];
  return status === undefined ? undefined : Number(status);
}

function afterResponse(status: number, subscription: boolean): ReferralState {
  if (status >= 300) return failed(status);
  return subscription ? 'accepted' : taken;
}

function afterNotify(state: 'sent' | 'accepted', status: number | undefined, terminated: boolean): ReferralState {
  if (status !== undefined && status >= 200) return status < 300 ? taken : failed(status);
  return terminated ? failed(undefined) : state;
}
