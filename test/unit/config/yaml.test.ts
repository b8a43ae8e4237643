import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Problem } from '#src/config/problem.js';
import { loadYaml, parseYaml } from '#src/config/yaml.js';
import { UndertoneError } from '#src/core/errors.js';

const schema = z
  .strictObject({
    listeners: z
      .array(z.strictObject({ protocol: z.enum(['udp', 'tcp']), port: z.int().min(1).max(65535).default(5060) }))
      .default([]),
    endpoint: z.union([z.literal('embedded'), z.strictObject({ host: z.string(), port: z.int() })]).default('embedded'),
    bots: z
      .record(z.string().regex(/^[a-z]+$/, 'lower-case letters only'), z.strictObject({ voice: z.string() }))
      .default({}),
    bot: z.string().optional(),
    step: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('say'), text: z.string() }),
        z.strictObject({ kind: z.literal('ask'), slot: z.string() }),
      ])
      .optional(),
  })
  .superRefine(
    (value, context) => {
      const names = Object.keys(value?.bots ?? {});
      if (typeof value?.bot !== 'string' || names.includes(value.bot)) return;
      context.addIssue({
        code: 'custom',
        path: ['bot'],
        message: `no bot "${value.bot}"`,
        params: { candidates: names },
      });
    },
    { when: () => true },
  );

