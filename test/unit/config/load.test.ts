import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadConfig, parseConfig } from '#src/config/load.js';
import type { Problem } from '#src/config/problem.js';
import { routingOptions } from '#src/config/routing.js';
import { UndertoneError } from '#src/core/errors.js';
import { route, routingTable } from '#src/sip/route.js';

const minimal = `
routes: [{bot: demo}]
bots:
  demo: {dialogue: demo.yaml, greeting: {en: Hello}}
`;

function problemsOf(text: string, environment = {}): readonly Problem[] {
  try {
    parseConfig(text, 'undertone.yaml', environment);
  } catch (error) {
    expect(error).toBeInstanceOf(UndertoneError);
    return (error as UndertoneError).details.problems as readonly Problem[];
  }
  return [];
}

const messages = (text: string) => problemsOf(text).map(({ path, message }) => `${path}: ${message}`);

describe('the configuration', () => {
  test('that is shipped is valid, and 1000, 1001 and 1002 reach the bots of the three languages', () => {
    const { config, resolve } = loadConfig('config/undertone.yaml', {});
    const table = routingTable(routingOptions(config));
    const botFor = (calledUser: string, sourceAddress = '127.0.0.1') => {
      const decision = route(table, { sourceAddress, calledUser, callerUser: 'ann', wallMs: 0 });
      return decision.outcome === 'bot' ? config.bots[decision.bot]?.languages[0] : decision.code;
    };
    expect(['1000', '1001', '1002', '1003'].map((user) => botFor(user))).toEqual(['en', 'yue', 'cmn', 'SIP_NO_ROUTE']);
    expect(botFor('1000', '192.168.1.20')).toBe('en');
    expect(botFor('1000', '198.51.100.1')).toBe('SIP_FORBIDDEN');
    expect(resolve('dialogues/carrier.yaml')).toMatch(/\/config\/dialogues\/carrier\.yaml$/);
  });

  test('needs only a route and a bot; everything else has a default', () => {
    const { config } = parseConfig(minimal, 'undertone.yaml', {});
    expect(config.sip).toMatchObject({ drachtio: 'embedded', allow_private: true });
    expect(config.sip.listeners.map(({ protocol, port }) => `${protocol}:${port}`)).toEqual(['udp:5060', 'tcp:5060']);
    expect(config.bots.demo).toMatchObject({ engines: ['local'], languages: ['en'], max_call_minutes: 30 });
    expect(config.bots.demo?.patience).toBe('balanced');
    expect(Object.isFrozen(config.bots.demo?.timing)).toBe(true);
  });

  test('carries days, hours and timezone to the route', () => {
    const night = "routes: [{bot: demo, days: [fri], hours: ['22:00-06:00'], timezone: Asia/Hong_Kong}]";
    const { config } = parseConfig(minimal.replace('routes: [{bot: demo}]', night), 'undertone.yaml', {});
    const table = routingTable(routingOptions(config));
    const at = (iso: string) =>
      route(table, { sourceAddress: '::1', calledUser: 'x', callerUser: 'y', wallMs: Date.parse(iso) }).outcome;
    expect(at('2026-11-06T23:00:00+08:00')).toBe('bot');
    expect(at('2026-11-07T05:59:00+08:00')).toBe('bot');
    expect(at('2026-11-07T23:00:00+08:00')).toBe('refused');
  });
});

