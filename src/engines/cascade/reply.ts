import type { EngineEvent, ReplyRequest } from '../../agent/engine.js';
import type { ToolDescription, ToolResult } from '../../agent/tool.js';
import type { Voice } from '../../agent/voice.js';
import type { Clock } from '../../core/clock.js';
import { asUndertoneError } from '../../core/errors.js';
import type { ParalinguisticReading } from '../../core/paralinguistics.js';
import type { ChatHistory } from '../history/chat-history.js';
import { unheardText } from '../history/chat-message.js';
import { ChatTurn } from '../history/chat-turn.js';
import { againText } from '../prompt/again.js';
import { keypadText } from '../prompt/keypad.js';
import { SentenceStream } from '../sentences/sentence-stream.js';
import type { WrittenCall } from '../tool-calls/call-pieces.js';
import { ToolDesk, writtenAgain } from '../tool-calls/tool-desk.js';
import { ReplyAudio } from '../wire/reply-audio.js';
import type { TextModel } from './model/text-model.js';
import type { HeardSpeech } from './recogniser/recogniser.js';
import { SpeechLine } from './speech-line.js';

/** Answers with tools in one reply; the last one is given no tools, so that it says something. */
const mostAnswers = 8;

type Hear = (signal: AbortSignal, onPartial: (text: string) => void) => Promise<HeardSpeech>;

export interface CascadeReplyOptions {
  readonly clock: Clock;
  readonly request: ReplyRequest;
  readonly model: TextModel;
  readonly voice: Voice;
  readonly tools: readonly ToolDescription[];
  readonly history: ChatHistory;
  /** The system prompt. */
  readonly instructions: string;
  /** Asks for the words of the turn; undefined where no turn was begun. */
  readonly hear: Hear | undefined;
  readonly maxReplyMs: number;
  readonly emit: (event: EngineEvent) => void;
  readonly ended: () => void;
}

/** One reply on its way from the caller's words to speech, as a guess or for good. */
export class CascadeReply {
  readonly turn: ChatTurn;
  readonly #options: CascadeReplyOptions;
  readonly #work = new AbortController();
  /** Goes on when a reply that counts is cancelled: the caller's words belong to the conversation. */
  readonly #hearing = new AbortController();
  readonly #audio: ReplyAudio;
  readonly #speech: SpeechLine;
  readonly #desk: ToolDesk;
  readonly #sentences = new SentenceStream();
  readonly #committed: Promise<void>;
  #resolveCommitted: () => void = () => {};
  #isCommitted = false;
  #isCancelled = false;

  constructor(options: CascadeReplyOptions) {
    const { request, voice, tools, maxReplyMs, clock } = options;
    const { replyId, language, style } = request;
    const emit = (event: EngineEvent): void => this.#emit(event);
    this.#options = options;
    this.turn = new ChatTurn(replyId);
    this.#committed = new Promise((resolve) => {
      this.#resolveCommitted = resolve;
    });
    this.#audio = new ReplyAudio({ replyId, outputRateHz: voice.rateHz, maxMs: maxReplyMs, emit });
    this.#speech = new SpeechLine({ clock, voice, language, style, audio: this.#audio, signal: this.#work.signal });
    this.#desk = new ToolDesk({ replyId, tools, committed: this.#committed, emit });
  }

  start(): void {
    this.#run().then(
      () => this.#end({ type: 'done', replyId: this.turn.replyId }),
      (thrown) => this.#end({ type: 'failed', replyId: this.turn.replyId, error: asUndertoneError(thrown) }),
    );
  }

  commit(): void {
    if (this.#isCommitted) return;
    this.#isCommitted = true;
    this.#options.history.add(this.turn);
    this.#resolveCommitted();
  }

  /** Nothing more is told. What was said of a reply that counts stays said; of a guess nothing is left. */
  cancel(): void {
    this.#isCancelled = true;
    this.#work.abort();
    if (!this.#isCommitted) this.#hearing.abort();
    this.turn.cutTo(this.#audio.allText);
  }

  /** The session is over: nothing is wanted any more. */
  abandon(): void {
    this.cancel();
    this.#hearing.abort();
  }

  toolResult(toolCallId: string, result: ToolResult): void {
    this.#desk.answered(toolCallId, result);
  }

  async #run(): Promise<void> {
    this.turn.asked(await this.#input());
    // Where the voice breaks, the model is not waited for.
    await Promise.race([this.#answer(), this.#speech.spoken.then(() => new Promise<never>(() => {}))]);
    this.#speech.end();
    await this.#speech.spoken;
  }

  async #input(): Promise<string> {
    const { request, hear } = this.#options;
    const { input, language, replyId, instruction } = request;
    if (input.kind === 'again') return againText(input.text, instruction);
    if (input.kind === 'dtmf') return keypadText(input.digits, language);
    if (hear === undefined) return unheardText(language);
    const { reading, ...heard } = await hear(this.#hearing.signal, (text) =>
      this.#emit({ type: 'heard', replyId, text, final: false }),
    );
    this.#emit({ type: 'heard', replyId, final: true, ...heard });
    if (reading !== undefined) this.#tellReading(reading);
    return heard.text === '' ? unheardText(language) : heard.text;
  }

  /** Once, of the reply that counts: a turn that was guessed at twice did not sound angry twice. */
  #tellReading(reading: ParalinguisticReading): void {
    const { replyId } = this.turn;
    void this.#committed.then(() => this.#emit({ type: 'paralinguistics', replyId, reading }));
  }

  async #answer(): Promise<void> {
    for (let nth = 1; nth <= mostAnswers && !this.#work.signal.aborted; nth += 1) {
      const parsed = this.#desk.take(await this.#ask(nth < mostAnswers));
      this.turn.called(parsed.map(writtenAgain));
      if (parsed.length === 0) return;
      await this.#desk.run(parsed, this.turn);
    }
  }

  /** One answer of the model, spoken while it is written. */
  async #ask(withTools: boolean): Promise<readonly WrittenCall[]> {
    const { model, history, instructions, tools } = this.#options;
    const { signal } = this.#work;
    const messages = history.messagesWith(this.turn);
    const request = { instructions, messages, tools: withTools ? tools : [] };
    const calls: WrittenCall[] = [];
    this.turn.answering();
    for await (const event of model.answer(request, signal)) {
      // What comes between the cancellation and its effect was not said.
      signal.throwIfAborted();
      if (event.type === 'call') calls.push(event.call);
      else {
        this.turn.wrote(event.text);
        for (const sentence of this.#sentences.push(event.text)) this.#speech.say(sentence);
      }
    }
    for (const sentence of this.#sentences.end()) this.#speech.say(sentence);
    return calls;
  }

  #end(event: EngineEvent): void {
    this.#emit(event);
    if (event.type === 'failed') this.cancel();
    this.#audio.close();
    // A guess that is ready stays known until it is committed or cancelled.
    if (this.#isCommitted) this.#options.ended();
    else void this.#committed.then(() => this.#options.ended());
  }

  #emit(event: EngineEvent): void {
    if (!this.#isCancelled) this.#options.emit(event);
  }
}
