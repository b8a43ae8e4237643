/** A replayed conversation for a person: a line an event. */
import type { Effect } from '../agent/effect.js';
import type { ControllerEvent } from '../agent/event.js';
import type { ConversationLog, ReplayedStep } from '../agent/event-log.js';

const stateColumns = 28;
const eventColumns = 34;

/** Seconds since the first event, milliseconds since the one before, event, transition, effects. */
export function replayLine(step: ReplayedStep, startMs: number, previousMs = step.atMs): string {
  const { atMs, event, before, state, effects, turn, differs } = step;
  const transition = before === state.turn ? before : `${before} > ${state.turn}`;
  const time = `${((atMs - startMs) / 1000).toFixed(3).padStart(9)} +${Math.round(atMs - previousMs)}`;
  const columns = [
    time.padEnd(16),
    eventText(event).padEnd(eventColumns),
    transition.padEnd(stateColumns),
    effects.map(effectText).join(', '),
  ];
  return `${columns.join(' ').trimEnd()}${differs ? `   ! was ${turn}` : ''}`;
}

export function replaySummary({ dropped }: ConversationLog, events: number, differs: number): string {
  const missing = dropped === 0 ? '' : `; ${dropped} more did not fit in the log`;
  const same =
    differs === 0 ? 'every one led to the state that was logged' : `${differs} led to another state than logged`;
  return `${events} events, ${same}${missing}`;
}

function eventText(event: ControllerEvent): string {
  if (event.type === 'cues') {
    const { quietMs, voice, levelDb } = event.cues;
    return `cues quiet ${quietMs} voice ${voice.toFixed(2)} ${levelDb.toFixed(0)} dB`;
  }
  if (event.type === 'tool-call') return `tool-call ${event.id} ${event.call.name}`;
  if (event.type === 'tool-result') return `tool-result ${event.id} ${event.name} ${event.result.ok ? 'ok' : 'failed'}`;
  const { type, ...facts } = event;
  return [type, ...Object.values(facts).flatMap(plain)].join(' ');
}

function effectText(effect: Effect): string {
  switch (effect.type) {
    case 'run-tool':
      return `run-tool ${effect.call.name}`;
    case 'answer-tool':
      return `answer-tool ${effect.result.ok ? 'ok' : effect.result.code}`;
    case 'remember':
      return `remember ${effect.entry.role} ${'text' in effect.entry ? JSON.stringify(effect.entry.text) : ''}`.trimEnd();
    case 'request-reply':
      return `request-reply ${effect.id} ${effect.input.kind}${effect.speculative ? ' guess' : ''}`;
    default: {
      const { type, ...facts } = effect;
      return [type, ...Object.values(facts).flatMap(plain)].join(' ');
    }
  }
}

function plain(value: unknown): string[] {
  if (typeof value === 'number') return [String(Math.round(value))];
  if (typeof value === 'string') return [/^[\w:-]+$/u.test(value) ? value : JSON.stringify(value)];
  return typeof value === 'boolean' && value ? ['yes'] : [];
}
