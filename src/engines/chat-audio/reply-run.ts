import type { EngineEvent, ReplyRequest } from '../../agent/engine.js';
import type { ToolDescription, ToolResult } from '../../agent/tool.js';
import type { Samples } from '../../core/audio.js';
import type { Clock } from '../../core/clock.js';
import { asUndertoneError, UndertoneError } from '../../core/errors.js';
import { CallPieces } from '../tool-calls/call-pieces.js';
import { ToolDesk, writtenAgain } from '../tool-calls/tool-desk.js';
import type { HttpEndpoint } from '../wire/http-endpoint.js';
import { ReplyAudio } from '../wire/reply-audio.js';
import { answerChunks } from './answer.js';
import type { ChatChunk } from './chat-chunk.js';
import type { SpokenPiece } from './decoders/decoder.js';
import { openDecoder } from './decoders.js';
import type { ChatAudioDialect, Json } from './dialect.js';
import type { SpokenMessage, SpokenTurn } from './history/spoken-turn.js';
import type { ChatAudioLimits } from './options.js';
import { SpokenText } from './spoken-text.js';
import { tokensPerSecond } from './token2wave/audio-tokens.js';
import { decodedRateHz, type TokenDecoder, type WaveStream } from './token2wave/token-decoder.js';

/** What all replies of an engine share. */
export interface ReplyServices {
  readonly clock: Clock;
  readonly dialect: ChatAudioDialect;
  readonly endpoint: HttpEndpoint;
  readonly tokenDecoder: TokenDecoder | undefined;
  readonly limits: ChatAudioLimits;
}

export interface ReplyRunOptions extends ReplyServices {
  readonly request: ReplyRequest;
  readonly turn: SpokenTurn;
  /** The body of a request that tells the conversation before the turn and then these messages. */
  readonly bodyFor: (messages: readonly SpokenMessage[], tools: readonly ToolDescription[]) => Json;
  readonly tools: readonly ToolDescription[];
  readonly emit: (event: EngineEvent) => void;
  /** The first sound is there. */
  readonly onAudible: () => void;
  readonly ended: () => void;
}

/** Answers with tools in one reply; the last one is given no tools, so that it says something. */
const maxSteps = 6;
const outputRateHz = 24_000;

export { outputRateHz as chatAudioRateHz };

/** One reply on its way from the caller's turn to speech, as a guess or for good. */
export class ReplyRun {
  readonly #options: ReplyRunOptions;
  readonly #abort = new AbortController();
  readonly #desk: ToolDesk;
  readonly #audio: ReplyAudio;
  readonly #text: SpokenText;
  #resolveCommitted: () => void = () => {};
  #isCommitted = false;
  #isOver = false;
  #hasCalled = false;
  #cancelFirstAudio = (): void => {};

