import type { EngineHealth } from '../../../agent/engine.js';
import type { ToolDescription } from '../../../agent/tool.js';
import type { ChatMessage } from '../../history/chat-message.js';
import type { WrittenCall } from '../../tool-calls/call-pieces.js';

export interface ModelRequest {
  /** The system prompt. */
  readonly instructions: string;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolDescription[];
}

export type ModelEvent =
  /** What follows the text so far. */
  | { readonly type: 'text'; readonly text: string }
  /** A tool is to be called, its arguments complete; there may be several. */
  | { readonly type: 'call'; readonly call: WrittenCall };

/** The part of a cascade that thinks: text in, text and calls of tools out. */
export interface TextModel {
  /** Whether tools may be in a request. */
  readonly tools: boolean;
  /**
   * Ends when the answer is complete; calls come at its end.
   * @throws UndertoneError ENGINE_*; the signal's reason when it was aborted
   */
  answer(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  probe(signal: AbortSignal): Promise<EngineHealth>;
}
