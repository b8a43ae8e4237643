import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TurnState } from '#src/agent/state.js';
import type { Trigger } from '#src/agent/table/row.js';
import { play, type Scenario, type Scenarios } from './scenario.js';
import { Props, Stage } from './stage.js';

/** A test for each scenario of a state. */
export function playAll(state: TurnState, scenarios: Scenarios): void {
  let props: Props;
  beforeAll(async () => {
    props = await Props.make();
  });
  afterAll(() => props.model.close());

  const stories = Object.entries(scenarios) as [Trigger, Scenario][];
  test.each(stories.map(([trigger, scenario]) => ({ trigger, tells: scenario.tells, scenario })))(
    `${state}, $trigger: $tells`,
    async ({ trigger, scenario }) => {
      const stage = await Stage.open(props, scenario.setting ?? {});
      try {
        await play(stage, `${state}, ${trigger}`, scenario);
        expect(stage.refused, 'events that no row was there for').toEqual([]);
      } finally {
        await stage.close();
      }
    },
  );
}
