import type { ToolResult } from '../../../agent/tool.js';
import type { Language } from '../../../core/language.js';
import { type ChatToolCall, unheardText } from '../../history/chat-message.js';
import { firstVisible, visibleLength } from '../../history/heard-part.js';
import { resultText } from '../../tool-calls/wire-tool.js';
import { tokensIn } from '../token2wave/audio-tokens.js';
import type { CallerAudio } from './caller-audio.js';

/** One step of a reply: what was said, and the tools that were called then. */
interface Step {
  text: string;
  codes: number[];
  calls: readonly ChatToolCall[];
  readonly results: Map<string, string>;
}

/** A message of the conversation before it takes a wire's form. */
export type SpokenMessage =
  | { readonly role: 'caller'; readonly text: string }
  | { readonly role: 'caller'; readonly wavs: readonly string[] }
  | {
      readonly role: 'bot';
      readonly text: string;
      /** Codes of its audio; empty where the wire gave none. */
      readonly codes: readonly number[];
      readonly calls: readonly ChatToolCall[];
    }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly name: string; readonly text: string };

export type CallerTurn =
  | { readonly kind: 'speech'; readonly audio: CallerAudio; readonly language: Language }
  | { readonly kind: 'text'; readonly text: string };

/** A caller's turn and the reply to it, as the model has to be told of them again. */
export class SpokenTurn {
  readonly replyId: number;
  readonly #caller: CallerTurn;
  #audio: CallerAudio | undefined;
  #transcript: string | undefined;
  #steps: Step[] = [];

  constructor(replyId: number, caller: CallerTurn) {
    this.replyId = replyId;
    this.#caller = caller;
    this.#audio = caller.kind === 'speech' ? caller.audio : undefined;
  }

  /** Undefined for keys, and when it was dropped. */
  get audio(): CallerAudio | undefined {
    return this.#audio;
  }

  /** From here on it is told in words. */
  dropAudio(): void {
    this.#audio = undefined;
  }

  transcribed(text: string): void {
    this.#transcript = text;
  }

  /** A request is made; what comes of it is told to the newest step. */
  beginStep(): void {
    this.#steps.push({ text: '', codes: [], calls: [], results: new Map() });
  }

  said(text: string, codes: readonly number[]): void {
    const step = this.#steps.at(-1)!;
    step.text += text;
    step.codes.push(...codes);
  }

  called(calls: readonly ChatToolCall[]): void {
    this.#steps.at(-1)!.calls = calls;
  }

  toolResult(toolCallId: string, result: ToolResult): void {
    const step = this.#steps.find(({ calls }) => calls.some((call) => call.toolCallId === toolCallId));
    step?.results.set(toolCallId, resultText(result));
  }

  /**
   * Only `heardText`, `playedMs` of audio, of the reply was heard. Tools that ran have run.
   */
  cutTo(playedMs: number, heardText: string): void {
    let characters = visibleLength(heardText);
    let codes = tokensIn(playedMs);
    for (const step of this.#steps) {
      const length = visibleLength(step.text);
      const spoken = step.codes.length;
      step.text = characters < length ? firstVisible(step.text, characters) : step.text;
      step.codes = step.codes.slice(0, Math.max(0, codes));
      characters = Math.max(0, characters - length);
      codes -= spoken;
    }
  }

  /** Calls without a result are left out: a model must not be told of a tool that never answered. */
  get messages(): readonly SpokenMessage[] {
    return [this.#callerMessage(), ...this.#steps.flatMap(messagesOf)];
  }

  get chars(): number {
    return this.#steps.reduce((sum, { text }) => sum + text.length, this.#transcript?.length ?? 0);
  }

  #callerMessage(): SpokenMessage {
    if (this.#caller.kind === 'text') return { role: 'caller', text: this.#caller.text };
    if (this.#audio !== undefined) return { role: 'caller', wavs: this.#audio.wavs };
    return { role: 'caller', text: this.#transcript ?? unheardText(this.#caller.language) };
  }
}

function messagesOf({ text, codes, calls, results }: Step): SpokenMessage[] {
  const answered = calls.filter(({ toolCallId }) => results.has(toolCallId));
  if (text === '' && answered.length === 0) return [];
  return [
    { role: 'bot', text, codes, calls: answered },
    ...answered.map(({ toolCallId, name }): SpokenMessage => {
      return { role: 'tool', toolCallId, name, text: results.get(toolCallId)! };
    }),
  ];
}
