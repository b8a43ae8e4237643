import type { Language } from '../core/language.js';
import { mayHoldIdentity, mayIdentify } from './account-digits.js';
import { boundedJson, clip } from './bounded-text.js';
import type { ContextEntry, ContextSummary, ConversationContext } from './context-entry.js';
import { emptySummary, fold } from './context-summary.js';
import type { HistoryEntry } from './effect.js';
import type { ReplyInput } from './engine.js';
import type { ToolCall } from './tool.js';
import type { Waterfall } from './waterfall.js';

export interface ContextLimits {
  readonly maxEntries: number;
  /** Of all texts together. */
  readonly maxChars: number;
}

export const defaultContextLimits: ContextLimits = { maxEntries: 160, maxChars: 16_000 };

const maxTextChars = 2_000;
const maxArgumentChars = 300;
const maxResultChars = 1_000;
const maxPendingCalls = 64;
const maxMoodChars = 32;
const maxImpressions = 12;
/** Of the limits, what folding leaves: so that it happens now and then and not at every turn (docs/adr/0080-context.md). */
const keptShare = 0.75;

/** A place in the conversation. Its words may come later than those of the places after it. */
interface Place {
  /** Undefined until it is known what was said. */
  entry: ContextEntry | undefined;
  /** The reply, or the bot's own utterance, that it belongs to. */
  id: number | undefined;
  /** Of a guess: not a part of the conversation yet. */
  guess: boolean;
}

/**
 * The conversation as text, in the order in which it was spoken and not in the order in which it became known: a place is
 * taken when a turn is answered or an utterance begins, and filled when its words are there. Bounded: the oldest turns are
 * folded into a summary.
 */
export class ContextManager {
  readonly #limits: ContextLimits;
  readonly #calls = new Map<string, ToolCall>();
  #places: Place[] = [];
  #summary: ContextSummary | undefined;
  #language: Language;
  #mood: string | undefined;
  #impressions: readonly string[] = [];

  constructor(language: Language, limits: ContextLimits = defaultContextLimits) {
    this.#language = language;
    this.#limits = limits;
  }

  /**
   * A reply is asked for: the caller's turn has its place here, whenever it is transcribed; the place it has already where the
   * reply comes in place of another one (`insteadOf`).
   */
  replyRequested(id: number, { kind }: ReplyInput, guess: boolean, insteadOf?: number): void {
    const turn = this.#turnOf(insteadOf);
    if (turn !== undefined) {
      turn.id = id;
      return;
    }
    const keys = this.#places.findLast(isOpenKeys);
    if (kind === 'speech') this.#places.push({ entry: this.#words(undefined), id, guess });
    else if (keys !== undefined) keys.id = id;
    this.#keepBounds();
  }

  replyCommitted(id: number): void {
    for (const place of this.#places) if (place.id === id) place.guess = false;
  }

  /** Nothing of the guess counts: neither its caller's turn nor the tools it called. */
  replyDiscarded(id: number): void {
    this.#places = this.#places.filter((place) => place.id !== id || !place.guess);
  }

  /** The utterance begins to be heard; what will have been heard of it is known at its end. */
  utteranceBegun(id: number): void {
    this.#places.push({ entry: undefined, id, guess: false });
    this.#keepBounds();
  }

  toolCalled(call: ToolCall): void {
    if (this.#calls.size < maxPendingCalls) this.#calls.set(call.toolCallId, call);
  }

  /** True when the turn which that reply answered counts and has no words yet. */
  awaits(replyId: number | undefined): boolean {
    const place = this.#turnOf(replyId);
    return place !== undefined && !place.guess && isUntranscribed(place.entry);
  }

  /** False when that was known already. */
  add(entry: HistoryEntry): boolean {
    const added = this.#add(entry);
    this.#keepBounds();
    return added;
  }

  /** How the turn which that reply answered went. */
  turnTimed(replyId: number, times: Waterfall): void {
    const place = this.#turnOf(replyId);
    if (place?.entry?.role === 'caller') place.entry = { ...place.entry, times };
  }

  languageChanged(language: Language): void {
    this.#language = language;
  }

  moodChanged(mood: string): void {
    this.#mood = clip(mood, maxMoodChars);
  }

  /** What an engine makes of the caller's voice and surroundings, the last time it told. */
  sounded(impressions: readonly string[]): void {
    if (impressions.length === 0) return;
    this.#impressions = impressions.slice(0, maxImpressions).map((impression) => clip(impression, maxMoodChars));
  }

  /** Oldest first; what was not transcribed has no text, and what belongs to a guess is not there. */
  get entries(): readonly ContextEntry[] {
    return this.#places.flatMap(({ entry, guess }) => (entry === undefined || guess ? [] : [entry]));
  }

  /** @param askedAgain the reply whose turn is given to the engine once more, and is therefore left out */
  snapshot(askedAgain?: number): ConversationContext {
    const turn = this.#turnOf(askedAgain)?.entry;
    const entries = this.entries.filter((entry) => entry !== turn);
    return {
      language: this.#language,
      mood: this.#mood,
      impressions: this.#impressions,
      summary: this.#summary,
      entries,
    };
  }

  #add(entry: HistoryEntry): boolean {
    if (entry.role === 'tool') return this.#addTool(entry);
    if (entry.role === 'bot') {
      const { text, cut, id } = entry;
      const place = this.#places.find((candidate) => candidate.id === id && candidate.entry === undefined);
      return this.#fill(place, { role: 'bot', text: clip(text, maxTextChars), cut });
    }
    if ('digits' in entry) {
      const { digits } = entry;
      return this.#fill(undefined, { role: 'caller', digits, redact: mayIdentify(digits), times: undefined });
    }
    return this.#addWords(entry.id, clip(entry.text, maxTextChars));
  }

  #addWords(replyId: number | undefined, text: string): boolean {
    const place = this.#turnOf(replyId);
    if (place?.entry?.role !== 'caller' || 'digits' in place.entry) return this.#fill(undefined, this.#words(text));
    if (place.entry.text === text) return false;
    return this.#fill(place, { ...this.#words(text), times: place.entry.times });
  }

