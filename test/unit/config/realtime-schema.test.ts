import { expect, test } from 'vitest';
import { realtimeSchema } from '#src/config/engines/realtime-schema.js';
import { parseYaml } from '#src/config/yaml.js';
import { realtimeDialectNames } from '#src/engines/realtime/dialects.js';

const environment = { SPEECH_KEY: 'sk-1' };
const parse = (text: string) => parseYaml(realtimeSchema(environment), `family: realtime\n${text}`, 'engine.yaml');

test('a vendor needs its name, a model and a key', () => {
  const parsed = parse(`dialect: openai\nmodel: gpt-realtime\nkey: "\${SPEECH_KEY}"`);
  expect(parsed).toMatchObject({ connect_ms: 3_000, first_ms: 8_000, idle_ms: 5_000, max_reply_ms: 120_000 });
  expect(parsed.key?.reveal()).toBe('sk-1');
  expect(() => parse('dialect: openai')).toThrow(/model/);
  expect(() => parse('dialect: openai\nmodel: m\nkey: sk-1')).toThrow(/never written into this file/);
  expect(() => parse('dialect: openai\nmodel: m\nurl: "http://a"')).toThrow(/ws or wss/);
});

test('every dialect that there is can be configured', () => {
  for (const dialect of realtimeDialectNames) expect(parse(`dialect: ${dialect}\nmodel: m`).dialect).toBe(dialect);
});

test('an engine that takes the turns itself cannot be told otherwise', () => {
  expect(parse('dialect: doubao-duplex\nmodel: m\nturns: engine').turns).toBe('engine');
  expect(() => parse('dialect: doubao-duplex\nmodel: m\nturns: controller')).toThrow(/takes the turns itself/);
});
