import { expect, test } from 'vitest';
import { defaultSystem1Rules } from '#src/agent/system1/system1-rules.js';
import { system1Schema } from '#src/config/system1-schema.js';

test('a knob of what the bot does at once has the value of the rules when it is not turned', () => {
  const camelCase = Object.entries(system1Schema.parse({})).map(([key, value]) => [
    key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
    value,
  ]);
  // Whether the bot opens its turns depends on its patience.
  expect(Object.fromEntries(camelCase)).toEqual({ ...defaultSystem1Rules, opener: undefined });
});