  #addTool({ id, toolCallId, name, result }: Extract<HistoryEntry, { role: 'tool' }>): boolean {
    const call = this.#calls.get(toolCallId);
    this.#calls.delete(toolCallId);
    const turn = this.#turnOf(id);
    const value = result.ok ? result.value : { code: result.code, message: result.message };
    const entry: ContextEntry = {
      role: 'tool',
      name,
      arguments: boundedJson(call?.arguments ?? {}, maxArgumentChars),
      ok: result.ok,
      result: boundedJson(value, maxResultChars),
    };
    this.#places.push({ entry, id, guess: turn?.guess ?? false });
    return true;
  }

  #words(text: string | undefined): Extract<ContextEntry, { text: string | undefined; role: 'caller' }> {
    const language = this.#language;
    const redact = text !== undefined && mayHoldIdentity(text, language);
    return { role: 'caller', text, language, mood: this.#mood, redact, times: undefined };
  }

  #fill(place: Place | undefined, entry: ContextEntry): boolean {
    if (place === undefined) this.#places.push({ entry, id: undefined, guess: false });
    else place.entry = entry;
    return true;
  }

  #turnOf(replyId: number | undefined): Place | undefined {
    if (replyId === undefined) return undefined;
    return this.#places.find(({ id, entry }) => id === replyId && entry?.role === 'caller');
  }

  /** Folds whole turns from the oldest on, when there is too much; never what is still open at the end. */
  #keepBounds(): void {
    const { maxEntries, maxChars } = this.#limits;
    if (this.#isWithin(maxEntries, maxChars)) return;
    while (this.#places.length > 1 && !this.#isWithin(maxEntries * keptShare, maxChars * keptShare)) {
      do this.#foldOldest();
      while (this.#places.length > 1 && this.#places[0]?.entry?.role !== 'caller');
    }
  }

  #foldOldest(): void {
    const { entry, guess } = this.#places.shift()!;
    if (entry !== undefined && !guess) this.#summary = fold(this.#summary ?? emptySummary, entry);
  }

  #isWithin(maxEntries: number, maxChars: number): boolean {
    const chars = this.#places.reduce((sum, { entry }) => sum + (entry === undefined ? 0 : sizeOf(entry)), 0);
    return this.#places.length <= maxEntries && chars <= maxChars;
  }
}

function sizeOf(entry: ContextEntry): number {
  if (entry.role === 'tool') return entry.name.length + entry.arguments.length + entry.result.length;
  return 'digits' in entry ? entry.digits.length : (entry.text?.length ?? 0);
}

/** Keys that no reply answers yet. */
function isOpenKeys({ id, entry }: Place): boolean {
  return id === undefined && entry?.role === 'caller' && 'digits' in entry;
}

function isUntranscribed(entry: ContextEntry | undefined): boolean {
  return entry?.role === 'caller' && !('digits' in entry) && entry.text === undefined;
}
