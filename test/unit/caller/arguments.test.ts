import { describe, expect, it } from 'vitest';
import { parseCallArguments } from '#src/caller/arguments.js';

const uri = 'sip:100@127.0.0.1';

describe('the command line of undertone call', () => {
  it('keeps the steps in the order they were written, repeated ones included', () => {
    const line = `--wait-reply --say hello --barge-in-after 300 --say wait --dtmf 12# --play a.wav --wait 50 --wait-reply --wait-bye`;
    expect(parseCallArguments([...line.split(' '), uri]).script).toEqual([
      { kind: 'wait-reply' },
      { kind: 'say', text: 'hello', language: 'en' },
      { kind: 'barge-in-after', afterMs: 300 },
      { kind: 'say', text: 'wait', language: 'en' },
      { kind: 'dtmf', digits: '12#' },
      { kind: 'play', file: 'a.wav' },
      { kind: 'wait', durationMs: 50 },
      { kind: 'wait-reply' },
      { kind: 'wait-bye' },
    ]);
  });

  it('speaks each text in the language named last before it', () => {
    const { script } = parseCallArguments([
      uri,
      '--say',
      'a',
      '--language',
      'yue',
      '--say',
      'b',
      '--language=cmn',
      '--say=c',
    ]);
    expect(script.map((step) => step.kind === 'say' && step.language)).toEqual(['en', 'yue', 'cmn']);
  });

  it('hears the greeting when there is no step', () => {
    expect(parseCallArguments([uri])).toEqual({
      uri,
      script: [{ kind: 'wait-reply' }],
      record: undefined,
      json: false,
      timeoutMs: 15_000,
      replySilenceMs: 700,
      from: undefined,
      codec: undefined,
      transport: 'udp',
    });
  });

  it('takes the options of the call', () => {
    const line = `--record r.wav --json --timeout 900 --reply-silence 400 --from sip:a@b --codec PCMU --transport tcp`;
    expect(parseCallArguments([uri, ...line.split(' ')])).toMatchObject({
      record: 'r.wav',
      json: true,
      timeoutMs: 900,
      replySilenceMs: 400,
      from: 'sip:a@b',
      codec: 'pcmu',
      transport: 'tcp',
    });
  });

  it.each([
    ['no URI', [], 'needs the SIP URI'],
    ['two URIs', [uri, 'sip:b@c'], 'only one'],
    ['something else than a SIP URI', ['http://x'], 'not a SIP URI'],
    ['an unknown option', [uri, '--sya', 'x'], '--sya'],
    ['a missing value', [uri, '--say'], '--say'],
    ['an empty text', [uri, '--say', ' '], 'needs a text'],
    ['a fraction of a millisecond', [uri, '--wait', '1.5'], 'whole milliseconds'],
    ['a wait of days', [uri, '--wait', '86400000'], 'whole milliseconds'],
    ['a key that no phone has', [uri, '--dtmf', '1x'], '--dtmf takes the keys'],
    ['a codec that is not G.711', [uri, '--codec', 'opus'], 'pcma, pcmu'],
    ['a language that nobody speaks here', [uri, '--language', 'tlh'], 'yue, cmn, en'],
    ['a barge-in with nothing to say', [uri, '--barge-in-after', '100', '--wait-reply'], 'must be followed by'],
    ['a step after hanging up', [uri, '--hang-up', '--say', 'x'], 'nothing can follow'],
  ])('refuses %s', (_name, argv, message) => {
    expect(() => parseCallArguments(argv)).toThrowError(expect.objectContaining({ code: 'CLI_USAGE' }));
    expect(() => parseCallArguments(argv)).toThrowError(message);
  });
});
