import type { EngineEvent, EngineSession, EngineSessionOptions, ReplyRequest } from '../../agent/engine.js';
import { durationMs, type Samples } from '../../core/audio.js';
import type { Cancel, Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import { RateConverter } from '../../core/rate-converter.js';
import { Outbox } from '../wire/outbox.js';
import type { WebSocketConnection } from '../wire/web-socket.js';
import type { DuplexDialect, DuplexMessage, DuplexWire } from './dialect.js';
import { PacedInput } from './paced-input.js';
import { Playout } from './playout.js';

export interface DuplexSessionOptions {
  readonly dialect: DuplexDialect;
  readonly clock: Clock;
  readonly log: Log;
  readonly session: EngineSessionOptions;
  /** Longest silence of a `live` engine that is given audio. */
  readonly idleMs: number;
}

/** How often it is looked whether audio is due in either direction. */
const tickMs = 20;
/** When this process was held up, what the engine sent meanwhile has not been read yet. */
const longestTickMs = 100;
/** The Controller's tool that ends a call (src/tools/call-tools.ts). */
const hangUp = 'hang_up';

/** The one reply of a duplex engine, from `open` to the end of the call. */
interface OpenReply {
  readonly replyId: number;
  readonly input: PacedInput;
  readonly playout: Playout;
  /** Time without audio from a live engine. */
  silentMs: number;
  tickedMs: number;
  samples: number;
}

/**
 * One call with an engine that listens and speaks at the same time. Nothing is sent before the reply is opened and after
 * it was cancelled, so that the engine, which goes by the audio it gets, waits meanwhile and says nothing unheard.
 */
export class DuplexSession implements EngineSession {
  readonly #options: DuplexSessionOptions;
  readonly #wire: DuplexWire;
  readonly #outbox: Outbox<EngineEvent>;
  readonly #onEnded: () => void;
  #connection: WebSocketConnection | undefined;
  #ready!: () => void;
  /** Resolves once the engine listens. */
  readonly ready = new Promise<void>((resolve) => {
    this.#ready = resolve;
  });
  #reply: OpenReply | undefined;
  #converter: { readonly fromHz: number; readonly converter: RateConverter } | undefined;
  #priming: number;
  #unanswered = 0;
  #hungUp = false;
  #isOver = false;
  #cancelTick: Cancel = () => {};

  constructor(options: DuplexSessionOptions, onEnded: () => void) {
    this.#options = options;
    this.#onEnded = onEnded;
    this.#wire = options.dialect.open();
    this.#priming = options.dialect.primingFrames;
    this.#outbox = new Outbox(options.session.onEvent);
    if (!options.dialect.saysReady) this.#ready();
  }

  /** The socket is open. */
  begin(connection: WebSocketConnection): void {
    this.#connection = connection;
    this.#prime();
  }

  /** @throws UndertoneError what ends the connection */
  received(data: string | Uint8Array): void {
    for (const message of this.#wire.decode(data)) this.#take(message);
    this.#letGo();
  }

  /** The connection is gone; without an error it was closed by us. */
  closed(error: UndertoneError | undefined): void {
    if (this.#isOver) return;
    if (error?.details.closeCode === 1000 && this.#mayHangUp) this.#hungUp = true;
    else this.#lose(error ?? new UndertoneError('ENGINE_UNAVAILABLE', 'the connection was closed'));
  }

  /** A duplex engine knows no turns. */
  startTurn(): void {}

  pushAudio(samples: Samples): void {
    if (this.#reply === undefined || this.#isOver) return;
    this.#reply.input.push(samples);
    this.#feed();
  }

  /** Whatever is asked for, the engine goes on from what it hears. */
  reply({ replyId }: ReplyRequest): void {
    if (this.#isOver) return;
    const { clock, dialect } = this.#options;
    const nowMs = clock.nowMs();
    this.#reply = {
      replyId,
      input: new PacedInput({ rateHz: dialect.inputRateHz, frameSamples: dialect.frameSamples }, nowMs),
      playout: new Playout({ rateHz: dialect.outputRateHz, flow: dialect.flow }),
      silentMs: 0,
      tickedMs: nowMs,
      samples: 0,
    };
    this.#cancelTick();
    this.#tick();
  }

  commit(): void {}

  cancel(replyId: number): void {
    if (this.#reply?.replyId !== replyId) return;
    this.#cancelTick();
    this.#endReply();
    this.#outbox.discard((event) => 'replyId' in event && event.replyId === replyId);
  }

  /** The engine has no text of what it said, and yields by ear. */
  truncate(): void {}

  noteSaid(): void {}

  toolResult(): void {}

  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#end();
    const connection = this.#connection;
    if (connection === undefined) return;
    if (this.#wire.farewell !== undefined) connection.send(this.#wire.farewell);
    const { droppedAudio } = connection;
    if (droppedAudio > 0) this.#options.log.warn({ droppedAudio }, 'the engine took caller audio too slowly');
    await connection.close();
  }

  get #mayHangUp(): boolean {
    const { dialect, session } = this.#options;
    return dialect.closesCalls && this.#reply !== undefined && session.tools.some(({ name }) => name === hangUp);
  }

  #take(message: DuplexMessage): void {
    switch (message.type) {
      case 'ready':
        this.#ready();
        break;
      case 'audio':
        this.#takeAudio(message.samples, message.rateHz);
        break;
      case 'text':
        this.#reply?.playout.text(message.text);
        break;
      case 'heard':
        if (this.#reply !== undefined) {
          const { text, final } = message;
          this.#outbox.put({ type: 'heard', text, final });
        }
        break;
      case 'yield':
        this.#reply?.playout.flush();
        break;
    }
  }

  #takeAudio(samples: Samples, rateHz: number): void {
    this.#unanswered = Math.max(0, this.#unanswered - 1);
    if (this.#priming > 0) {
      this.#priming -= 1;
      this.#prime();
      return;
    }
    const reply = this.#reply;
    if (reply === undefined) return;
    reply.silentMs = 0;
    reply.playout.audio(this.#converted(samples, rateHz));
  }

  #converted(samples: Samples, rateHz: number): Samples {
    const { outputRateHz } = this.#options.dialect;
    if (rateHz === outputRateHz) return samples;
    if (this.#converter?.fromHz !== rateHz) {
      this.#converter?.converter.close();
      this.#converter = { fromHz: rateHz, converter: new RateConverter(rateHz, outputRateHz) };
    }
    return this.#converter.converter.push(samples);
  }

  /** The recording at the beginning is had over with silence, as fast as the engine gives it. */
  #prime(): void {
    const { dialect } = this.#options;
    while (this.#unanswered < Math.min(this.#priming, dialect.maxUnanswered ?? 0)) {
      this.#send(new Int16Array(dialect.frameSamples));
    }
  }

  #tick(): void {
    const { clock } = this.#options;
    this.#cancelTick = clock.setTimer(tickMs, () => this.#tick(), { background: true });
    this.#watch();
    this.#feed();
    this.#letGo();
  }

  /** A live engine that is given audio and gives none is gone, whatever its socket says. */
  #watch(): void {
    const { dialect, idleMs, clock } = this.#options;
    const reply = this.#reply;
    if (reply === undefined || dialect.flow !== 'live' || this.#hungUp) return;
    const nowMs = clock.nowMs();
    reply.silentMs += Math.min(nowMs - reply.tickedMs, longestTickMs);
    reply.tickedMs = nowMs;
    if (reply.silentMs < idleMs) return;
    this.#lose(new UndertoneError('ENGINE_TIMEOUT', `the engine has given no audio for ${idleMs} ms`));
    void this.#connection?.close();
  }

  #feed(): void {
    const { clock, dialect } = this.#options;
    const mayWait = dialect.maxUnanswered ?? Number.POSITIVE_INFINITY;
    // While it waits, the oldest of the caller's audio is dropped.
    while (this.#reply !== undefined && this.#priming === 0 && this.#unanswered < mayWait) {
      const frame = this.#reply.input.take(clock.nowMs());
      if (frame === undefined) return;
      this.#send(frame);
    }
  }

  #send(frame: Samples): void {
    if (this.#hungUp) return;
    this.#unanswered += 1;
    this.#connection?.sendAudio(this.#wire.encode(frame));
  }

  #letGo(): void {
    const reply = this.#reply;
    if (reply === undefined) return;
    const { clock, dialect } = this.#options;
    const { replyId } = reply;
    for (const item of reply.playout.take(clock.nowMs())) {
      if (item.type === 'text') {
        const atMs = durationMs(reply.samples, dialect.outputRateHz);
        this.#outbox.put({ type: 'text', replyId, text: item.text, atMs });
      } else {
        reply.samples += item.samples.length;
        this.#outbox.put({ type: 'audio', replyId, samples: item.samples });
      }
    }
    if (this.#hungUp && reply.playout.isEmpty) this.#sayGoodbye(replyId);
  }

  /** The engine has hung up and everything it said was let go. */
  #sayGoodbye(replyId: number): void {
    const call = { toolCallId: `${replyId}-${hangUp}`, name: hangUp, arguments: {} };
    this.#outbox.put({ type: 'tool-call', replyId, call });
    this.#outbox.put({ type: 'done', replyId });
    this.#stop();
  }

  #lose(error: UndertoneError): void {
    if (this.#isOver) return;
    this.#outbox.put({ type: 'lost', error });
    this.#stop();
  }

  #end(): void {
    this.#outbox.close();
    this.#stop();
  }

  /** What was left out to keep up with time is told, since nobody hears of it otherwise. */
  #endReply(): void {
    const reply = this.#reply;
    if (reply === undefined) return;
    this.#reply = undefined;
    const { log, session } = this.#options;
    const facts = { callId: session.callId, callerMs: reply.input.droppedMs, engineMs: reply.playout.droppedMs };
    if (facts.callerMs + facts.engineMs > 0) log.info(facts, 'audio was left out to keep up with time');
  }

  #stop(): void {
    this.#isOver = true;
    this.#cancelTick();
    this.#endReply();
    this.#converter?.converter.close();
    this.#wire.close();
    this.#onEnded();
  }
}
