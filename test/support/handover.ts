/** What the other end of a transfer reads, by RFC 3261 19.1.5 and RFC 7433 and not by our own code. */

export interface Invitation {
  readonly uri: string;
  /** Header fields that the INVITE is to have. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The INVITE that a Refer-To asks for. */
export function invitationOf(referTo: string): Invitation {
  const [, uri = '', headers = ''] = /<([^?>]+)(?:\?([^>]*))?>/.exec(referTo) ?? [];
  const fields = headers.split('&').filter((field) => field !== '');
  return {
    uri,
    headers: Object.fromEntries(fields.map((field) => field.split('=').map(decodeURIComponent) as [string, string])),
  };
}

export interface Told {
  readonly mood: string;
  readonly anger: number;
  readonly valence: number;
  readonly summary: string;
}

/** Of a User-to-User header. */
export function toldBy(header: string | undefined): Told {
  const [hex = '', ...parameters] = (header ?? '').split(';');
  if (!parameters.includes('encoding=hex')) throw new Error(`no User-to-User information in hex: ${header}`);
  return JSON.parse(Buffer.from(hex, 'hex').toString('utf8')) as Told;
}
