import type { LoggedEvent } from '#src/agent/event-log.js';
import { triggerOf } from '#src/agent/reduce.js';
import type { TurnState } from '#src/agent/state.js';
import type { Trigger } from '#src/agent/table/row.js';

export type RowName = `${TurnState}, ${Trigger}`;

export interface RowStep extends LoggedEvent {
  /** The row that was taken. */
  readonly row: RowName;
}

/** The rows of the turn table that a conversation took, by its event log. */
export function rowSteps(log: readonly LoggedEvent[]): readonly RowStep[] {
  return log.map((logged, index) => {
    const before = index === 0 ? 'Silence' : log[index - 1]!.turn;
    return { ...logged, row: `${before}, ${triggerOf(logged.event)}` };
  });
}
