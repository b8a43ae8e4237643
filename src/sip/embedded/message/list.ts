/** Splits a header value at the commas outside quoted strings and angle brackets (RFC 3261 section 7.3.1). */
export function splitList(value: string): string[] {
  if (!value.includes(',')) return value === '' ? [] : [value];
  const parts: string[] = [];
  let start = 0;
  for (let at = listSeparator(value, 0); at >= 0; at = listSeparator(value, start)) {
    parts.push(value.slice(start, at).trim());
    start = at + 1;
  }
  parts.push(value.slice(start).trim());
  return parts.filter((part) => part !== '');
}

/** Index of the first separating comma at or after `from`, or -1. */
export function listSeparator(value: string, from: number): number {
  let quoted = false;
  let bracketed = false;
  for (let at = from; at < value.length; at += 1) {
    const character = value[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '<') bracketed = true;
    else if (character === '>') bracketed = false;
    else if (character === ',' && !bracketed) return at;
  }
  return -1;
}
