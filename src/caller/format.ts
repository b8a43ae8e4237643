/** The report for people. */
import type { LegEvent } from './leg-event.js';
import type { Said } from './line.js';
import type { BotSpeech, CallReport, TurnReport } from './report.js';

interface Entry {
  readonly atMs: number;
  readonly text: string;
}

export function formatReport(report: CallReport): string {
  const entries = [...setUp(report), ...greeting(report), ...report.turns.flatMap(turn), ...ending(report)];
  return [`call to ${report.uri}`, ...entries.map(({ atMs, text }) => `${seconds(atMs)}  ${text}`)].join('\n');
}

/** One event while it happens. */
export function formatEvent(event: LegEvent): string {
  return `${seconds(event.atMs)}  ${eventText(event)}`;
}

function eventText(event: LegEvent): string {
  switch (event.type) {
    case 'provisional':
      return event.status === 180 ? 'ringing' : `progress ${event.status}`;
    case 'saying':
      return `caller says ${words(event.said)}`;
    case 'bot-audible':
      return 'bot is heard';
    case 'bot-dtmf':
      return `bot pressed ${event.digit}`;
    case 'ended':
      return `the ${event.by} ended the call: ${event.reason}`;
    default:
      return event.type;
  }
}

function setUp({ ringMs, answerMs }: CallReport): Entry[] {
  return [
    ...(ringMs === null ? [] : [{ atMs: ringMs, text: 'ringing' }]),
    ...(answerMs === null ? [] : [{ atMs: answerMs, text: 'answered' }]),
  ];
}

function greeting({ greeting }: CallReport): Entry[] {
  if (greeting === null) return [];
  const { gapMs, speech } = greeting;
  return [{ atMs: speech.fromMs, text: `bot     ${spoke(speech)}; ${whole(gapMs)} ms after the answer` }];
}

function turn({ said, fromMs, reply, gapMs, interruptionMs }: TurnReport): Entry[] {
  const interrupted = interruptionMs === null ? '' : `; the bot went on for ${whole(interruptionMs)} ms`;
  const caller = { atMs: fromMs, text: `caller  ${said.map(words).join(' ')}${interrupted}` };
  if (reply === null || gapMs === null) return [caller];
  return [caller, { atMs: reply.fromMs, text: `bot     ${spoke(reply)}; gap ${whole(gapMs)} ms` }];
}

function ending({ outcome, error, status, endMs, endedBy }: CallReport): Entry[] {
  const hungUp = endedBy === null ? [] : [{ atMs: endMs, text: `the ${endedBy} hung up` }];
  if (error === null) return hungUp;
  const why = status === null || status < 300 ? error.message : `${error.message} (SIP status ${status})`;
  return [...hungUp, { atMs: endMs, text: `${outcome}: ${why}` }];
}

function spoke({ fromMs, toMs, levelDbfs }: BotSpeech): string {
  return `spoke for ${((toMs - fromMs) / 1000).toFixed(1)} s at ${whole(levelDbfs)} dBFS`;
}

function words(said: Said): string {
  if (said.kind === 'speech') return `"${said.text}"`;
  return said.kind === 'dtmf' ? `keys ${said.digits}` : `[${said.label}]`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3).padStart(9)} s`;
}

function whole(value: number): string {
  return String(Math.round(value));
}
