const events = new Set('0123456789*#ABCD');

/**
 * The digit of an INFO body of type application/dtmf-relay (`Signal=5`) or application/dtmf (`5`), as phones send it
 * that do not speak RFC 4733; undefined when it is none.
 */
export function infoDigit(contentType: string, body: string): string | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  const text = type === 'application/dtmf' ? body : type === 'application/dtmf-relay' ? signal(body) : undefined;
  const digit = text?.trim().toUpperCase();
  return digit !== undefined && events.has(digit) && digit.length === 1 ? digit : undefined;
}

function signal(body: string): string | undefined {
  return /^\s*signal\s*=\s*(\S+)/im.exec(body)?.[1];
}
