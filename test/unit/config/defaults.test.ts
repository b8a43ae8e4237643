import { expect, test } from 'vitest';
import { defaultFailoverRules } from '#src/agent/session-holder.js';
import { defaultRules } from '#src/agent/state.js';
import { parseConfig } from '#src/config/load.js';
import { defaultEarOptions } from '#src/media/ears/ear-options.js';

/** snake_case keys as the modules name them. */
const camelCase = (options: object) =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
      value,
    ]),
  );

const { config } = parseConfig(
  'routes: [{bot: demo}]\nbots: {demo: {dialogue: demo.yaml, greeting: {en: Hello}}}',
  'undertone.yaml',
  {},
);

test('a knob that is not turned has the value the module was measured with', () => {
  expect(camelCase(config.media.ears)).toEqual(defaultEarOptions);
  const { failoverMs, ...timing } = camelCase(config.bots.demo!.timing);
  expect(defaultRules).toMatchObject(timing);
  expect(defaultFailoverRules.firstAudioMs).toBe(failoverMs);
  expect(config.bots.demo?.max_call_minutes).toBe(defaultRules.callLimitMs / 60_000);
  expect(config.bots.demo?.max_engine_failures).toBe(defaultRules.failuresInARow);
});
