import { type HeaderField, headerOf } from '../message/message.js';

/** A NOTIFY that ends its subscription (RFC 6665 section 4.1.3). */
export function isLastNotify(fields: readonly HeaderField[]): boolean {
  return /^terminated\b/i.test(headerOf({ fields }, 'subscription-state') ?? '');
}