describe('a mistake is told with the way out', () => {
  test('a route to a bot, a trunk or a tool set that is not there', () => {
    const text = `
routes: [{bot: dmeo, trunk: carier}]
trunks: [{name: carrier, sources: [192.0.2.1]}]
bots:
  demo: {dialogue: demo.yaml, greeting: {en: Hello}, tools: [biling]}
tools: {billing: {openapi: back_office}}
`;
    expect(problemsOf(text).map(({ code, line, column, message }) => `${code} ${line}:${column} ${message}`)).toEqual([
      'CONFIG_BAD_REFERENCE 2:16 there is no bot "dmeo"; did you mean "demo"?',
      'CONFIG_BAD_REFERENCE 2:29 there is no trunk "carier"; did you mean "carrier"?',
      'CONFIG_BAD_REFERENCE 5:62 there is no tool set "biling"; did you mean "billing"?',
    ]);
  });

  test.each([
    ['an unknown key', 'sip: {lisenners: []}', 'sip.lisenners: unknown key "lisenners"; did you mean "listeners"?'],
    ['an address', 'media: {address: localhost}', 'media.address: must be an IPv4 or IPv6 address'],
    [
      'a network',
      'trunks: [{name: a, sources: [10.0.0.0/33]}]',
      'trunks[0].sources[0]: must be an IP address or a network such as 10.0.0.0/8',
    ],
    [
      'a port range upside down',
      'media: {port_range: {first: 20000, last: 10000}}',
      'media.port_range.last: must be more than first (20000)',
    ],
    [
      'ears that never fall silent',
      'media: {ears: {offset_threshold: 0.9}}',
      'media.ears.offset_threshold: must be less than onset_threshold',
    ],
    [
      'two trunks of one name',
      'trunks: [{name: a, sources: [192.0.2.1]}, {name: a, sources: [192.0.2.2]}]',
      'trunks[1].name: there are two trunks "a"',
    ],
    [
      'a tool API that is neither',
      'tools: {crm: {openapi: ftp://x/}}',
      'tools.crm.openapi: must be an http or https URL',
    ],
    [
      'a back office that is off',
      'tools: {crm: {openapi: back_office}}\nback_office: {enabled: false}',
      'tools.crm.openapi: back_office is not enabled; give the URL of an OpenAPI document',
    ],
    [
      'a literal secret',
      'sip: {drachtio: {host: h, secret: cymru}}',
      `sip.drachtio.secret: a secret is never written into this file: name an environment variable, such as \${MY_SECRET}`,
    ],
    [
      'a secret that is not set',
      `sip: {drachtio: {host: h, secret: "\${NOT_SET}"}}`,
      'sip.drachtio.secret: the environment variable NOT_SET is not set',
    ],
  ])('%s', (_name, line, message) => {
    expect(messages(`${minimal}${line}`)).toEqual([message]);
  });

  test.each([
    [
      'a number out of quotes',
      '{called: 1000, bot: demo}',
      'routes[0].called: expected a string, got 1000; put it in quotes',
    ],
    [
      'a broken regular expression',
      "{called: '/(/', bot: demo}",
      'routes[0].called: must be a number, a beginning such as +852*, or a regular expression between slashes',
    ],
    [
      'a timezone',
      '{timezone: Hongkong/Asia, bot: demo}',
      'routes[0].timezone: must be an IANA timezone such as Asia/Hong_Kong',
    ],
    [
      'hours',
      '{hours: [9-18], bot: demo}',
      'routes[0].hours[0]: must be two different times of day, such as 09:00-18:00 or 22:00-06:00',
    ],
    [
      'a day',
      '{days: [monday], bot: demo}',
      'routes[0].days[0]: must be one of mon, tue, wed, thu, fri, sat, sun, got "monday"',
    ],
  ])('%s', (_name, route, message) => {
    expect(messages(minimal.replace('{bot: demo}', route))).toEqual([message]);
  });

  test('a greeting that is missing in the language a call begins in', () => {
    expect(messages(minimal.replace('{dialogue', '{languages: [yue, en], dialogue'))).toEqual([
      'bots.demo.greeting: has no text in yue, the language a call begins in',
    ]);
    expect(messages(minimal.replace('{dialogue', '{language: cmn, dialogue'))[0]).toBe(
      'bots.demo.language: must be one of `languages`',
    );
  });
});

test('a secret comes from the environment and shows in no log', () => {
  const text = `${minimal}sip: {drachtio: {host: h, secret: "\${DRACHTIO_SECRET}"}}`;
  const { drachtio } = parseConfig(text, 'undertone.yaml', { DRACHTIO_SECRET: 'hunter2' }).config.sip;
  if (drachtio === 'embedded') throw new Error('the server was not read');
  expect(drachtio.secret.reveal()).toBe('hunter2');
  expect(`${drachtio.secret} ${JSON.stringify(drachtio)} ${inspect(drachtio)}`).not.toContain('hunter2');
});

test('the shipped configuration, broken anywhere, is refused by name or still valid', () => {
  const text = readFileSync('config/undertone.yaml', 'utf8');
  const noise = fc.constantFrom(
    ' ',
    '\n',
    '\t',
    ':',
    '-',
    '{',
    '}',
    '[',
    ']',
    '"',
    '*',
    '&a ',
    '!',
    '1',
    'é',
    '- ',
    ': ',
  );
  const edit = fc.tuple(fc.nat(text.length), fc.nat(30), fc.array(noise, { maxLength: 5 }));
  fc.assert(
    fc.property(edit, ([start, length, insert]) => {
      problemsOf(text.slice(0, start) + insert.join('') + text.slice(start + length));
    }),
    { numRuns: 150 },
  );
});
