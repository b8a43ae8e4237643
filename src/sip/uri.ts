/** Reading of the addresses in a SIP message that calls are routed by (RFC 3261 19.1 and 25.1, RFC 3966). */

export interface UriParts {
  /** Unescaped, without password and without parameters such as `;phone-context`; '' when there is none. */
  readonly user: string;
  /** '' for a tel URI. */
  readonly host: string;
}

export interface NameAddr extends UriParts {
  /** '' when there is none. */
  readonly displayName: string;
}

/** Never throws: what cannot be read is ''. */
export function uriParts(uri: string): UriParts {
  const telephone = /^tel:([^;?]*)/i.exec(uri);
  if (telephone) return { user: withoutSeparators(telephone[1] ?? ''), host: '' };
  const scheme = /^sips?:/i.exec(uri);
  if (!scheme) return { user: '', host: '' };
  const rest = uri.slice(scheme[0].length);
  const at = rest.indexOf('@'); // '@' itself is always escaped in a user part
  const user = at < 0 ? '' : rest.slice(0, at).replace(/[:;].*$/s, '');
  const host = /^(\[[^\]]*\]|[^:;?>]*)/.exec(rest.slice(at + 1))?.[1] ?? '';
  return { user: unescaped(user), host: host.toLowerCase() };
}

/** A From, To or Contact value: `"Ann" <sip:ann@example.com>;tag=1` or `sip:ann@example.com;tag=1`. */
export function nameAddr(value: string): NameAddr {
  const bracketed = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*))\s*<([^>]*)>/s.exec(value);
  if (!bracketed) return { displayName: '', ...uriParts(value.trim()) };
  const [, quoted, token, uri] = bracketed;
  const displayName = quoted === undefined ? (token ?? '').trim() : quoted.replace(/\\(.)/gs, '$1');
  return { displayName, ...uriParts((uri ?? '').trim()) };
}

/** True when `uri` can stand in a request line or between angle brackets without changing the message around it. */
export function isPlainUri(uri: string): boolean {
  return /^(?:sips?|tel):[^\s<>"]+$/i.test(uri);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 3966 5.1.1: visual separators do not count. */
function withoutSeparators(number: string): string {
  return number.replace(/[-.()]/g, '');
}
