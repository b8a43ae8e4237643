/**
 * User-to-User information (RFC 7433): data of an application that a call carries from one end to the other, and a REFER
 * to the INVITE that it causes.
 */

/** A value of the header: the data in hex, and what it is for. Who does not know the purpose leaves it alone (RFC 7433 4.2). */
export function userToUser(data: Uint8Array, purpose: string, content: string): string {
  return `${Buffer.from(data).toString('hex')};encoding=hex;purpose=${purpose};content=${content}`;
}

/**
 * The URI of a Refer-To with a header field that the INVITE is to have (RFC 3261 19.1.1). A tel URI cannot have any
 * (RFC 3966), and stays as it is.
 */
export function withHeaderField(uri: string, name: string, value: string): string {
  if (/^tel:/i.test(uri)) return uri;
  const field = `${name}=${escapeHeaderValue(value)}`;
  return `${uri}${uri.includes('?') ? '&' : '?'}${field}`;
}

/** All but unreserved characters, RFC 3261 25.1. */
const escapeHeaderValue = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
