import type { ToolCall, ToolResult, ToolRunner } from './tool.js';

interface Run {
  readonly id: number;
  readonly abort: AbortController;
  readonly reads: boolean;
}

/** The tools at work in a conversation. What changes something is never stopped half-way. */
export class ToolRuns {
  readonly #runs = new Map<string, Run>();

  constructor(
    private readonly tools: ToolRunner,
    private readonly onResult: (id: number, call: ToolCall, result: ToolResult) => void,
  ) {}

  effectOf(name: string): 'read' | 'write' | 'call' | undefined {
    return this.tools.tools.find((tool) => tool.name === name)?.effect;
  }

  /** @param id reply that called it */
  async run(id: number, call: ToolCall): Promise<void> {
    const abort = new AbortController();
    this.#runs.set(call.toolCallId, { id, abort, reads: this.effectOf(call.name) === 'read' });
    const result = await this.tools.run(call, abort.signal);
    this.#runs.delete(call.toolCallId);
    if (!abort.signal.aborted) this.onResult(id, call, result);
  }

  /** Stops what only reads, of one reply or of all. */
  abort(id?: number): void {
    for (const run of this.#runs.values()) if (run.reads && (id === undefined || run.id === id)) run.abort.abort();
  }
}
