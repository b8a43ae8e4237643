import { randomUUID } from 'node:crypto';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ToolCall, ToolDescription, ToolResult, ToolRunner } from '../agent/tool.js';
import type { Cancel, Clock } from '../core/clock.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { exchange } from './http-exchange.js';
import { baseUrlOf, type Operation, operationsOf } from './operation.js';
import { isObject } from './reference.js';
import { type ToolRequest, toolRequest } from './request.js';

export interface HttpToolsOptions {
  /** For the log. */
  readonly name: string;
  /** Of the OpenAPI 3 document; a promise when the API is still starting. */
  readonly documentUrl: string | Promise<string>;
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string | undefined;
  readonly clock: Clock;
  /** Never given an argument or an answer of a tool. */
  readonly log: Log;
}

export interface HttpTools extends ToolRunner {
  /** Resolves once the API's document has been read. */
  readonly loaded: Promise<void>;
  /** Stops trying to read the document; calls under way end by themselves. */
  close(): void;
}

const maxDocumentBytes = 4 * 1024 * 1024;
const maxAnswerBytes = 256 * 1024;
const firstRetryMs = 250;
const longestRetryMs = 30_000;

interface Loaded {
  readonly baseUrl: string;
  readonly operations: ReadonlyMap<string, { readonly operation: Operation; readonly check: ValidateFunction }>;
  readonly tools: readonly ToolDescription[];
}

/**
 * The operations of an HTTP API as tools. The document is read in the background and tried again until it is there, so
 * that a bot answers calls while an API is down; until then there are no tools, and every call of one fails by name.
 */
export function openHttpTools(options: HttpToolsOptions): HttpTools {
  const { name, clock, log, timeoutMs } = options;
  let current: Loaded | undefined;
  let closed = false;
  let cancelRetry: Cancel = () => {};
  let announce: () => void = () => {};
  const loaded = new Promise<void>((resolve) => {
    announce = resolve;
  });

  const load = async (retryMs: number): Promise<void> => {
    try {
      const { tools, skipped, ...rest } = await readDocument(options);
      if (closed) return;
      current = { tools, ...rest };
      log.info({ api: name, tools: tools.map((tool) => tool.name), skipped }, 'tools: API document read');
      announce();
    } catch (error) {
      if (closed) return;
      const { code, message } = asUndertoneError(error);
      log.warn({ api: name, code, reason: message, retryMs }, 'tools: API document cannot be read');
      const next = Math.min(retryMs * 2, longestRetryMs);
      cancelRetry = clock.setTimer(retryMs, () => void load(next), { background: true });
    }
  };
  void load(firstRetryMs);

  return {
    loaded,
    get tools() {
      return current?.tools ?? [];
    },
    async run(call, signal) {
      const startedMs = clock.nowMs();
      const result = await attempt(current, call, signal, options);
      const fields = { api: name, tool: call.name, ms: Math.round(clock.nowMs() - startedMs) };
      if (result.ok) log.info(fields, 'tool answered');
      else if (!signal.aborted) log.warn({ ...fields, code: result.code, timeoutMs }, 'tool failed');
      return result;
    },
    close() {
      closed = true;
      cancelRetry();
    },
  };
}

async function readDocument(options: HttpToolsOptions): Promise<Loaded & { skipped: readonly string[] }> {
  const documentUrl = await options.documentUrl;
  const request: ToolRequest = { method: 'GET', url: documentUrl, headers: headersOf(options), body: undefined };
  const { status, text } = await exchange(request, { ...options, maxBytes: maxDocumentBytes });
  if (status !== 200) throw new UndertoneError('TOOL_FAILED', `HTTP ${status}`);
  const document = parseJson(text);
  const { operations, skipped } = operationsOf(document);
  // Schemas of other people's APIs have keywords of their own; a broken one disables its operation only.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
  const usable = new Map<string, { operation: Operation; check: ValidateFunction }>();
  const refused = [...skipped];
  for (const operation of operations) {
    try {
      usable.set(operation.tool.name, { operation, check: ajv.compile(operation.tool.parameters) });
    } catch (error) {
      refused.push(`${operation.tool.name}: ${error instanceof Error ? error.message : 'a broken schema'}`);
    }
  }
  const tools = [...usable.values()].map(({ operation }) => operation.tool);
  return { baseUrl: baseUrlOf(document, documentUrl), operations: usable, tools, skipped: refused };
}

async function attempt(
  loaded: Loaded | undefined,
  call: ToolCall,
  signal: AbortSignal,
  options: HttpToolsOptions,
): Promise<ToolResult> {
  if (loaded === undefined) return failure('TOOL_FAILED', 'the API has not been reached yet');
  const known = loaded.operations.get(call.name);
  if (known === undefined) return failure('TOOL_UNKNOWN', `there is no tool ${call.name}`);
  const { operation, check } = known;
  if (!check(call.arguments)) return failure('TOOL_BAD_ARGUMENTS', argumentProblems(check));
  try {
    const request = toolRequest(loaded.baseUrl, operation, call.arguments);
    const headers = { ...request.headers, ...headersOf(options), ...onceOnly(operation) };
    return resultOf(await exchange({ ...request, headers }, { ...options, maxBytes: maxAnswerBytes, signal }));
  } catch (error) {
    const { code, message } = asUndertoneError(error);
    return failure(code, message);
  }
}

function headersOf({ token }: HttpToolsOptions): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** A proxy or a client library that repeats the request must not repeat the change (draft-ietf-httpapi-idempotency-key-header). */
function onceOnly({ tool }: Operation): Record<string, string> {
  return tool.effect === 'write' ? { 'idempotency-key': randomUUID() } : {};
}

function resultOf({ status, text }: { status: number; text: string }): ToolResult {
  if (status < 200 || status > 299) return failure('TOOL_FAILED', `HTTP ${status}${reasonIn(text)}`);
  return { ok: true, value: text === '' ? null : parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UndertoneError('TOOL_FAILED', 'the answer is not JSON');
  }
}

/** What an API says in the usual fields of an error body, for a model to read. */
function reasonIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (!isObject(body)) return '';
    const words = [body.error, body.title, body.message, body.detail].filter((part) => typeof part === 'string');
    return words.length === 0 ? '' : `: ${words.join(': ').slice(0, 300)}`;
  } catch {
    return '';
  }
}

function argumentProblems({ errors }: ValidateFunction): string {
  const problems = (errors ?? []).map(({ instancePath, message, params }) => {
    const extra = 'additionalProperty' in params ? ` (${String(params.additionalProperty)})` : '';
    return `${instancePath === '' ? 'arguments' : instancePath.slice(1)} ${message}${extra}`;
  });
  return problems.join('; ').slice(0, 500);
}

function failure(code: string, message: string): ToolResult {
  return { ok: false, code, message };
}
