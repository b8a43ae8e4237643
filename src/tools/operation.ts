import type { JsonSchema, ToolDescription } from '../agent/tool.js';
import { inlineReferences, isObject } from './reference.js';

/** One operation of an OpenAPI 3 document, as a tool and as what is sent. */
export interface Operation {
  readonly tool: ToolDescription;
  /** Upper case. */
  readonly method: string;
  /** With `{name}` where path parameters go. */
  readonly path: string;
  /** Where each argument goes. */
  readonly places: ReadonlyMap<string, 'path' | 'query' | 'body'>;
  /** The whole body is the argument `body`, because its schema is no object. */
  readonly wholeBody: boolean;
}

export interface Operations {
  readonly operations: readonly Operation[];
  /** Operations that cannot be tools, and why, for the log. */
  readonly skipped: readonly string[];
}

const methods = ['get', 'put', 'post', 'delete', 'patch'];

/** More tools than any model chooses well from. */
const maxOperations = 200;

/** Reads whatever it is given; what cannot be a tool is in `skipped`. */
export function operationsOf(document: unknown): Operations {
  const operations: Operation[] = [];
  const skipped: string[] = [];
  for (const { path, method, definition, shared } of definitionsIn(document)) {
    const result = operationOf(path, method, definition, shared);
    if (typeof result === 'string') skipped.push(`${method.toUpperCase()} ${path}: ${result}`);
    else if (operations.some(({ tool }) => tool.name === result.tool.name)) skipped.push(`${result.tool.name}: twice`);
    else if (operations.length >= maxOperations) skipped.push(`${result.tool.name}: more than ${maxOperations}`);
    else operations.push(result);
  }
  return { operations, skipped };
}

function* definitionsIn(document: unknown) {
  const root = inlineReferences(document);
  const paths = isObject(root) && isObject(root.paths) ? root.paths : {};
  for (const [path, item] of Object.entries(paths)) {
    if (!isObject(item)) continue;
    const shared: readonly unknown[] = Array.isArray(item.parameters) ? item.parameters : [];
    for (const method of methods) {
      const definition = item[method];
      if (isObject(definition)) yield { path, method, definition, shared };
    }
  }
}

/** The operation, or why it cannot be a tool. */
function operationOf(
  path: string,
  method: string,
  definition: Record<string, unknown>,
  shared: readonly unknown[],
): Operation | string {
  const { operationId, summary, description } = definition;
  if (typeof operationId !== 'string') return 'it has no operationId';
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(operationId)) return 'its operationId is no tool name';
  const own = Array.isArray(definition.parameters) ? definition.parameters : [];
  const collected = new Arguments();
  for (const parameter of [...shared, ...own]) collected.addParameter(parameter);
  collected.addBody(definition.requestBody);
  if (collected.problem !== undefined) return collected.problem;
  return {
    tool: {
      name: operationId,
      description: [summary, description].filter((text) => typeof text === 'string').join(' '),
      parameters: collected.schema(),
      effect: effectOf(definition['x-effect'], method),
    },
    method: method.toUpperCase(),
    path,
    places: collected.places,
    wholeBody: collected.wholeBody,
  };
}

/** What the document says; otherwise only GET is safe to run on a guess (RFC 9110 section 9.2.1). */
function effectOf(stated: unknown, method: string): 'read' | 'write' {
  if (stated === 'read' || stated === 'write') return stated;
  return method === 'get' ? 'read' : 'write';
}

/** The parameters and the body of an operation as one flat set of named arguments, which is what models fill best. */
class Arguments {
  readonly places = new Map<string, 'path' | 'query' | 'body'>();
  wholeBody = false;
  problem: string | undefined;
  readonly #properties: Record<string, unknown> = {};
  readonly #required: string[] = [];

  addParameter(parameter: unknown): void {
    if (!isObject(parameter) || typeof parameter.name !== 'string') return;
    const { name, required, schema, description } = parameter;
    const place = parameter.in;
    if (place === 'path' || place === 'query') {
      const described = {
        ...(isObject(schema) ? schema : {}),
        ...(typeof description === 'string' && { description }),
      };
      this.#add(name, place, described, required === true);
    } else if (required === true) {
      this.problem = `it needs the ${String(place)} parameter ${name}`;
    }
  }

  addBody(requestBody: unknown): void {
    if (!isObject(requestBody) || !isObject(requestBody.content)) return;
    const json = requestBody.content['application/json'];
    if (!isObject(json)) {
      this.problem = 'its body is not JSON';
      return;
    }
    const schema = isObject(json.schema) ? json.schema : {};
    if (schema.type !== 'object' || !isObject(schema.properties)) {
      this.wholeBody = true;
      this.#add('body', 'body', schema, requestBody.required === true);
      return;
    }
    const required = Array.isArray(schema.required) ? schema.required : [];
    for (const [name, property] of Object.entries(schema.properties)) {
      this.#add(name, 'body', property, required.includes(name));
    }
  }

  schema(): JsonSchema {
    return { type: 'object', properties: this.#properties, required: this.#required, additionalProperties: false };
  }

  #add(name: string, place: 'path' | 'query' | 'body', schema: unknown, required: boolean): void {
    if (this.places.has(name)) this.problem = `it has two arguments named ${name}`;
    this.places.set(name, place);
    this.#properties[name] = schema;
    if (required) this.#required.push(name);
  }
}

/**
 * Where the operations are: `servers[0]` of the document when it is on the document's own host, else the root of that
 * host. A document cannot send a bot's requests, and its token, to somebody else.
 */
export function baseUrlOf(document: unknown, documentUrl: string): string {
  const { origin } = new URL(documentUrl);
  const servers = isObject(document) && Array.isArray(document.servers) ? document.servers : [];
  const stated = isObject(servers[0]) && typeof servers[0].url === 'string' ? servers[0].url : '/';
  if (!URL.canParse(stated, documentUrl)) return origin;
  const { origin: statedOrigin, pathname } = new URL(stated, documentUrl);
  return statedOrigin === origin ? `${origin}${pathname.replace(/\/+$/, '')}` : origin;
}
