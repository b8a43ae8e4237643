/** Keeps credentials out of recordings, logs and error details. */

const replacement = '[secret]';
/** Shorter values, such as an empty key, would blot out ordinary text. */
const minSecretChars = 4;
/** Headers that authenticate, in the vendors' spellings; others are caught by their value. */
const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'api-key', 'x-api-key']);

/** `text` with every secret replaced. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= minSecretChars) clean = clean.replaceAll(secret, replacement);
  return clean;
}

/** A recordable copy of headers: those that carry a secret are left out. */
export function headersWithoutSecrets(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  secrets: readonly string[],
): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || secretHeaders.has(name.toLowerCase())) continue;
    const text = typeof value === 'string' ? value : value.join(', ');
    if (withoutSecrets(text, secrets) === text) clean[name] = text;
  }
  return clean;
}

/** A recordable URL: without user information, with secrets of the query replaced. */
export function urlWithoutSecrets(url: string, secrets: readonly string[]): string {
  const parsed = new URL(url);
  parsed.username = '';
  parsed.password = '';
  return withoutSecrets(parsed.href, secrets);
}
