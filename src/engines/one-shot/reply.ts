import type { EngineEvent, ReplyRequest } from '../../agent/engine.js';
import type { Samples } from '../../core/audio.js';
import { asUndertoneError } from '../../core/errors.js';
import { keypadText } from '../prompt/keypad.js';
import { ReplyAudio } from '../wire/reply-audio.js';
import type { OneShotModel, OneShotTurn } from './model.js';

export interface OneShotReplyOptions {
  readonly request: ReplyRequest;
  readonly model: OneShotModel;
  readonly persona: string;
  /** The turn so far. */
  readonly samples: Samples;
  readonly outputRateHz: number;
  readonly maxReplyMs: number;
  readonly emit: (event: EngineEvent) => void;
  /** It counts and is over. */
  readonly ended: () => void;
}

/** One answer of the model. A guess and a reply are the same to it. */
export class OneShotReply {
  readonly #options: OneShotReplyOptions;
  readonly #work = new AbortController();
  readonly #audio: ReplyAudio;
  #isCommitted = false;
  #isOver = false;

  constructor(options: OneShotReplyOptions) {
    this.#options = options;
    const { request, outputRateHz, maxReplyMs } = options;
    const emit = (event: EngineEvent): void => this.#emit(event);
    this.#audio = new ReplyAudio({ replyId: request.replyId, outputRateHz, maxMs: maxReplyMs, emit });
  }

  start(): void {
    const { replyId } = this.#options.request;
    this.#run().then(
      () => this.#end({ type: 'done', replyId }),
      (thrown) => this.#end({ type: 'failed', replyId, error: asUndertoneError(thrown) }),
    );
  }

  commit(): void {
    this.#isCommitted = true;
    if (this.#isOver) this.#options.ended();
  }

  /** The request is aborted, and nothing more is told. */
  cancel(): void {
    this.#work.abort();
  }

  async #run(): Promise<void> {
    const turn = this.#turn();
    // A model that takes no text cannot be told of keys: the reply is silence.
    if (turn === undefined) return;
    for await (const part of this.#options.model.answer(turn, this.#work.signal)) {
      if (part.type === 'audio') this.#audio.audio(part.samples, part.rateHz);
      else this.#audio.text(part.text, part.atMs);
    }
  }

  #turn(): OneShotTurn | undefined {
    const { request, model, persona, samples } = this.#options;
    const { input, language } = request;
    if (input.kind !== 'dtmf') return { persona, input: { type: 'speech', samples } };
    if (!model.takesText) return undefined;
    return { persona, input: { type: 'text', text: keypadText(input.digits, language) } };
  }

  #end(event: EngineEvent): void {
    this.#audio.close();
    this.#emit(event);
    // What the model still sends of a reply that failed is not wanted.
    this.#work.abort();
    this.#isOver = true;
    if (this.#isCommitted) this.#options.ended();
  }

  #emit(event: EngineEvent): void {
    if (!this.#work.signal.aborted) this.#options.emit(event);
  }
}
