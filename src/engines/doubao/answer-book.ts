/** Which of the answers that the engine makes by itself is which reply that was asked for. Pure. */

/** What is told of a reply, in order. */
export type AnswerOutput =
  | { readonly type: 'text'; readonly replyId: number; readonly text: string }
  | { readonly type: 'audio'; readonly replyId: number; readonly bytes: Uint8Array }
  | { readonly type: 'done'; readonly replyId: number };

type Part = { readonly text: string } | { readonly bytes: Uint8Array };

interface Answer {
  /** The engine's `reply_id`; undefined where it does not say. */
  id: string | undefined;
  /** Undefined while nobody has asked for it, and when it was cancelled. */
  replyId: number | undefined;
  cancelled: boolean;
  /** The caller talks over it: the engine makes no more of it. */
  interrupted: boolean;
  complete: boolean;
  /** Its sentences are told in words, so that its text need not be taken from elsewhere. */
  hasSentences: boolean;
  hasAudio: boolean;
  /** Text that came before the audio that it belongs to. */
  pendingText: string;
  /** What came before it was asked for. */
  held: Part[];
  heldBytes: number;
}

/** 60 s of float audio; an answer that nobody asks for is not worth more. */
const maxHeldBytes = 24_000 * 4 * 60;
/** Replies whose ids at the engine are remembered, for corrections of what was heard. */
const maxRemembered = 8;

export class AnswerBook {
  #waiting: number | undefined;
  #answer: Answer | undefined;
  readonly #ids = new Map<number, string>();

  /** The reply that was asked for and has no answer yet. */
  get waiting(): number | undefined {
    return this.#waiting;
  }

  /** The reply whose answer is being made. */
  get speaking(): number | undefined {
    return this.#answer?.complete === false ? this.#answer.replyId : undefined;
  }

  /** The engine's id of a reply's answer, as long as it is remembered. */
  idOf(replyId: number): string | undefined {
    return this.#ids.get(replyId);
  }

  /** A reply to what the caller said, which the engine may have begun to answer. */
  ask(replyId: number): AnswerOutput[] {
    const answer = this.#answer;
    if (answer === undefined || answer.replyId !== undefined || answer.cancelled) {
      this.#waiting = replyId;
      return [];
    }
    this.#bind(answer, replyId);
    const held = answer.held.splice(0).map((part): AnswerOutput => ({ ...outputOf(part, replyId) }));
    return answer.complete ? [...held, { type: 'done', replyId }] : held;
  }

  /** A reply to something else than what the engine heard: what it says already is not the answer. */
  askAnew(replyId: number): void {
    if (this.#answer?.replyId === undefined) this.#answer = undefined;
    this.#waiting = replyId;
  }

  /** True when the engine still works on it and has to be told. */
  cancel(replyId: number): boolean {
    const wasWaiting = this.#waiting === replyId;
    if (wasWaiting) this.#waiting = undefined;
    const answer = this.#answer;
    if (answer?.replyId !== replyId) return wasWaiting;
    answer.replyId = undefined;
    answer.cancelled = true;
    return !answer.complete && !answer.interrupted;
  }

  callerSpeaks(): void {
    if (this.#answer === undefined) return;
    if (this.#answer.replyId === undefined) this.#answer = undefined;
    else this.#answer.interrupted = true;
  }

  /** The caller has said what is answered next: an answer that was interrupted is as complete as it will be. */
  callerDone(): AnswerOutput[] {
    return this.#close();
  }

  text(id: string | undefined, text: string): AnswerOutput[] {
    const before = this.#begin(id);
    const answer = this.#answer!;
    if (answer.hasSentences) return before;
    if (answer.hasAudio) return [...before, ...this.#put(answer, { text })];
    answer.pendingText += text;
    return before;
  }

  sentence(id: string | undefined, text: string): AnswerOutput[] {
    const before = this.#begin(id);
    const answer = this.#answer!;
    if (text === '') return before;
    answer.hasSentences = true;
    answer.pendingText = '';
    return [...before, ...this.#put(answer, { text })];
  }

  /** Of the answer that began last; audio carries no id. */
  audio(bytes: Uint8Array): AnswerOutput[] {
    const before = this.#begin(this.#answer?.id);
    const answer = this.#answer!;
    const pending = answer.pendingText;
    answer.hasAudio = true;
    answer.pendingText = '';
    const text = pending === '' ? [] : this.#put(answer, { text: pending });
    return [...before, ...text, ...this.#put(answer, { bytes })];
  }

  answered(id: string | undefined): AnswerOutput[] {
    const answer = this.#answer;
    // The end of an answer that was superseded.
    if (answer === undefined || answer.complete || isOther(answer.id, id)) return [];
    answer.complete = true;
    return answer.replyId === undefined ? [] : [{ type: 'done', replyId: answer.replyId }];
  }

  /** Ends the answer at hand where another begins. */
  #begin(id: string | undefined): AnswerOutput[] {
    const answer = this.#answer;
    if (answer !== undefined && !answer.complete && !isOther(answer.id, id)) {
      answer.id ??= id;
      if (answer.replyId !== undefined && answer.id !== undefined) this.#remember(answer.replyId, answer.id);
      return [];
    }
    const ended = this.#close();
    const next: Answer = {
      id,
      replyId: undefined,
      cancelled: false,
      interrupted: false,
      complete: false,
      hasSentences: false,
      hasAudio: false,
      pendingText: '',
      held: [],
      heldBytes: 0,
    };
    this.#answer = next;
    if (this.#waiting !== undefined) this.#bind(next, this.#waiting);
    return ended;
  }

  #close(): AnswerOutput[] {
    const answer = this.#answer;
    this.#answer = undefined;
    return answer?.replyId === undefined || answer.complete ? [] : [{ type: 'done', replyId: answer.replyId }];
  }

  #bind(answer: Answer, replyId: number): void {
    this.#waiting = undefined;
    answer.replyId = replyId;
    if (answer.id !== undefined) this.#remember(replyId, answer.id);
  }

  #remember(replyId: number, id: string): void {
    this.#ids.set(replyId, id);
    if (this.#ids.size > maxRemembered) this.#ids.delete([...this.#ids.keys()][0]!);
  }

  #put(answer: Answer, part: Part): AnswerOutput[] {
    if (answer.replyId !== undefined) return [outputOf(part, answer.replyId)];
    if (answer.cancelled) return [];
    answer.heldBytes += 'bytes' in part ? part.bytes.length : part.text.length;
    if (answer.heldBytes <= maxHeldBytes) answer.held.push(part);
    return [];
  }
}

const isOther = (known: string | undefined, id: string | undefined): boolean =>
  known !== undefined && id !== undefined && known !== id;

const outputOf = (part: Part, replyId: number): AnswerOutput =>
  'text' in part ? { type: 'text', replyId, text: part.text } : { type: 'audio', replyId, bytes: part.bytes };
