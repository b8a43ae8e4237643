import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCommand } from '#src/cli/commands.js';

async function undertone(...argv: string[]) {
  const out: string[] = [];
  const noted: string[] = [];
  const status = await runCommand(argv, {
    out: (text) => out.push(text),
    note: (text) => noted.push(text),
    stop: new AbortController().signal,
    interactive: false,
    environment: {},
  });
  return { status, out: out.join('\n'), noted: noted.join('\n') };
}

describe('a command line that cannot be understood is refused with status 2', () => {
  test.each([
    ['no command', [], 'which command?'],
    ['a misspelt command', ['chekc'], 'unknown command "chekc"; did you mean "check"?'],
    ['no such command', ['dance'], 'there are: start, check, explain, call, replay, mood, models'],
    ['a name from every object', ['constructor'], 'unknown command "constructor"'],
    [
      'a misspelt option',
      ['explain', 'sip:1@h', '--sorce', '10.0.0.1'],
      'unknown option --sorce; did you mean --source?',
    ],
    ['an option without its value', ['explain', 'sip:1@h', '--at'], '--at'],
    ['one argument too many', ['check', 'a.yaml', 'b.yaml'], 'what is "b.yaml" for?'],
    ['an address that is none', ['explain', '1000'], 'which address?'],
    ['a source that is no IP address', ['explain', 'sip:1@h', '--source', 'home'], '--source takes an IP address'],
    ['a time that is none', ['explain', 'sip:1@h', '--at', 'noon'], '--at takes a time'],
    ['models without what to do', ['models'], 'models list, models pull, or models verify?'],
    ['an unknown model', ['models', 'pull', 'skynet'], 'has no model skynet'],
    ['replay without a log', ['replay'], 'which log?'],
    ['mood without a recording', ['mood'], 'which recordings?'],
    ['mood of what is no recording', ['mood', 'package.json'], 'cannot read package.json'],
    ['start with a drain time that is none', ['start', '--drain', 'soon'], '--drain takes seconds'],
  ])('%s', async (_name, argv, complaint) => {
    const { status, out, noted } = await undertone(...argv);
    expect([status, out]).toEqual([2, '']);
    expect(noted).toContain(complaint);
  });
});

test.each(['start', 'check', 'explain', 'call', 'replay', 'models'])(
  '%s --help says how it is used',
  async (command) => {
    const { status, out } = await undertone(command, '--help');
    expect(status).toBe(0);
    expect(out).toMatch(new RegExp(`^undertone ${command}`));
  },
);

test('--help lists the commands, --version the version', async () => {
  expect((await undertone('--help')).out).toContain('explain <sip-uri>');
  expect((await undertone('--version')).out).toMatch(/^\d+\.\d+\.\d+$/);
});

