import type * as z from 'zod';
import type { $ZodIssue } from 'zod/v4/core';
import type { YamlDocument } from './document.js';
import { formatPath, type Problem } from './problem.js';
import { keysAt } from './shape.js';
import { nearest } from './suggestion.js';

export type Validation<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

/** Holds a document against a schema; every problem with its place, the nearest valid key or value and what is allowed. */
export function validate<S extends z.ZodType>(schema: S, document: YamlDocument): Validation<z.output<S>> {
  const result = schema.safeParse(document.value);
  if (result.success) return { value: result.data, problems: [] };
  const context = { schema, document };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue as $ZodIssue, [], context)) };
}

interface Context {
  readonly schema: z.ZodType;
  readonly document: YamlDocument;
}

type Path = readonly PropertyKey[];
type Issue<Code extends $ZodIssue['code']> = Extract<$ZodIssue, { code: Code }>;

/** One zod issue as problems. `above` is the path of the union member the issue comes from. */
function problemsOf(issue: $ZodIssue, above: Path, context: Context): Problem[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, context));
    case 'invalid_union':
      return unionProblems(issue, path, context);
    case 'invalid_key':
      return [keyProblem(issue, path, context)];
    case 'custom':
      return [customProblem(issue, path, context)];
    default:
      return [valueProblem(issue, path, context)];
  }
}

function unknownKey(parent: Path, key: string, { schema, document }: Context): Problem {
  const path = [...parent, key];
  const valid = keysAt(schema, parent, document.value);
  const suggestion = nearest(key, valid);
  const hint = suggestion === undefined ? `valid keys: ${valid.join(', ')}` : `did you mean "${suggestion}"?`;
  return {
    code: 'CONFIG_UNKNOWN_KEY',
    file: document.file,
    ...document.locateKey(path),
    path: formatPath(path),
    message: `unknown key "${clip(key)}"; ${hint}`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

/**
 * A value that fits no member of a union is judged by the members of its own type (a mapping by the mappings), because
 * what a string would have had to be is of no help to somebody who wrote a mapping.
 */
function unionProblems(issue: Issue<'invalid_union'>, path: Path, context: Context): Problem[] {
  if (issue.errors.length === 0) {
    const { discriminator, options } = issue as { discriminator?: string; options?: unknown[] };
    const allowed = options?.map(String) ?? [];
    const what = discriminator === undefined ? 'fits none of what is allowed' : undefined;
    return [badValue(path, context, what ?? oneOf(allowed, valueAt(context, path)), allowed)];
  }
  const sameType = issue.errors.filter((member) => !member.some(isRootMismatch));
  if (sameType.length > 0) {
    const fewest = sameType.reduce((best, member) => (member.length < best.length ? member : best));
    return fewest.flatMap((inner) => problemsOf(inner, path, context));
  }
  const allowed = issue.errors.flat().flatMap((inner) => literalsOf(inner));
  const expected = [...new Set(issue.errors.flat().map((inner) => expectation(inner)))].join(' or ');
  return [badValue(path, context, `expected ${expected}, got ${describe(valueAt(context, path))}`, allowed)];
}

function isRootMismatch(issue: $ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function literalsOf(issue: $ZodIssue): string[] {
  return issue.code === 'invalid_value' ? issue.values.map(String) : [];
}

function expectation(issue: $ZodIssue): string {
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(' or ');
  if (issue.code === 'invalid_type') return typeName(issue.expected);
  return issue.message;
}

function keyProblem(issue: Issue<'invalid_key'>, path: Path, { document }: Context): Problem {
  const reasons = issue.issues.map((inner) => inner.message).join('; ');
  return {
    code: 'CONFIG_BAD_VALUE',
    file: document.file,
    ...document.locateKey(path),
    path: formatPath(path),
    message: `bad name "${clip(String(path.at(-1)))}": ${reasons}`,
  };
}

/** A schema's own check. `params.candidates` says that the value is a reference, and to what it may refer. */
function customProblem(issue: Issue<'custom'>, path: Path, context: Context): Problem {
  const candidates = (issue.params as { candidates?: readonly string[] } | undefined)?.candidates;
  if (candidates === undefined) return badValue(path, context, issue.message, []);
  const name = valueAt(context, path);
  const suggestion = nearest(String(name), candidates);
  const known = candidates.length === 0 ? 'there are none' : `there are: ${clip(candidates.join(', '))}`;
  return {
    code: 'CONFIG_BAD_REFERENCE',
    file: context.document.file,
    ...context.document.locate(path),
    path: formatPath(path),
    message: `${issue.message}; ${suggestion === undefined ? known : `did you mean "${suggestion}"?`}`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

function valueProblem(issue: $ZodIssue, path: Path, context: Context): Problem {
  const value = valueAt(context, path);
  if (value === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return badValue(path, context, `missing; expected ${expectation(issue)}`, []);
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    return badValue(path, context, oneOf(allowed, value), allowed);
  }
  if (issue.code === 'invalid_type') {
    const quote = issue.expected === 'string' && typeof value === 'number' ? '; put it in quotes' : '';
    return badValue(path, context, `expected ${typeName(issue.expected)}, got ${describe(value)}${quote}`, []);
  }
  const bound = boundOf(issue);
  return badValue(path, context, bound === undefined ? issue.message : `${bound}, got ${describe(value)}`, []);
}

function boundOf(issue: $ZodIssue): string | undefined {
  if (issue.code !== 'too_big' && issue.code !== 'too_small') return undefined;
  const limit = issue.code === 'too_big' ? issue.maximum : issue.minimum;
  const side = issue.code === 'too_big' ? 'at most' : 'at least';
  const unit = countedUnits[issue.origin] ?? '';
  return `must be ${side} ${limit}${unit}`;
}

const countedUnits: Readonly<Record<string, string>> = { string: ' characters', array: ' items', record: ' entries' };

function oneOf(allowed: readonly string[], value: unknown): string {
  const suggestion = nearest(String(value), allowed);
  const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  return `must be one of ${allowed.join(', ')}, got ${describe(value)}${hint}`;
}

function badValue(path: Path, { document }: Context, message: string, allowed: readonly string[]): Problem {
  const suggestion = nearest(String(childAt(document.value, path)), allowed);
  return {
    code: 'CONFIG_BAD_VALUE',
    file: document.file,
    ...document.locate(path),
    path: formatPath(path),
    message,
    ...(suggestion !== undefined && { suggestion }),
  };
}

function valueAt(context: Context, path: Path): unknown {
  return childAt(context.document.value, path);
}

function childAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const segment of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, segment)) return undefined;
    here = (here as Record<PropertyKey, unknown>)[segment];
  }
  return here;
}

const typeNames: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function typeName(expected: string): string {
  return typeNames[expected] ?? expected;
}

/** A value as it may be shown: short, never a whole structure. */
function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return clip(JSON.stringify(value));
}

function clip(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
