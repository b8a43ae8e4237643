import type { EngineEvent } from '../../agent/engine.js';
import type { ToolCall, ToolDescription, ToolResult } from '../../agent/tool.js';
import type { ChatToolCall } from '../history/chat-message.js';
import type { WrittenCall } from './call-pieces.js';

export interface ToolDeskOptions {
  readonly replyId: number;
  readonly tools: readonly ToolDescription[];
  /** Resolves when the reply counts: what changes something waits for it. */
  readonly committed: Promise<void>;
  readonly emit: (event: EngineEvent) => void;
}

/** Where the results of a reply's tools are kept for the model. */
interface ResultBook {
  toolResult(toolCallId: string, result: ToolResult): void;
}

interface Parsed {
  readonly call: ToolCall;
  /** What is wrong with it, for the model. */
  readonly refusal?: ToolResult;
}

/** The calls of tools of one reply, from what the model wrote to what it is told. */
export class ToolDesk {
  readonly #options: ToolDeskOptions;
  readonly #pending = new Map<string, (result: ToolResult) => void>();
  #calls = 0;

  constructor(options: ToolDeskOptions) {
    this.#options = options;
  }

  /** Names the calls, which then are to be run. Arguments that are none are told to the model as an empty object. */
  take(written: readonly WrittenCall[]): readonly Parsed[] {
    return written.map(({ name, arguments: text }) => {
      this.#calls += 1;
      const toolCallId = `${this.#options.replyId}-${this.#calls}`;
      const given = argumentsOf(text);
      const call = { toolCallId, name, arguments: given ?? {} };
      const refusal = this.#refusal(name, given);
      return refusal === undefined ? { call } : { call, refusal };
    });
  }

  /** At the same time; resolves when all have answered, which a reply that is cancelled never sees. */
  async run(parsed: readonly Parsed[], book: ResultBook): Promise<void> {
    await Promise.all(
      parsed.map(async ({ call, refusal }) => book.toolResult(call.toolCallId, refusal ?? (await this.#ask(call)))),
    );
  }

  answered(toolCallId: string, result: ToolResult): void {
    this.#pending.get(toolCallId)?.(result);
    this.#pending.delete(toolCallId);
  }

  async #ask(call: ToolCall): Promise<ToolResult> {
    const { tools, committed, replyId, emit } = this.#options;
    if (tools.find(({ name }) => name === call.name)?.effect !== 'read') await committed;
    return new Promise((resolve) => {
      this.#pending.set(call.toolCallId, resolve);
      emit({ type: 'tool-call', replyId, call });
    });
  }

  #refusal(name: string, given: object | undefined): ToolResult | undefined {
    if (!this.#options.tools.some((tool) => tool.name === name)) {
      return { ok: false, code: 'TOOL_UNKNOWN', message: `there is no tool ${name}` };
    }
    if (given !== undefined) return undefined;
    return { ok: false, code: 'TOOL_BAD_ARGUMENTS', message: 'the arguments are no JSON object' };
  }
}

/** As a model is told of it again. */
export function writtenAgain({ call }: Parsed): ChatToolCall {
  return { toolCallId: call.toolCallId, name: call.name, arguments: JSON.stringify(call.arguments) };
}

function argumentsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  // A tool without parameters is called with none by some models.
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
