import { type ErrorCode, UndertoneError } from '../core/errors.js';

/** One thing wrong in a configuration file. Line and column count from 1. */
export interface Problem {
  readonly code: ErrorCode;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where in the document, e.g. `routes[2].bot`; '' for the whole of it. */
  readonly path: string;
  readonly message: string;
  /** The nearest valid key, value or name. */
  readonly suggestion?: string;
}

/** More problems than this are counted, not listed. */
const maxListed = 50;

/** All problems as one error: its code is the first problem's, `details.problems` has every listed one. */
export function problemsError(problems: readonly Problem[]): UndertoneError {
  const listed = [...problems].sort((a, b) => a.line - b.line || a.column - b.column).slice(0, maxListed);
  const lines = listed.map(describeProblem);
  if (problems.length > listed.length) lines.push(`and ${problems.length - listed.length} more`);
  return new UndertoneError(listed[0]?.code ?? 'CONFIG_BAD_VALUE', lines.join('\n'), { problems: listed });
}

/** `file:line:column: path: message`, the form editors and terminals make clickable. */
export function describeProblem(problem: Problem): string {
  const { file, line, column, path, message, code } = problem;
  return `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message} [${code}]`;
}

/** `['routes', 2, 'bot']` as `routes[2].bot`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += `${text === '' ? '' : '.'}${String(segment)}`;
  }
  return text;
}
