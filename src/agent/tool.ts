/**
 * What an engine may call during a conversation. The agent owns this interface; src/tools implements it.
 */

/** JSON Schema (2020-12) of an object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
  /**
   * `read` may run on a guess and be thrown away; `write` changes something and runs only in a committed reply;
   * `call` acts on the call itself (hang up, transfer) and takes effect once the reply's audio has been played.
   */
  readonly effect: 'read' | 'write' | 'call';
}

export interface ToolCall {
  /** Unique in the session; the result carries it back. */
  readonly toolCallId: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export type ToolResult =
  | { readonly ok: true; readonly value: unknown }
  /** `code` is an ErrorCode; `message` is fit for a model to read, never for the caller. */
  | { readonly ok: false; readonly code: string; readonly message: string };

export interface ToolRunner {
  readonly tools: readonly ToolDescription[];
  /** Never rejects: whatever goes wrong is a result with `ok: false`. An aborted call's result is ignored. */
  run(call: ToolCall, signal: AbortSignal): Promise<ToolResult>;
}
