import type { CallEvent, GuessAccount } from '../core/call-event.js';
import type { Log } from '../core/log.js';
import type { Mood } from '../core/mood.js';
import { redactNumber, redactText } from './redact.js';

type Level = 'debug' | 'info' | 'warn';
type Line = { readonly level: Level; readonly facts: object; readonly message: string };
type LineOf = { readonly [T in CallEvent['type']]: (event: Extract<CallEvent, { type: T }>) => Line };

export interface CallLogOptions {
  readonly log: Log;
  /** Writes numbers and words as they are. Off unless the operator asks for it. */
  readonly clear: boolean;
}

/** Writes one line a call event, with its call id; no phone number and nothing that was said, unless `clear`. */
export function callLog({ log, clear }: CallLogOptions): (event: CallEvent) => void {
  const number = clear ? (user: string) => user : redactNumber;
  const words = clear ? (text: string) => ({ text }) : redactText;
  const lines: LineOf = {
    invited: ({ caller, called, source, bot, route }) =>
      line('info', 'call invited', { caller: number(caller), called: number(called), source, bot, route }),
    refused: ({ caller, called, source, status, code, message }) =>
      line('info', 'call refused', {
        caller: number(caller),
        called: number(called),
        source,
        status,
        code,
        // A routing refusal names the number that was called.
        ...(clear ? { reason: message } : {}),
      }),
    answered: ({ setupMs }) => line('info', 'call answered', { setupMs: round(setupMs) }),
    'turn-state': ({ from, to, cause }) => line('debug', 'turn', { from, to, cause }),
    said: ({ by, text, cut }) => line('info', `${by} said`, { ...words(text), cut }),
    keyed: ({ digits }) => line('info', 'caller keyed', clear ? { digits } : { count: digits.length }),
    tool: ({ name, ok }) => line(ok ? 'info' : 'warn', 'tool called', { tool: name, ok }),
    turn: ({ gapMs, guessed, steps }) =>
      line('info', 'bot replied', { gapMs: gapMs && round(gapMs), guessed, steps: rounded(steps) }),
    guess: ({ outcome }) => line('debug', 'guess', { outcome }),
    // Age and gender belong to a person: like words, they are written down only where words are.
    paralinguistics: ({ reading }) =>
      line(
        'debug',
        'caller sounded',
        clear ? { reading } : { emotion: reading.emotion?.value, noise: reading.noise?.value },
      ),
    mood: (event) => line('info', 'caller mood', moodFacts(event)),
    'mood-action': ({ action, ...mood }) => line('info', 'acted on mood', { action, ...moodFacts(mood) }),
    'language-drift': ({ bot, wanted, written, outcome }) =>
      line('warn', 'reply in another language', { bot, wanted, written, outcome }),
    'event-refused': ({ event, state }) => line('debug', 'event refused', { event, state }),
    failed: ({ code, message }) => line('warn', 'part of a call failed', { code, reason: message }),
    'took-over': ({ from, to, tries, tookMs }) =>
      line('warn', 'engine session replaced', { from, to, tries, tookMs: round(tookMs) }),
    transfer: ({ accepted, status }) => line(accepted ? 'info' : 'warn', 'transfer', { accepted, status }),
    ended: ({ callId: _, type: __, durationMs, guesses, ...facts }) =>
      line('info', 'call ended', { ...facts, durationMs: round(durationMs), guesses: rounded(guesses) }),
  };
  return (event) => {
    const toLine = lines[event.type] as (event: CallEvent) => Line;
    const { level, facts, message } = toLine(event);
    log[level]({ callId: event.callId, ...facts }, message);
  };
}

/** Of all calls, when the program stops. */
export function logGuessTotal(log: Log, guesses: GuessAccount): void {
  log.info(rounded(guesses), 'guesses of all calls');
}

function line(level: Level, message: string, facts: object): Line {
  return { level, facts, message };
}

const hundredths = (value: number | undefined) => (value === undefined ? undefined : Math.round(value * 100) / 100);

/** Evidence names kinds and scores, never words. */
function moodFacts({ level, anger, valence, confidence, pace, loudnessDb, evidence }: Mood): object {
  return {
    // `level` is the line's own.
    mood: level,
    anger: hundredths(anger),
    valence: hundredths(valence),
    confidence: hundredths(confidence),
    pace: hundredths(pace),
    loudnessDb: hundredths(loudnessDb),
    evidence: evidence.map(({ source, anger: weight, detail }) => ({ source, anger: hundredths(weight), detail })),
  };
}

const round = (milliseconds: number) => Math.round(milliseconds);

function rounded(facts: object): object {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'number' ? round(value) : value]),
  );
}