describe('check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-check-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('finds the configuration that is shipped fine, with its dialogue', async () => {
    expect(await undertone('check')).toEqual({
      status: 0,
      out: 'config/undertone.yaml: fine (3 routes, 0 trunks, 3 bots, 1 tool set, 0 engines, 1 dialogue)',
      noted: '',
    });
  });

  test('says which speech models are not there, with the place where they are named', async () => {
    const text = readFileSync('config/undertone.yaml', 'utf8').replaceAll(
      'dialogues/',
      `${resolve('config/dialogues')}/`,
    );
    const file = write('models.yaml', `${text}\nrecognition:\n  yue: ./cantonese\n  cmn: mandarin\n`);
    const lines = text.split('\n').length;
    const { status, out, noted } = await undertone('check', file);
    expect([status, out]).toEqual([1, '']);
    expect(noted).toContain(`${file}:${lines + 2}:8: recognition.yue: there is no folder`);
    expect(noted).toContain('[MODEL_MISSING]');
    expect(noted).toMatch(/recognition\.cmn: .*manifest\.yaml has no model "mandarin"; .*\[CONFIG_BAD_REFERENCE\]/);
  });

  test('names every problem of a configuration, one a line, with its place', async () => {
    const file = write(
      'bad.yaml',
      'routes:\n  - bto: demo\n    bot: demmo\nbots:\n  demo: {dialogue: d.yaml, greeting: {en: Hi}}\n',
    );
    const { status, noted } = await undertone('check', file);
    expect(status).toBe(1);
    expect(noted.split('\n')).toEqual([
      `${file}:2:5: routes[0].bto: unknown key "bto"; did you mean "bot"? [CONFIG_UNKNOWN_KEY]`,
      `${file}:3:10: routes[0].bot: there is no bot "demmo"; did you mean "demo"? [CONFIG_BAD_REFERENCE]`,
    ]);
  });

  test('warns of Mandarin where Cantonese is to be spoken, with its place', async () => {
    const file = write(
      'mandarin.yaml',
      [
        'routes: [{bot: demo}]',
        `bots: { demo: { dialogue: ${resolve('config/dialogues/carrier.yaml')}, languages: [yue], greeting: {`,
        '  yue: 您好，請問有什麼可以幫您？ },',
        '  phrases: { look_up: { yue: [等我睇吓先。, 让我看看。], cmn: [让我看看。] } } } }',
        '',
      ].join('\n'),
    );
    const { status, noted } = await undertone('check', file);
    expect(status).toBe(0);
    expect(noted.split('\n')).toEqual([
      `${file}:3:8: bots.demo.greeting.yue: warning: reads like Mandarin, not Cantonese`,
      `${file}:4:39: bots.demo.phrases.look_up.yue[1]: warning: has the simplified character 让`,
    ]);
  });

  test('looks into the dialogues too', async () => {
    write('dialogue.yaml', 'languages: [en]\nprompst: {}\n');
    const config = 'routes: [{bot: demo}]\nbots: {demo: {dialogue: dialogue.yaml, greeting: {en: Hi}}}\n';
    const broken = await undertone('check', write('good.yaml', config));
    expect(broken.status).toBe(1);
    expect(broken.noted).toMatch(/dialogue\.yaml:2:1: prompst: unknown key "prompst"; did you mean "prompts"\?/);
    const missing = await undertone('check', write('missing.yaml', config.replace('dialogue.yaml', 'nowhere.yaml')));
    expect(missing.noted).toMatch(/nowhere\.yaml: cannot be read/);
  });

  test('of a file that is not there says so', async () => {
    const { status, noted } = await undertone('check', join(folder, 'none.yaml'));
    expect([status, noted]).toEqual([1, expect.stringContaining('cannot be read')]);
  });
});

describe('explain', () => {
  test('says which bot answers, and every step of why', async () => {
    const { status, out } = await undertone('explain', 'sip:1001@127.0.0.1', '--at', '2026-11-20T09:30:00+08:00');
    expect(status).toBe(0);
    expect(out.split('\n')).toEqual([
      'call to "1001" from "anonymous", source 127.0.0.1, at 2026-11-20T01:30:00.000Z',
      '  yes  private sources: 127.0.0.1 is loopback or private, which is allowed',
      "  no   route english: called '1001' does not match '1000'",
      '  yes  route cantonese: every condition holds: bot carrier-cantonese answers',
      'answered by bot carrier-cantonese (route cantonese)',
      '  engines: local (dialogue dialogues/carrier.yaml)',
      '  begins in yue, speaks yue, cmn, en',
      '  tools: carrier; transfer: sip:agent@127.0.0.1:5090',
    ]);
  });

  test('says with what status a call is refused, and exits with 1', async () => {
    const stranger = await undertone('explain', 'sip:1000@127.0.0.1', '--source', '198.51.100.9');
    expect([stranger.status, stranger.out]).toEqual([1, expect.stringContaining('refused with 403')]);
    const unknown = await undertone('explain', 'sip:5555@127.0.0.1');
    expect([unknown.status, unknown.out]).toEqual([1, expect.stringContaining('refused with 404')]);
  });
});
