import type { Operation } from './operation.js';

export interface ToolRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What is sent for a call whose arguments have been checked. @param baseUrl without a slash at its end */
export function toolRequest(
  baseUrl: string,
  { method, path, places, wholeBody }: Operation,
  values: Readonly<Record<string, unknown>>,
): ToolRequest {
  let filled = path;
  const query = new URLSearchParams();
  const body: Record<string, unknown> = {};
  for (const [name, place] of places) {
    if (!Object.hasOwn(values, name)) continue;
    const value = values[name];
    if (place === 'path') filled = filled.replaceAll(`{${name}}`, encodeURIComponent(asText(value)));
    else if (place === 'body') body[name] = value;
    else for (const item of Array.isArray(value) ? value : [value]) query.append(name, asText(item));
  }
  const hasBody = [...places.values()].includes('body');
  return {
    method,
    url: `${baseUrl}${filled}${query.size > 0 ? `?${query}` : ''}`,
    headers: { accept: 'application/json', ...(hasBody && { 'content-type': 'application/json' }) },
    body: hasBody ? JSON.stringify(wholeBody ? body.body : body) : undefined,
  };
}

function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