  constructor(options: ReplyRunOptions) {
    this.#options = options;
    const { request, limits, tools } = options;
    const committed = new Promise<void>((resolve) => {
      this.#resolveCommitted = resolve;
    });
    const { replyId } = request;
    this.#desk = new ToolDesk({ replyId, tools, committed, emit: (event) => this.#emit(event) });
    this.#audio = new ReplyAudio({
      replyId,
      outputRateHz,
      maxMs: limits.maxReplyMs,
      emit: (event) => this.#emit(event),
    });
    this.#text = new SpokenText(this.#audio);
  }

  get turn(): SpokenTurn {
    return this.#options.turn;
  }

  get committed(): boolean {
    return this.#isCommitted;
  }

  get audible(): boolean {
    return this.#audio.lengthMs > 0;
  }

  start(): void {
    this.#run().then(
      () => this.#end({ type: 'done', replyId: this.#replyId }),
      (thrown) => this.#fail(thrown),
    );
  }

  commit(): void {
    this.#isCommitted = true;
    this.#resolveCommitted();
    if (this.#isOver) this.#options.ended();
  }

  /** Nothing more is emitted; the engine stops generating. */
  abort(): void {
    this.#isOver = true;
    this.#release();
  }

  toolResult(toolCallId: string, result: ToolResult): void {
    this.#desk.answered(toolCallId, result);
  }

  get #replyId(): number {
    return this.#options.request.replyId;
  }

  async #run(): Promise<void> {
    for (let step = 0; step < maxSteps; step += 1) {
      const calls = await this.#answer(step + 1 < maxSteps ? this.#options.tools : []);
      if (calls.length === 0) {
        if (!this.audible && !this.#hasCalled) throw new UndertoneError('ENGINE_FAILED', 'the model did not speak');
        return;
      }
      this.#hasCalled = true;
      await this.#desk.run(calls, this.turn);
    }
    throw new UndertoneError('ENGINE_FAILED', `the model called tools ${maxSteps} times for one reply`);
  }

  /** One request: what the model says, and the tools it calls then. */
  async #answer(tools: readonly ToolDescription[]): Promise<ReturnType<ToolDesk['take']>> {
    const { clock, endpoint, dialect, turn, bodyFor } = this.#options;
    const { signal } = this.#abort;
    const body = bodyFor(turn.messages, tools);
    turn.beginStep();
    const written = new CallPieces();
    const step = new StepAudio(this.#audio.lengthMs, this.#waveStream());
    const decode = openDecoder(dialect);
    this.#limitFirstAudio();
    try {
      for await (const chunk of answerChunks({ endpoint, clock, body, signal })) {
        if (addCalls(written, chunk)) this.#cancelFirstAudio();
        for (const piece of decode(chunk)) this.#take(piece, step);
      }
      await step.wave?.end();
    } finally {
      this.#cancelFirstAudio();
      step.wave?.close();
    }
    this.#text.end();
    const calls = this.#desk.take(written.whole);
    turn.called(calls.map(writtenAgain));
    return calls;
  }

  #waveStream(): WaveStream | undefined {
    return this.#options.tokenDecoder?.stream(
      this.#abort.signal,
      (samples) => this.#sound(samples, decodedRateHz),
      (error) => this.#fail(error),
    );
  }

  #take(piece: SpokenPiece, step: StepAudio): void {
    const { turn } = this.#options;
    switch (piece.type) {
      case 'text':
        turn.said(piece.text, []);
        this.#text.add(piece.text, step.positionMs(this.#audio.lengthMs));
        this.#text.advance();
        return;
      case 'tokens':
        turn.said('', piece.codes);
        step.pushTokens(piece.codes);
        return;
      case 'audio':
        this.#sound(piece.samples, piece.rateHz);
    }
  }

  #sound(samples: Samples, rateHz: number): void {
    if (this.#isOver || samples.length === 0) return;
    const wasAudible = this.audible;
    this.#cancelFirstAudio();
    try {
      this.#audio.audio(samples, rateHz);
    } finally {
      this.#text.advance();
    }
    if (!wasAudible) this.#options.onAudible();
  }

  #limitFirstAudio(): void {
    const { clock, limits } = this.#options;
    const message = `no sound within ${limits.firstAudioMs} ms`;
    const late = () => this.#fail(new UndertoneError('ENGINE_TIMEOUT', message));
    this.#cancelFirstAudio = clock.setTimer(limits.firstAudioMs, late, { background: true });
  }

  #fail(thrown: unknown): void {
    this.#end({ type: 'failed', replyId: this.#replyId, error: asUndertoneError(thrown) });
  }

  #end(event: EngineEvent): void {
    if (this.#isOver) return;
    this.#emit(event);
    this.#isOver = true;
    this.#release();
    // A guess that is ready stays known until it is committed or cancelled.
    if (this.#isCommitted) this.#options.ended();
  }

  #release(): void {
    this.#cancelFirstAudio();
    this.#abort.abort();
    this.#audio.close();
  }

  #emit(event: EngineEvent): void {
    if (!this.#isOver) this.#options.emit(event);
  }
}

/** Where in the reply's audio one step's words are, and what makes audio of its tokens. */
class StepAudio {
  readonly #fromMs: number;
  readonly wave: WaveStream | undefined;
  #tokens = 0;

  constructor(fromMs: number, wave: WaveStream | undefined) {
    this.#fromMs = fromMs;
    this.wave = wave;
  }

  pushTokens(codes: readonly number[]): void {
    this.#tokens += codes.length;
    this.wave?.push(codes);
  }

  /** Of a text that comes now. Tokens come before their audio, other audio with its text or after it. */
  positionMs(audioMs: number): number {
    return this.wave === undefined ? audioMs : this.#fromMs + (this.#tokens * 1000) / tokensPerSecond;
  }
}

function addCalls(written: CallPieces, { choices }: ChatChunk): boolean {
  const pieces = choices.flatMap(({ delta, message }) => (delta ?? message)?.tool_calls ?? []);
  // In an answer as a whole the calls have no indices.
  for (const [at, piece] of pieces.entries()) written.add(choices[0]?.message ? { ...piece, index: at } : piece);
  return pieces.length > 0;
}
