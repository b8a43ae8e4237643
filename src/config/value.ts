import { isIP } from 'node:net';
import * as z from 'zod';

/** Values that appear in more than one place of the schema, each with what is allowed in its message. */

/** A name that other parts of the file refer to. */
export const nameSchema = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'a name is lower-case letters, digits, - and _');

export const ipAddress = z.string().refine((text) => isIP(text) !== 0, 'must be an IPv4 or IPv6 address');

/** 0 lets the system choose where that makes sense. */
export const port = z.int().min(1).max(65535);

export const source = z.string().refine(isAddressOrNetwork, 'must be an IP address or a network such as 10.0.0.0/8');

export const numberPattern = z
  .string()
  .min(1)
  .max(128)
  .refine(isNumberPattern, 'must be a number, a beginning such as +852*, or a regular expression between slashes');

export const timezone = z.string().refine(isTimezone, 'must be an IANA timezone such as Asia/Hong_Kong');

export const sipUri = z
  .string()
  .max(256)
  .regex(/^(sips?|tel):[^\s<>"]+$/i, 'must be a SIP or tel URI such as sip:agents@192.0.2.10');

/** `09:00-18:00`; an end before the beginning is the next morning's. */
export const timeSpan = z.string().refine((text) => parseTimeSpan(text) !== undefined, {
  message: 'must be two different times of day, such as 09:00-18:00 or 22:00-06:00',
});

/** The two ends of a time span, or undefined when it is none. */
export function parseTimeSpan(text: string): { from: string; to: string } | undefined {
  const [, from = '', to = ''] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.exec(text) ?? [];
  return from === to ? undefined : { from, to };
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32));
}

function isNumberPattern(text: string): boolean {
  const isExpression = text.length > 1 && text.startsWith('/') && text.endsWith('/');
  if (!isExpression) return true;
  try {
    new RegExp(text.slice(1, -1), 'u');
    return true;
  } catch {
    return false;
  }
}

function isTimezone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
