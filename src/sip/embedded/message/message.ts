/**
 * A SIP message as text (RFC 3261 section 7). Every string here is a byte string: one character is one byte
 * (latin1), so lengths are lengths on the wire and UTF-8 passes through untouched. Fields keep the text they came
 * with, so that order, case, folding and headers nobody here knows survive.
 */

export interface HeaderField {
  /** Lower-case long name, as from headerKey(). */
  readonly key: string;
  /** Name, colon and value exactly as written, without the closing CRLF. */
  readonly raw: string;
  /** Value unfolded and trimmed. */
  readonly value: string;
}

interface MessageBase {
  readonly startLine: string;
  readonly fields: readonly HeaderField[];
  readonly body: string;
  /** The first fault that still leaves the rest readable; such a request is answered 400 and not processed. */
  readonly defect: string | undefined;
}

export interface SipRequest extends MessageBase {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  /** e.g. SIP/2.0; anything else is answered 505. */
  readonly version: string;
}

export interface SipResponse extends MessageBase {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
}

export type SipMessage = SipRequest | SipResponse;

/** Value of the first field of that key. */
export function headerOf(message: { readonly fields: readonly HeaderField[] }, key: string): string | undefined {
  for (const field of message.fields) if (field.key === key) return field.value;
  return undefined;
}

export function fieldsOf(message: { readonly fields: readonly HeaderField[] }, key: string): HeaderField[] {
  return message.fields.filter((field) => field.key === key);
}

export function field(name: string, key: string, value: string): HeaderField {
  return { key, raw: `${name}: ${value}`, value };
}

export function withField(message: SipRequest, index: number, replacement: HeaderField): SipRequest {
  return { ...message, fields: message.fields.with(index, replacement) };
}

export function serialise(message: Pick<SipMessage, 'startLine' | 'fields' | 'body'>): string {
  let text = `${message.startLine}\r\n`;
  for (const { raw } of message.fields) text += `${raw}\r\n`;
  return `${text}\r\n${message.body}`;
}
