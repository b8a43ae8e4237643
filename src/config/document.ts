import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type YAMLMap,
} from 'yaml';
import { type Problem, problemsError } from './problem.js';

/** A parsed YAML text that still knows where everything stands in it. */
export interface YamlDocument {
  readonly file: string;
  /** Plain objects, arrays and scalars; a tree, never a graph with cycles. */
  readonly value: unknown;
  /** Position of the value at `path`, or of the nearest thing around it that is there. */
  locate(path: readonly PropertyKey[]): Position;
  /** Position of the key that ends `path`. */
  locateKey(path: readonly PropertyKey[]): Position;
}

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

/** A text longer than this is refused unread: a configuration is written by people. */
export const maxYamlBytes = 1024 * 1024;

/** How many nodes the aliases of a document may stand for in all; stops the "billion laughs". */
const maxAliasExpansion = 200;

/** Nesting deeper than this is nobody's configuration, and would take recursive readers off the end of their stack. */
const maxDepth = 40;

/**
 * @param file the name used in problems
 * @throws UndertoneError CONFIG_SYNTAX with every syntax error of the text
 */
export function readYaml(text: string, file: string): YamlDocument {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = (message: string, offset = 0): never => {
    throw problemsError([syntaxProblem(file, at(offset), message)]);
  };
  if (text.length > maxYamlBytes) refuse(`longer than ${maxYamlBytes} bytes`);

  const document = parse(text, lines, refuse);
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) {
    throw problemsError(errors.map((error) => syntaxProblem(file, at(error.pos[0]), error.message)));
  }
  const value = toTree(() => document.toJS({ maxAliasCount: maxAliasExpansion }), refuse);
  const root = document.contents as Node | null;
  const step = (node: Node | null, segment: PropertyKey): { key?: Node; value: Node | null } | undefined => {
    const target = isAlias(node) ? (node.resolve(document) ?? null) : node;
    if (isSeq(target) && typeof segment === 'number') return { value: (target.items[segment] ?? null) as Node | null };
    if (isMap(target)) return pairOf(target, String(segment));
    return undefined;
  };
  const find = (path: readonly PropertyKey[], wantKey: boolean): Position => {
    let node = root;
    let offset = offsetOf(root) ?? 0;
    for (const [index, segment] of path.entries()) {
      const next = step(node, segment);
      if (next === undefined) break;
      const last = index === path.length - 1;
      offset =
        (last && wantKey ? offsetOf(next.key) : undefined) ?? offsetOf(next.value) ?? offsetOf(next.key) ?? offset;
      node = next.value;
    }
    return at(offset);
  };
  return { file, value, locate: (path) => find(path, false), locateKey: (path) => find(path, true) };
}

function syntaxProblem(file: string, position: Position, message: string): Problem {
  return { code: 'CONFIG_SYNTAX', file, ...position, path: '', message };
}

function pairOf(map: YAMLMap, key: string): { key?: Node; value: Node | null } | undefined {
  for (const pair of map.items as Pair<unknown, unknown>[]) {
    const name = isScalar(pair.key) ? String(pair.key.value) : pair.key;
    if (name === key) return { key: pair.key as Node, value: (pair.value ?? null) as Node | null };
  }
  return undefined;
}

function offsetOf(node: Node | null | undefined): number | undefined {
  return node?.range?.[0];
}

type Refuse = (message: string, offset?: number) => never;

/**
 * What yaml's parseDocument does, in its three steps, so that nesting can be refused while it is still flat: the
 * composer recurses, and a text of nothing but brackets would end the whole process, not just throw.
 */
function parse(text: string, lines: LineCounter, refuse: Refuse): Document {
  const composer = new Composer({ prettyErrors: false, stringKeys: true });
  const documents = [...composer.compose(tokens(text, lines, refuse), true, text.length)];
  if (documents.length > 1) refuse('more than one document (a line of ---)', documents[1]!.range[0]);
  return documents[0]!;
}

function* tokens(text: string, lines: LineCounter, refuse: Refuse): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > 2 * maxDepth) refuse(tooDeep, parser.offset);
  }
  yield* parser.end();
}

const tooDeep = `nested deeper than ${maxDepth} levels`;

/** The plain value, refused when it is too deep, or when an alias makes it contain itself or grow out of proportion. */
function toTree(convert: () => unknown, refuse: Refuse): unknown {
  let value: unknown;
  try {
    value = convert();
  } catch (error) {
    // A ReferenceError for an unknown anchor or an expansion past maxAliasCount.
    return refuse(error instanceof Error ? error.message : 'the aliases cannot be expanded');
  }
  if (depthOf(value, maxDepth + 1) > maxDepth) {
    return refuse(`${tooDeep}, or an alias refers to a node that contains it`);
  }
  return value;
}

/** Levels of objects and arrays, counted no further than `limit`, so that a cycle ends too. */
function depthOf(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null || limit === 0) return 0;
  let deepest = 0;
  for (const child of Object.values(value)) deepest = Math.max(deepest, depthOf(child, limit - 1));
  return deepest + 1;
}
