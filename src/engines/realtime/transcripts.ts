import type { EngineEvent } from '../../agent/engine.js';
import type { RealtimeReply } from './reply.js';
import type { ServerEvent } from './server-events.js';

/** Items of the caller's whose transcript may still come. */
const maxItems = 16;

/** Which of the caller's items is the turn of which reply, and what the engine makes out of it. */
export class Transcripts {
  readonly #deltas: 'pieces' | 'snapshots';
  readonly #emit: (event: EngineEvent) => void;
  /** Committed, and the engine has not yet told the item; oldest first. */
  #committing: RealtimeReply[] = [];
  /** An item that the engine made by itself before the reply to it was asked for. */
  #unasked: string | undefined;
  readonly #replies = new Map<string, RealtimeReply>();
  readonly #partials = new Map<string, string>();

  constructor(deltas: 'pieces' | 'snapshots', emit: (event: EngineEvent) => void) {
    this.#deltas = deltas;
    this.#emit = emit;
  }

  /** @param byEngine the turn may be an item already */
  asked(reply: RealtimeReply, byEngine: boolean): void {
    const itemId = byEngine ? this.#unasked : undefined;
    this.#unasked = undefined;
    if (itemId === undefined) this.#committing = [...this.#committing, reply].slice(-maxItems);
    else this.#bind(itemId, reply);
  }

  /** The engine has made the turn an item. Gives the reply to it, if one was asked for. */
  committed(itemId: string | undefined): RealtimeReply | undefined {
    const reply = this.#committing.shift();
    if (reply === undefined) this.#unasked = itemId;
    else if (itemId !== undefined) this.#bind(itemId, reply);
    return reply;
  }

  /** The engine has not made the turn an item. Gives the reply to it. */
  refused(): RealtimeReply | undefined {
    return this.#committing.shift();
  }

  heard({ itemId = '', text, final }: Extract<ServerEvent, { type: 'heard' }>): void {
    const reply = this.#replies.get(itemId);
    const sum = this.#deltas === 'pieces' && !final ? `${this.#partials.get(itemId) ?? ''}${text}` : text;
    if (final) this.#partials.delete(itemId);
    else keep(this.#partials, itemId, sum);
    if (reply?.isDropped === true || sum === '') return;
    if (final) reply?.heard(sum);
    const of = reply === undefined ? {} : { replyId: reply.id };
    this.#emit({ type: 'heard', ...of, text: sum, final });
  }

  /** The session is another one. */
  reset(): void {
    this.#committing = [];
    this.#unasked = undefined;
    this.#replies.clear();
    this.#partials.clear();
  }

  #bind(itemId: string, reply: RealtimeReply): void {
    reply.callerItemId = itemId;
    keep(this.#replies, itemId, reply);
  }
}

/** Keeps the newest. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  if (map.size > maxItems) map.delete(map.keys().next().value!);
}
