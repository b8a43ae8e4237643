/** Compact header forms, RFC 3261 section 7.3.3 and the registrations after it. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  n: 'identity-info',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

/** The lower-case long form by which a header is looked up, whatever form and case it was written in. */
export function headerKey(name: string): string {
  const lower = name.toLowerCase();
  return lower.length === 1 ? (compactForms[lower] ?? lower) : lower;
}

/** Names whose usual spelling is not one capital a word. */
const irregular: Readonly<Record<string, string>> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'mime-version': 'MIME-Version',
  rack: 'RAck',
  rseq: 'RSeq',
  'sip-etag': 'SIP-ETag',
  'sip-if-match': 'SIP-If-Match',
  'www-authenticate': 'WWW-Authenticate',
};

/**
 * drachtio-srf lower-cases every header name but `X-`, `P-` and a few of its own; a name that is all lower case gets
 * its usual spelling back, any other is the application's choice and stays.
 */
export function usualCase(name: string): string {
  if (name !== name.toLowerCase()) return name;
  return irregular[name] ?? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
