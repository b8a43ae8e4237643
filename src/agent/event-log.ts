/**
 * The log from which a whole conversation can be replayed: what the Controller went by, then every event with its time, one
 * JSON object a line. The Controller is pure, so that nothing else is needed. docs/adr/0082-event-log.md.
 */
import type { Clock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';
import { type Language, languages } from '../core/language.js';
import type { Effect } from './effect.js';
import type { ControllerEvent } from './event.js';
import { reduce } from './reduce.js';
import { type ControllerRules, type ControllerState, initialState, type TurnState, turnStates } from './state.js';

/** Raised whenever a header or an event of the version before would lack what the Controller goes by. */
const formatVersion = 2;

export interface ConversationHeader {
  readonly callId: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly language: Language;
  readonly rules: ControllerRules;
}

export interface LoggedEvent {
  /** Clock.nowMs() at which the event was reduced. */
  readonly atMs: number;
  readonly event: ControllerEvent;
  /** State that it led to then. */
  readonly turn: TurnState;
}

export interface ConversationLog extends ConversationHeader {
  readonly events: readonly LoggedEvent[];
  /** Events at the end that did not fit. */
  readonly dropped: number;
}

export interface ReplayedStep extends LoggedEvent {
  readonly before: TurnState;
  readonly state: ControllerState;
  readonly effects: readonly Effect[];
  /** The Controller of today leads to another state than the one that was logged. */
  readonly differs: boolean;
}

/** About a quarter of an hour of the caller talking, each frame of which is a line. */
const maxChars = 16 * 1024 * 1024;

/** Writes a log line by line as the conversation goes on. What is over the limit is counted and left out: a replay needs the beginning. */
export class EventLog {
  readonly #write: (line: string) => void;
  #chars = 0;
  #dropped = 0;
  #isOver = false;

  constructor(
    header: ConversationHeader,
    write: (line: string) => void,
    private readonly limitChars = maxChars,
  ) {
    this.#write = write;
    write(JSON.stringify({ conversation: formatVersion, ...header }));
  }

  add(event: ControllerEvent, atMs: number, turn: TurnState): void {
    if (this.#isOver) return;
    const line = JSON.stringify({ atMs, event, turn } satisfies LoggedEvent);
    if (this.#dropped > 0 || this.#chars + line.length > this.limitChars) {
      this.#dropped += 1;
      return;
    }
    this.#chars += line.length;
    this.#write(line);
  }

  /** The conversation is over; nothing is added any more. */
  end(): void {
    this.#isOver = true;
    this.#write(JSON.stringify({ end: true, dropped: this.#dropped }));
  }
}

export interface EventLogOptions extends Pick<ConversationHeader, 'callId' | 'language'> {
  readonly clock: Clock;
  /** Takes the lines, which hold what was said; without it none is made. */
  readonly onLogLine?: ((line: string) => void) | undefined;
}

/** The log of a conversation that begins now. */
export function openEventLog(
  { onLogLine, callId, clock, language }: EventLogOptions,
  rules: ControllerRules,
): EventLog | undefined {
  if (onLogLine === undefined) return undefined;
  return new EventLog({ callId, startedAt: new Date(clock.wallMs()).toISOString(), language, rules }, onLogLine);
}

/** @throws UndertoneError LOG_MALFORMED with the line that cannot be read, or with the format that this is not; a last line that was cut off is no error */
export function parseEventLog(text: string): ConversationLog {
  const lines = text.split('\n');
  const first = lines[0] === undefined ? undefined : parseLine(lines[0]);
  if (typeof first?.conversation !== 'number') throw malformed(1, 'no conversation log');
  if (first.conversation !== formatVersion) throw otherVersion(first.conversation);
  if (!isHeader(first)) throw malformed(1, 'no header of a conversation log');
  const { callId, startedAt, language, rules } = first;
  const events: LoggedEvent[] = [];
  let dropped = 0;
  for (const [index, line] of lines.slice(1).entries()) {
    if (line === '') continue;
    const value = parseLine(line);
    if (value === undefined && index + 2 === lines.length) break;
    if (value?.end === true) dropped = Number(value.dropped);
    else if (isLoggedEvent(value)) events.push(value);
    else throw malformed(index + 2, 'no event');
  }
  return { callId, startedAt, language, rules, events, dropped };
}

/** The conversation once more: every state and effect, as they were or, with a changed Controller, as they would be now. */
export function replay({ rules, language, events }: ConversationLog): readonly ReplayedStep[] {
  let state = initialState(rules, language);
  return events.map((logged) => {
    const before = state.turn;
    const step = reduce(state, logged.event, logged.atMs);
    state = step.state;
    return { ...logged, before, ...step, differs: state.turn !== logged.turn };
  });
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHeader(value: Record<string, unknown>): value is Record<string, unknown> & ConversationHeader {
  const { callId, startedAt, language, rules } = value;
  const isKnown = languages.some((known) => known === language);
  return typeof callId === 'string' && typeof startedAt === 'string' && isKnown && isObject(rules);
}

function isLoggedEvent(value: unknown): value is LoggedEvent {
  if (!isObject(value) || typeof value.atMs !== 'number' || !isObject(value.event)) return false;
  return typeof value.event.type === 'string' && turnStates.some((turn) => turn === value.turn);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** State and rules have grown since, so that the same events lead elsewhere, or nowhere. */
function otherVersion(version: number): UndertoneError {
  const message = `a conversation log of format ${version}, and this program replays format ${formatVersion}: take the one that wrote it`;
  return new UndertoneError('LOG_MALFORMED', message, { version, readable: formatVersion });
}

function malformed(line: number, what: string): UndertoneError {
  return new UndertoneError('LOG_MALFORMED', `line ${line}: ${what}`, { line });
}
