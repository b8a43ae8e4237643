import { describe, expect, test } from 'vitest';
import { parseConfig } from '#src/config/load.js';
import type { UndertoneError } from '#src/core/errors.js';

const bot = 'greeting: {en: Hello}';
const cloud = `
  cloud:
    family: realtime
    dialect: openai
    key: \${SPEECH_KEY}
    model: gpt-realtime`;

const config = (bots: string, engines = '') =>
  `routes: [{bot: demo}]
engines: {${engines === '' ? '}' : ''}${engines}
bots: {demo: {${bots}}}`.replace('engines: {\n', 'engines:\n');

function problems(text: string, environment = {}): string {
  try {
    parseConfig(text, 'undertone.yaml', environment);
    return '';
  } catch (thrown) {
    return (thrown as UndertoneError).message;
  }
}

describe('the engines of a bot', () => {
  test('are the embedded one where nothing is said', () => {
    const { config: parsed } = parseConfig(config(`dialogue: d.yaml, ${bot}`), 'undertone.yaml', {});
    expect(parsed.bots.demo?.engines).toEqual(['local']);
  });

  test('are named in their order; the key comes from the environment and is shown nowhere', () => {
    const text = config(`dialogue: d.yaml, engines: [cloud, local], ${bot}`, cloud);
    const { config: parsed } = parseConfig(text, 'undertone.yaml', { SPEECH_KEY: 'sk-very-secret' });
    expect(parsed.bots.demo?.engines).toEqual(['cloud', 'local']);
    expect(parsed.engines.cloud).toMatchObject({ family: 'realtime', model: 'gpt-realtime' });
    expect(JSON.stringify(parsed)).not.toContain('sk-very-secret');
    expect(problems(text)).toMatch(/undertone.yaml:6:10: engines.cloud.key: .*SPEECH_KEY is not set/);
  });

  test('need no dialogue without the embedded one, and one with it', () => {
    const environment = { SPEECH_KEY: 'x' };
    expect(problems(config(`engines: [cloud], ${bot}`, cloud), environment)).toBe('');
    expect(problems(config(`engines: [cloud, local], ${bot}`, cloud), environment)).toMatch(/dialogue: is needed by/);
  });

  test('that are not there are said with their place and the nearest name', () => {
    expect(problems(config(`engines: [clowd], ${bot}`, cloud), { SPEECH_KEY: 'x' })).toMatch(
      /undertone.yaml:8:25: bots.demo.engines\[0\]: there is no engine "clowd".*cloud.*\[CONFIG_BAD_REFERENCE\]/,
    );
  });

  test('are not named twice, and nobody else is called local', () => {
    const environment = { SPEECH_KEY: 'x' };
    expect(problems(config(`engines: [cloud, cloud], ${bot}`, cloud), environment)).toMatch(/"cloud" is there twice/);
    const local = cloud.replace('cloud:', 'local:');
    expect(problems(config(`dialogue: d.yaml, ${bot}`, local), environment)).toMatch(/give this one another name/);
  });

  test('of a family that is not there are refused with those that are', () => {
    const text = config(`engines: [cloud], ${bot}`, cloud.replace('family: realtime', 'family: realtimes'));
    expect(problems(text, { SPEECH_KEY: 'x' })).toMatch(/engines.cloud.family: .*"realtime"/);
  });
});
