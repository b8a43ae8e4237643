import { attend } from './attention-moves.js';
import type { ControllerEvent } from './event.js';
import { chain, type Move, type Step, stay } from './moves.js';
import type { ControllerState } from './state.js';
import type { Trigger } from './table/row.js';
import { turnTable } from './turn-table.js';

export function triggerOf(event: ControllerEvent): Trigger {
  return event.type === 'timer' ? `timer:${event.timer}` : event.type;
}

/**
 * The Controller: one event in, the next state and what is to be done out. Pure; `nowMs` is Clock.nowMs() of the event.
 * An event that the state has no row for changes nothing but for a `report-refused`.
 */
export function reduce(state: ControllerState, event: ControllerEvent, nowMs: number): Step {
  const trigger = triggerOf(event);
  const row = turnTable[state.turn][trigger] as
    | { readonly move: (event: ControllerEvent, nowMs: number) => Move }
    | undefined;
  if (row === undefined) return stay(state, { type: 'report-refused', event: trigger, state: state.turn });
  return chain(state, row.move(event, nowMs), attend(state, event, nowMs));
}
