import { UndertoneError } from '../core/errors.js';

/**
 * What a called or calling number is compared with: `1001` exactly, `+852*` by its beginning, `/^1[0-9]{3}$/` by a
 * regular expression, `*` anything at all.
 */
export type NumberPattern = (number: string) => boolean;

/** Longer user parts than any dial plan has; a regular expression never sees them. */
const maxNumberLength = 128;

/** @throws UndertoneError CONFIG_BAD_VALUE when the regular expression cannot be compiled or the pattern is empty. */
export function numberPattern(pattern: string): NumberPattern {
  if (pattern === '') throw new UndertoneError('CONFIG_BAD_VALUE', 'an empty pattern matches nothing');
  if (pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/')) return regularExpression(pattern);
  if (pattern.endsWith('*')) {
    const prefix = pattern.slice(0, -1);
    return (number) => number.startsWith(prefix);
  }
  return (number) => number === pattern;
}

function regularExpression(pattern: string): NumberPattern {
  try {
    const expression = new RegExp(pattern.slice(1, -1), 'u');
    return (number) => number.length <= maxNumberLength && expression.test(number);
  } catch (error) {
    throw new UndertoneError('CONFIG_BAD_VALUE', (error as Error).message, {}, { cause: error });
  }
}