function problemsOf(text: string): readonly Problem[] {
  try {
    parseYaml(schema, text, 'test.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(UndertoneError);
    return (error as UndertoneError).details.problems as readonly Problem[];
  }
  return [];
}

describe('a good file', () => {
  test('is parsed, completed with defaults and frozen to its depth', () => {
    const value = parseYaml(schema, 'listeners:\n  - protocol: udp\n', 'test.yaml');
    expect(value).toEqual({ listeners: [{ protocol: 'udp', port: 5060 }], endpoint: 'embedded', bots: {} });
    expect(Object.isFrozen(value.listeners[0])).toBe(true);
  });

  test('may use anchors', () => {
    const value = parseYaml(schema, 'bots:\n  a: &one {voice: x}\n  b: *one\n', 'test.yaml');
    expect(value.bots).toEqual({ a: { voice: 'x' }, b: { voice: 'x' } });
  });
});

describe('a bad file', () => {
  test('an unknown key is named with line, column and the nearest valid key', () => {
    expect(problemsOf('bots:\n  demo:\n    voise: x\n    voice: x\n')).toEqual([
      {
        code: 'CONFIG_UNKNOWN_KEY',
        file: 'test.yaml',
        line: 3,
        column: 5,
        path: 'bots.demo.voise',
        message: 'unknown key "voise"; did you mean "voice"?',
        suggestion: 'voice',
      },
    ]);
  });

  test('an unknown key near nothing lists what is valid', () => {
    expect(problemsOf('zebra: 1')[0]?.message).toBe(
      'unknown key "zebra"; valid keys: listeners, endpoint, bots, bot, step',
    );
  });

  test('an unknown key in a member of a union finds the right member', () => {
    expect(problemsOf('endpoint: {hots: a, port: 1}').map((problem) => problem.message)).toEqual([
      'missing; expected a string',
      'unknown key "hots"; did you mean "host"?',
    ]);
    expect(problemsOf('step: {kind: say, text: a, txet: b}')[0]?.suggestion).toBe('text');
  });

  test('a bad value says what is allowed', () => {
    const [problem] = problemsOf('listeners:\n  - protocol: upd\n');
    expect(problem).toMatchObject({ code: 'CONFIG_BAD_VALUE', line: 2, column: 15, path: 'listeners[0].protocol' });
    expect(problem?.message).toBe('must be one of udp, tcp, got "upd"; did you mean "udp"?');
    expect(problemsOf('listeners: [{protocol: udp, port: 70000}]')[0]?.message).toBe(
      'must be at most 65535, got 70000',
    );
    expect(problemsOf('endpoint: embeded')[0]).toMatchObject({
      message: 'expected "embedded" or a mapping, got "embeded"',
      suggestion: 'embedded',
    });
    expect(problemsOf('step: {kind: sya}')[0]?.message).toBe('must be one of say, ask, got "sya"; did you mean "say"?');
    expect(problemsOf('bot: 1000')[0]?.message).toBe('expected a string, got 1000; put it in quotes');
    expect(problemsOf('bots: {Demo: {voice: x}}')[0]?.message).toBe('bad name "Demo": lower-case letters only');
  });

  test('a reference to nothing names the nearest name', () => {
    expect(problemsOf('bots: {billing: {voice: x}}\nbot: biling')).toEqual([
      expect.objectContaining({
        code: 'CONFIG_BAD_REFERENCE',
        line: 2,
        column: 6,
        message: 'no bot "biling"; did you mean "billing"?',
      }),
    ]);
  });

  test('every problem is reported at once, in the order of the file', () => {
    const problems = problemsOf('bot: x\nzebra: 1\nlisteners: [{protocol: 1}]\nbots: {a: {}}\n');
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [1, 'CONFIG_BAD_REFERENCE'],
      [2, 'CONFIG_UNKNOWN_KEY'],
      [3, 'CONFIG_BAD_VALUE'],
      [4, 'CONFIG_BAD_VALUE'],
    ]);
  });

  test.each([
    ['a broken flow sequence', 'listeners: [1', 'CONFIG_SYNTAX'],
    ['a key twice', 'bot: a\nbot: b', 'CONFIG_SYNTAX'],
    ['two documents', 'bot: a\n---\nbot: b', 'CONFIG_SYNTAX'],
    ['an unknown tag', 'bot: !!js/function x', 'CONFIG_SYNTAX'],
    ['an unknown anchor', 'bot: *nobody', 'CONFIG_SYNTAX'],
    ['an alias to what contains it', 'bots: &a {b: *a}', 'CONFIG_SYNTAX'],
    ['a list as a key', '? [1]\n: 2', 'CONFIG_SYNTAX'],
    ['a million brackets', '['.repeat(1_000_000), 'CONFIG_SYNTAX'],
    ['a million dashes', '- '.repeat(500_000), 'CONFIG_SYNTAX'],
    ['a text over the limit', '#'.repeat(1_100_000), 'CONFIG_SYNTAX'],
    ['a list instead of a mapping', '- a', 'CONFIG_BAD_VALUE'],
    ['nothing', '', 'CONFIG_BAD_VALUE'],
    ['__proto__', '__proto__: {bot: x}', 'CONFIG_UNKNOWN_KEY'],
  ])('%s is refused', (_name, text, code) => {
    expect(problemsOf(text)[0]?.code).toBe(code);
  });

  test('aliases that grow out of proportion are refused', () => {
    const levels = Array.from({ length: 12 }, (_, n) => `a${n}: &a${n} [${`*a${n - 1},`.repeat(9)}]`).slice(1);
    expect(problemsOf(`a0: &a0 [x]\n${levels.join('\n')}`)[0]?.code).toBe('CONFIG_SYNTAX');
  });

  test('a text of nothing but mistakes is cut to fifty of them', () => {
    const text = Array.from({ length: 500 }, (_, n) => `key${n}: 1`).join('\n');
    expect(() => parseYaml(schema, text, 'test.yaml')).toThrow(/and 450 more$/);
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-yaml-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('that is not there, or is not text, is a CONFIG_FILE error', () => {
    expect(() => loadYaml(schema, join(folder, 'missing.yaml'))).toThrow(/cannot be read/);
    writeFileSync(join(folder, 'binary.yaml'), Buffer.from([0x62, 0xff, 0xfe]));
    expect(() => loadYaml(schema, join(folder, 'binary.yaml'))).toThrow(/cannot be read/);
    expect(() => loadYaml(schema, folder)).toThrow(/cannot be read/);
  });

  test('with a byte order mark and CRLF line ends is read', () => {
    writeFileSync(join(folder, 'dos.yaml'), '\ufefflisteners:\r\n  - protocol: udp\r\n');
    expect(loadYaml(schema, join(folder, 'dos.yaml')).listeners).toHaveLength(1);
  });
});

test('garbage is a value or an UndertoneError with a place, never anything else', () => {
  const fragment = fc.constantFrom(
    ...['bots', 'listeners', 'bot', ':', ': ', '- ', '\n', '\n  ', '[', ']', '{', '}', '&a', ' *a', '!!int ', '"', "'"],
    ...[
      '|',
      '>',
      '#',
      '?',
      '%',
      '---',
      '\t',
      '\0',
      '\u2028',
      '<<',
      '__proto__',
      'constructor',
      '~',
      '0x1F',
      '.nan',
      '𠮷',
    ],
  );
  const text = fc.oneof(
    fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, (garbage) => {
      for (const problem of problemsOf(garbage)) {
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.column).toBeGreaterThan(0);
        expect(problem.code).toMatch(/^CONFIG_/);
      }
    }),
    { numRuns: 2000 },
  );
});
