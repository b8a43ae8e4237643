/** What a transition of the turn table is made of. */
import type { ControllerEvent, EventType, TimerName } from '../event.js';
import { type Move, stay } from '../moves.js';
import type { ControllerState, TurnState } from '../state.js';

/** An event's type; for timers with the timer's name. */
export type Trigger = Exclude<EventType, 'timer'> | `timer:${TimerName}`;

type EventOf<T extends Trigger> = T extends `timer:${string}`
  ? Extract<ControllerEvent, { type: 'timer' }>
  : Extract<ControllerEvent, { type: T }>;

export interface Row<E = never> {
  readonly to: readonly TurnState[];
  /** What a reader of the diagram wants to know. */
  readonly means: string;
  readonly move: (event: E, nowMs: number) => Move;
}

export type Rows = { readonly [T in Trigger]?: Row<EventOf<T>> };

/** Rows for what is noticed and moves nothing by itself (attention.ts). */
export const noted = (here: TurnState) => ({ to: [here], move: () => stay });

/** Rows that change nothing, so that what may well happen is not logged as refused. */
export const ignored = (here: TurnState, means: string) => ({
  to: [here],
  means,
  move: () => (state: ControllerState) => stay(state),
});
