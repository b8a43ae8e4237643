import type { EngineEvent, ReplyRequest } from '../../agent/engine.js';
import type { ToolDescription, ToolResult } from '../../agent/tool.js';
import type { Voice } from '../../agent/voice.js';
import { durationMs } from '../../core/audio.js';
import { asUndertoneError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import type { Dialogue } from './dialogue/dialogue-schema.js';
import type { Call, DialogueState, Say } from './dialogue/state.js';
import { type DialogueInput, expectedDigits, expectsShort, step } from './dialogue/step.js';
import type { Heard } from './recogniser/recogniser.js';

export interface ReplyRunOptions {
  readonly request: ReplyRequest;
  /** The dialogue's state that the reply starts from. */
  readonly state: DialogueState;
  readonly dialogue: Dialogue;
  readonly voice: Voice;
  readonly tools: readonly ToolDescription[];
  readonly today: () => string;
  readonly log: Log;
  /** Asks the recogniser for the turn's text; undefined when speech is not recognised. */
  readonly hear: (() => Promise<Heard>) | undefined;
  readonly emit: (event: EngineEvent) => void;
  /** Called with each state once the reply counts. */
  readonly counts: (state: DialogueState) => void;
  readonly ended: () => void;
}

/** One reply on its way from the caller's input to speech, as a guess or for good. */
export class ReplyRun {
  readonly #options: ReplyRunOptions;
  readonly #abort = new AbortController();
  readonly #results = new Map<string, (result: ToolResult) => void>();
  readonly #committed: Promise<void>;
  #resolveCommitted: () => void = () => {};
  #isCommitted = false;
  /** What a guess must not tell before it counts. */
  #held: EngineEvent[] = [];
  #state: DialogueState;
  #samples = 0;
  #calls = 0;

  constructor(options: ReplyRunOptions) {
    this.#options = options;
    this.#state = { ...options.state, toThePoint: options.request.toThePoint ?? false };
    this.#committed = new Promise((resolve) => {
      this.#resolveCommitted = resolve;
    });
  }

  get state(): DialogueState {
    return this.#state;
  }

  get committed(): boolean {
    return this.#isCommitted;
  }

  start(): void {
    this.#run().then(
      () => this.#end({ type: 'done', replyId: this.#replyId }),
      (thrown) => this.#end({ type: 'failed', replyId: this.#replyId, error: asUndertoneError(thrown) }),
    );
  }

  commit(): void {
    if (this.#isCommitted) return;
    this.#isCommitted = true;
    this.#options.counts(this.#state);
    this.#resolveCommitted();
    const held = this.#held;
    this.#held = [];
    queueMicrotask(() => {
      for (const event of held) this.#emit(event);
    });
  }

  /** Nothing more is emitted; pending waits never resolve and are collected with the run. */
  abort(): void {
    this.#abort.abort();
  }

  toolResult(toolCallId: string, result: ToolResult): void {
    this.#results.get(toolCallId)?.(result);
    this.#results.delete(toolCallId);
  }

  get #replyId(): number {
    return this.#options.request.replyId;
  }

  async #run(): Promise<void> {
    const { dialogue, today } = this.#options;
    let input: DialogueInput | undefined = await this.#input();
    while (input !== undefined && !this.#abort.signal.aborted) {
      const { state, actions } = step(dialogue, this.#state, input, today());
      this.#enter(state);
      input = undefined;
      for (const action of actions) {
        if (action.type === 'say') await this.#speak(action);
        else input = { type: 'result', result: await this.#call(action) };
      }
    }
    const digits = expectedDigits(dialogue, this.#state);
    this.#onceCommitted({ type: 'expects', replyId: this.#replyId, digits, short: expectsShort(this.#state) });
  }

  async #input(): Promise<DialogueInput> {
    const { request, hear } = this.#options;
    if (request.input.kind === 'dtmf') {
      // Events come after the call that caused them has returned.
      await Promise.resolve();
      return { type: 'digits', digits: request.input.digits };
    }
    if (hear === undefined) {
      await Promise.resolve();
      return { type: 'unheard', recogniser: 'none' };
    }
    let heard: Heard;
    try {
      heard = await hear();
    } catch (thrown) {
      const { code } = asUndertoneError(thrown);
      if (code === 'BUG') throw thrown;
      // The conversation goes on by keypad until the recogniser is back.
      this.#options.log.warn({ code }, 'a turn was not heard');
      return { type: 'unheard', recogniser: 'lost' };
    }
    this.#tell(heard);
    return { type: 'speech', ...heard };
  }

  #tell({ text, confidence, language, reading }: Heard): void {
    const replyId = this.#replyId;
    const spoken = language ?? { value: this.#state.language, confidence };
    this.#emit({ type: 'heard', replyId, text, final: true, language: spoken.value, confidence: spoken.confidence });
    // Several guesses at one turn are one impression of it.
    if (reading !== undefined) this.#onceCommitted({ type: 'paralinguistics', replyId, reading });
  }

  #enter(state: DialogueState): void {
    const { language } = this.#state;
    this.#state = state;
    if (this.#isCommitted && !this.#abort.signal.aborted) this.#options.counts(state);
    if (state.language === language) return;
    this.#onceCommitted({ type: 'language', replyId: this.#replyId, language: state.language });
  }

  async #speak({ text, language, style, uninterruptible }: Say): Promise<void> {
    const { voice, request } = this.#options;
    // Nobody is cheerful to an upset caller.
    const manner = this.#state.toThePoint ? { ...style, ...request.style } : { ...request.style, ...style };
    for await (const chunk of voice.speak(text, language, manner, this.#abort.signal)) {
      const atMs = durationMs(this.#samples, voice.rateHz);
      if (chunk.text !== undefined) this.#emit({ type: 'text', replyId: this.#replyId, text: chunk.text, atMs });
      this.#samples += chunk.samples.length;
      if (uninterruptible) {
        const untilMs = durationMs(this.#samples, voice.rateHz);
        this.#emit({ type: 'protected', replyId: this.#replyId, fromMs: atMs, untilMs });
      }
      if (chunk.samples.length > 0) this.#emit({ type: 'audio', replyId: this.#replyId, samples: chunk.samples });
    }
  }

  /** A tool that changes something or acts on the call waits until the reply counts. */
  async #call({ tool, arguments: callArguments }: Call): Promise<ToolResult> {
    const description = this.#options.tools.find(({ name }) => name === tool);
    if (description === undefined) {
      return { ok: false, code: 'TOOL_UNKNOWN', message: `the bot has no tool ${tool}` };
    }
    if (description.effect !== 'read') await this.#committed;
    this.#calls += 1;
    const toolCallId = `${this.#replyId}-${this.#calls}`;
    return new Promise((resolve) => {
      this.#results.set(toolCallId, resolve);
      const call = { toolCallId, name: tool, arguments: callArguments };
      this.#emit({ type: 'tool-call', replyId: this.#replyId, call });
    });
  }

  #onceCommitted(event: EngineEvent): void {
    if (this.#isCommitted) this.#emit(event);
    else this.#held.push(event);
  }

  #end(event: EngineEvent): void {
    // A guess that is ready stays known until it is committed or cancelled.
    if (this.#isCommitted) this.#options.ended();
    else void this.#committed.then(() => this.#options.ended());
    this.#emit(event);
  }

  #emit(event: EngineEvent): void {
    if (!this.#abort.signal.aborted) this.#options.emit(event);
  }
}
