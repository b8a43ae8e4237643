/** Text of at most `maxChars`; what does not fit is left out at the end, which shows. */
export function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  // Never half of a surrogate pair.
  return `${text.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

/** A JSON value as text of at most `maxChars`: its JSON, or as many of its leaves as fit, as `path=value`. */
export function boundedJson(value: unknown, maxChars: number): string {
  const json = JSON.stringify(value) ?? 'null';
  if (json.length <= maxChars) return json;
  let text = '';
  for (const leaf of leavesOf(value, '')) {
    const next = text === '' ? leaf : `${text}; ${leaf}`;
    if (next.length >= maxChars) return clip(`${next} …`, maxChars);
    text = next;
  }
  return text;
}

function* leavesOf(value: unknown, path: string): Generator<string> {
  if (typeof value !== 'object' || value === null) {
    yield path === '' ? String(value) : `${path}=${String(value)}`;
    return;
  }
  for (const [key, child] of Object.entries(value)) yield* leavesOf(child, path === '' ? key : `${path}.${key}`);
}
