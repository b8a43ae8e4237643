import type { Samples } from '../core/audio.js';
import type { ParalinguisticReading } from '../core/paralinguistics.js';
import type { ContextManager } from './context.js';
import type { ConversationRecord } from './conversation-options.js';
import type { HistoryEntry } from './effect.js';
import type { EngineEvent } from './engine.js';
import type { ControllerEvent } from './event.js';
import { impressionsOf } from './impressions.js';
import type { ReplyStream } from './reply-stream.js';
import type { ToolRuns } from './tool-runs.js';

export interface EngineListenerOptions {
  /** That were asked for and may still be heard. */
  readonly replies: Map<number, ReplyStream>;
  readonly context: ContextManager;
  readonly toolRuns: ToolRuns;
  /** Of the engine at hand. */
  readonly outputRateHz: () => number;
  readonly dispatch: (event: ControllerEvent) => void;
  readonly remember: (entry: HistoryEntry) => void;
  /** Nothing of the reply will be heard. */
  readonly forget: (id: number) => void;
  /** The first audio of a reply is on its way to the caller. */
  readonly onAudible: () => void;
  readonly onRecord: (record: ConversationRecord) => void;
}

type Handlers = { readonly [T in EngineEvent['type']]: (event: Extract<EngineEvent, { type: T }>) => void };

/** Takes what the engine tells: audio to the line, and what the Controller has to know to the Controller. */
export class EngineListener {
  readonly #options: EngineListenerOptions;

  constructor(options: EngineListenerOptions) {
    this.#options = options;
  }

  take(event: EngineEvent): void {
    const handle = this.#handlers[event.type] as (event: EngineEvent) => void;
    handle(event);
  }

  readonly #handlers: Handlers = {
    heard: ({ replyId, text, final, language, confidence }) => {
      const { context, dispatch, remember } = this.#options;
      this.#begin(replyId);
      dispatch({ type: 'heard', id: replyId, text, final, language, confidence });
      if (final && (replyId === undefined || context.awaits(replyId))) remember({ role: 'caller', id: replyId, text });
    },
    paralinguistics: ({ replyId, reading }) => this.#onReading(replyId, reading),
    text: ({ replyId, text, atMs }) => {
      const { replies, dispatch } = this.#options;
      this.#begin(replyId);
      replies.get(replyId)?.text(text, atMs);
      dispatch({ type: 'words', id: replyId, atMs });
    },
    audio: ({ replyId, samples }) => this.#onAudio(replyId, samples),
    // Decoded before it comes here (pass-through.ts).
    payload: () => {},
    'tool-call': ({ replyId, call }) => {
      const { replies, toolRuns, dispatch } = this.#options;
      if (!replies.has(replyId)) return;
      this.#begin(replyId);
      dispatch({ type: 'tool-call', id: replyId, call, effect: toolRuns.effectOf(call.name) });
    },
    language: ({ replyId, language }) => this.#options.dispatch({ type: 'language', id: replyId, language }),
    protected: ({ replyId, fromMs, untilMs }) =>
      this.#options.dispatch({ type: 'protected', id: replyId, fromMs, untilMs }),
    expects: ({ replyId, digits, short = false }) =>
      this.#options.dispatch({ type: 'expects', id: replyId, digits, short }),
    done: ({ replyId }) => this.#onDone(replyId),
    failed: ({ replyId, error: { code, message } }) => {
      const { replies, dispatch, onRecord } = this.#options;
      replies.get(replyId)?.close();
      if (!replies.delete(replyId)) return;
      onRecord({ type: 'failed', code, message });
      dispatch({ type: 'reply-failed', id: replyId });
    },
    lost: ({ error: { code, message } }) => {
      this.#options.onRecord({ type: 'failed', code, message });
      this.#options.dispatch({ type: 'engine-lost' });
    },
    'speech-started': () => this.#options.dispatch({ type: 'engine-speech-started' }),
    'speech-stopped': () => this.#options.dispatch({ type: 'engine-speech-stopped' }),
  };

  /** Impressions: they colour the conversation. The Controller is told of nothing but the mood. */
  #onReading(id: number, reading: ParalinguisticReading): void {
    const { context, onRecord, dispatch } = this.#options;
    const { emotion } = reading;
    context.sounded(impressionsOf(reading));
    if (emotion !== undefined) {
      context.moodChanged(emotion.value);
      dispatch({ type: 'emotion', id, emotion });
    }
    onRecord({ type: 'paralinguistics', reading });
  }

  /** The first sign of a reply, for the waterfall. */
  #begin(id: number | undefined): void {
    const stream = id === undefined ? undefined : this.#options.replies.get(id);
    if (stream?.begin() === true) this.#options.dispatch({ type: 'reply-begun', id: id! });
  }

  #onAudio(id: number, samples: Samples): void {
    const { replies, outputRateHz, onAudible, dispatch } = this.#options;
    const stream = replies.get(id);
    if (stream?.push(samples, outputRateHz()) !== true) return;
    if (stream.isFlowing) onAudible();
    dispatch({ type: 'reply-audio', id });
  }

  #onDone(id: number): void {
    const { replies, forget, dispatch } = this.#options;
    const stream = replies.get(id);
    if (stream === undefined) return;
    if (stream.utterance.audioMs > 0) stream.complete();
    else forget(id);
    dispatch({ type: 'reply-done', id });
  }
}
