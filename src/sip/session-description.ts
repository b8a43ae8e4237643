import type { SrfMessage } from './srf.js';

export type SessionDescription =
  | { readonly kind: 'sdp'; readonly sdp: string }
  | { readonly kind: 'none' }
  /** A body that is not, and does not contain, application/sdp: 415 (RFC 3261 8.2.3). */
  | { readonly kind: 'unsupported' };

export function sessionDescription(message: SrfMessage): SessionDescription {
  if (!message.body) return { kind: 'none' };
  if (isSdp(message.get('Content-Type'))) return { kind: 'sdp', sdp: message.body };
  const part = message.payload?.find(({ type }) => isSdp(type));
  return part?.content ? { kind: 'sdp', sdp: part.content } : { kind: 'unsupported' };
}

/** A body without Content-Type is taken for SDP, as RFC 2543 peers send it. */
function isSdp(contentType: string | null | undefined): boolean {
  return contentType === undefined || /^\s*application\/sdp\s*(;|$)/i.test(contentType ?? '');
}
