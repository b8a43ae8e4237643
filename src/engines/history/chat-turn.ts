import type { ToolResult } from '../../agent/tool.js';
import { resultText } from '../tool-calls/wire-tool.js';
import type { ChatMessage, ChatToolCall } from './chat-message.js';
import { firstVisible, visibleLength } from './heard-part.js';

/** One step of a model's answer: what it said, and the tools that it called then. */
interface Step {
  text: string;
  calls: readonly ChatToolCall[];
  readonly results: Map<string, string>;
}

/** Marks a text that the caller talked over. */
const cutMark = '…';

/** A caller's turn and the reply to it, as the model has to be told of them again. */
export class ChatTurn {
  readonly replyId: number;
  #user: string | undefined;
  readonly #steps: Step[] = [];

  /** @param asked what the caller said, where it is known already */
  constructor(replyId: number, asked?: string) {
    this.replyId = replyId;
    this.#user = asked;
  }

  /** What the caller said; it may be known only when the turn counts already. */
  asked(text: string): void {
    this.#user = text;
  }

  /** The model begins to answer, to the caller or to what the tools gave. */
  answering(): void {
    this.#steps.push({ text: '', calls: [], results: new Map() });
  }

  wrote(text: string): void {
    const step = this.#steps.at(-1);
    if (step !== undefined) step.text += text;
  }

  called(calls: readonly ChatToolCall[]): void {
    const step = this.#steps.at(-1);
    if (step !== undefined) step.calls = calls;
  }

  /** The model's answer, where it is known as a whole. */
  answered(text: string, calls: readonly ChatToolCall[]): void {
    this.#steps.push({ text, calls, results: new Map() });
  }

  toolResult(toolCallId: string, result: ToolResult): void {
    const step = this.#steps.find(({ calls }) => calls.some((call) => call.toolCallId === toolCallId));
    step?.results.set(toolCallId, resultText(result));
  }

  /**
   * Only the beginning of the reply was heard. Tools that ran have run. Compared without white space, since a heard text
   * is put together of pieces.
   */
  cutTo(heardText: string): void {
    let heard = visibleLength(heardText);
    for (const step of this.#steps) {
      const whole = visibleLength(step.text);
      if (heard < whole) step.text = heard === 0 ? '' : `${firstVisible(step.text, heard)}${cutMark}`;
      heard = Math.max(0, heard - whole);
    }
  }

  /** Calls without a result are left out: a model must not be told of a tool that never answered. */
  get messages(): readonly ChatMessage[] {
    const user: readonly ChatMessage[] = this.#user === undefined ? [] : [{ role: 'user', text: this.#user }];
    return [...user, ...this.#steps.flatMap(messagesOf)];
  }
}

function messagesOf({ text, calls, results }: Step): ChatMessage[] {
  const answered = calls.filter(({ toolCallId }) => results.has(toolCallId));
  if (text === '' && answered.length === 0) return [];
  return [
    { role: 'assistant', text, calls: answered },
    ...answered.map(({ toolCallId, name }): ChatMessage => {
      return { role: 'tool', toolCallId, name, text: results.get(toolCallId)! };
    }),
  ];
}
