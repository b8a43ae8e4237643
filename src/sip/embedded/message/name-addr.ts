import { malformed } from './malformed.js';
import { parameterOf } from './params.js';

/** From, To, Contact, Route and Record-Route values (RFC 3261 section 20.10). */
export interface NameAddr {
  readonly uri: string;
  /** The header parameters, from their first ';', or ''. */
  readonly params: string;
}

/** @throws UndertoneError SIP_MALFORMED */
export function parseNameAddr(value: string): NameAddr {
  const open = value.indexOf('<', value.startsWith('"') ? closingQuote(value) : 0);
  if (open < 0) {
    // addr-spec form: what follows the first ';' belongs to the header (RFC 3261 section 20).
    const semicolon = value.indexOf(';');
    const uri = (semicolon < 0 ? value : value.slice(0, semicolon)).trim();
    if (!/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"]+$/.test(uri)) throw malformed('Bad address');
    return { uri, params: semicolon < 0 ? '' : value.slice(semicolon) };
  }
  const close = value.indexOf('>', open);
  const uri = close < 0 ? '' : value.slice(open + 1, close).trim();
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+$/.test(uri)) throw malformed('Bad address');
  return { uri, params: value.slice(close + 1) };
}

export function tagOf(value: string): string | undefined {
  return parameterOf(parseNameAddr(value).params, 'tag');
}

function closingQuote(value: string): number {
  for (let at = 1; at < value.length; at += 1) {
    if (value[at] === '\\') at += 1;
    else if (value[at] === '"') return at;
  }
  throw malformed('Unclosed quotation mark');
}
