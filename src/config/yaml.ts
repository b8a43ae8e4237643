import { readFileSync, statSync } from 'node:fs';
import type * as z from 'zod';
import { UndertoneError } from '../core/errors.js';
import { maxYamlBytes, readYaml } from './document.js';
import { problemsError } from './problem.js';
import { validate } from './validate.js';

/**
 * Reads a YAML file and holds it against `schema`; the result is frozen to its depth.
 *
 * A reference to something that is not there is reported by the schema itself: a check that adds a `custom` issue with
 * `params: { candidates: string[] }` becomes CONFIG_BAD_REFERENCE with the nearest candidate. Give the check
 * `{ when: () => true }` so that it runs, and is reported, beside other problems; it must then expect any value.
 *
 * @throws UndertoneError CONFIG_FILE, CONFIG_SYNTAX, CONFIG_UNKNOWN_KEY, CONFIG_BAD_VALUE, CONFIG_BAD_REFERENCE: one
 *   error for all problems, its message a line each, `details.problems` the same as data
 */
export function loadYaml<S extends z.ZodType>(schema: S, file: string): z.output<S> {
  return parseYaml(schema, readYamlFile(file), file);
}

/** As loadYaml, for a text; `file` is the name used in problems. */
export function parseYaml<S extends z.ZodType>(schema: S, text: string, file: string): z.output<S> {
  const { value, problems } = validate(schema, readYaml(text, file));
  if (problems.length > 0) throw problemsError(problems);
  return deepFreeze(value) as z.output<S>;
}

/** @throws UndertoneError CONFIG_FILE when it cannot be read, is too large or is not UTF-8 */
export function readYamlFile(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > maxYamlBytes) throw new Error(`${size} bytes, more than the ${maxYamlBytes} allowed`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UndertoneError('CONFIG_FILE', `${file}: cannot be read: ${reason}`, { file }, { cause });
  }
}

export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child);
  return value;
}
