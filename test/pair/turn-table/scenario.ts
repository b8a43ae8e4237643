import { type TurnState, turnStates } from '#src/agent/state.js';
import type { Trigger } from '#src/agent/table/row.js';
import { turnTable } from '#src/agent/turn-table.js';
import type { RowName, RowStep } from './row-steps.js';
import type { Setting, Stage } from './stage.js';

/** The story of one row of the turn table. */
export interface Scenario {
  /** In words that a user of the telephone understands. */
  readonly tells: string;
  readonly setting?: Setting;
  /** Up to the moment. */
  readonly before?: (stage: Stage) => unknown;
  /** What takes the row, then or soon after. Without it time does. */
  readonly happens?: (stage: Stage) => unknown;
  /** Where the row leads here, when it may lead elsewhere too. */
  readonly leadsTo?: TurnState;
  /** What comes of it for the caller, the engine, the tools and the call. */
  readonly outcome: (stage: Stage) => unknown;
}

/** The scenarios of one state, each under its row's trigger. */
export type Scenarios = { readonly [T in Trigger]?: Scenario };

const soonMs = 8000;

/** Plays a scenario. @throws Error when another row than its own was taken at the moment */
export async function play(stage: Stage, row: RowName, { before, happens, leadsTo, outcome }: Scenario): Promise<void> {
  await before?.(stage);
  const mark = stage.steps.length;
  await happens?.(stage);
  const taken = (step: RowStep) => step.row === row && (leadsTo === undefined || step.turn === leadsTo);
  if (!(await stage.call.runUntil(() => stage.steps.slice(mark).some(taken), soonMs))) {
    const to = leadsTo === undefined ? '' : ` to ${leadsTo}`;
    throw new Error(`the row "${row}"${to} was not taken; taken were: ${stage.rowsSince(mark).join(' | ')}`);
  }
  await outcome(stage);
}

/** Rows of the table without a scenario, and scenarios without a row. */
export function mismatches(scenarios: Readonly<Record<TurnState, Scenarios>>): readonly string[] {
  return turnStates.flatMap((state) => {
    const rows = Object.keys(turnTable[state]);
    const told = Object.keys(scenarios[state]);
    return [
      ...rows.filter((row) => !told.includes(row)).map((row) => `no scenario for the row "${state}, ${row}"`),
      ...told.filter((row) => !rows.includes(row)).map((row) => `a scenario for "${state}, ${row}", which is no row`),
    ];
  });
}
