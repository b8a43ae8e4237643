/** The command line of `undertone call`: options in any order, steps in the order they were written. */
import { parseArgs } from 'node:util';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import { type Language, languages } from '../core/language.js';
import { checkScript, type Step } from './step.js';

export interface CallArguments {
  readonly uri: string;
  readonly script: readonly Step[];
  readonly record: string | undefined;
  readonly json: boolean;
  readonly timeoutMs: number;
  readonly replySilenceMs: number;
  /** From URI; undefined leaves it to the command. */
  readonly from: string | undefined;
  readonly codec: 'pcma' | 'pcmu' | undefined;
  readonly transport: 'udp' | 'tcp';
}

export const usage = `undertone call <sip-uri> [step ...] [option ...]

Places a SIP call, holds the scripted conversation and prints what was measured on the wire.
Steps are done in the order they are written, and any of them may be repeated:
  --say TEXT            speak TEXT in the language of the last --language
  --language TAG        ${languages.join(', ')}; for the --say that follow (default en)
  --play FILE.wav       play a WAV file
  --dtmf DIGITS         press keys (RFC 4733)
  --wait-reply          wait until the bot has replied and is silent again
  --barge-in-after MS   begin the next step MS after the bot became audible
  --wait MS             keep silent for MS
  --hang-up             hang up; a script that ends without it hangs up too
  --wait-bye            wait until the bot hangs up
Without a step the call hears the greeting (--wait-reply).
Options:
  --record FILE.wav     record the call in stereo: caller left, bot right
  --json                print the timeline as JSON
  --timeout MS          longest wait for the answer, for a reply to begin, for the BYE (default 15000)
  --reply-silence MS    silence after which a reply is over (default 700)
  --from URI            caller's address
  --codec pcma|pcmu     offer only this codec
  --transport udp|tcp   default udp
  --help                show this
Exit status: 0 the script was done; 1 the call failed or ended early; 2 the command line is wrong.`;

const codecNames = ['pcma', 'pcmu'] as const;
const transports = ['udp', 'tcp'] as const;
const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const stepOptions = {
  say: { ...text, multiple: true },
  language: { ...text, multiple: true },
  play: { ...text, multiple: true },
  dtmf: { ...text, multiple: true },
  wait: { ...text, multiple: true },
  'barge-in-after': { ...text, multiple: true },
  'wait-reply': { ...flag, multiple: true },
  'hang-up': { ...flag, multiple: true },
  'wait-bye': { ...flag, multiple: true },
} as const;
const callOptions = {
  record: text,
  json: flag,
  timeout: text,
  'reply-silence': text,
  from: text,
  codec: text,
  transport: text,
} as const;

type Token = { readonly kind: string; readonly name?: string; readonly value?: string | undefined };

/** @throws UndertoneError CLI_USAGE */
export function parseCallArguments(argv: readonly string[]): CallArguments {
  const { values, positionals, tokens } = parse(argv);
  const [uri, ...rest] = positionals;
  if (uri === undefined) throw wrong('undertone call needs the SIP URI to call');
  if (rest.length > 0) throw wrong(`only one SIP URI can be called; "${rest[0]}" is too much`);
  if (!/^sip:[^\s<>]+$/i.test(uri)) throw wrong(`"${uri}" is not a SIP URI, such as sip:100@127.0.0.1:5060`);
  const steps = scriptOf(tokens);
  const script: readonly Step[] = steps.length > 0 ? steps : [{ kind: 'wait-reply' }];
  checkScript(script);
  return {
    uri,
    script,
    record: values.record,
    json: values.json ?? false,
    timeoutMs: values.timeout === undefined ? 15_000 : milliseconds('timeout', values.timeout),
    replySilenceMs:
      values['reply-silence'] === undefined ? 700 : milliseconds('reply-silence', values['reply-silence']),
    from: values.from,
    codec: values.codec === undefined ? undefined : oneOf('codec', values.codec, codecNames),
    transport: values.transport === undefined ? 'udp' : oneOf('transport', values.transport, transports),
  };
}

function parse(argv: readonly string[]) {
  try {
    const options = { ...stepOptions, ...callOptions };
    return parseArgs({ args: [...argv], options, allowPositionals: true, tokens: true });
  } catch (thrown) {
    throw wrong(asUndertoneError(thrown).message);
  }
}

function scriptOf(tokens: readonly Token[]): Step[] {
  const script: Step[] = [];
  let language: Language = 'en';
  for (const { kind, name, value } of tokens) {
    if (kind !== 'option' || name === undefined) continue;
    if (name === 'language') language = oneOf(name, value ?? '', languages);
    else if (name in stepOptions) script.push(stepOf(name, value ?? '', language));
  }
  return script;
}

function stepOf(name: string, value: string, language: Language): Step {
  switch (name) {
    case 'say':
      if (value.trim() === '') throw wrong('--say needs a text');
      return { kind: 'say', text: value, language };
    case 'play':
      return { kind: 'play', file: value };
    case 'dtmf':
      return { kind: 'dtmf', digits: value.toUpperCase() };
    case 'wait':
      return { kind: 'wait', durationMs: milliseconds(name, value) };
    case 'barge-in-after':
      return { kind: 'barge-in-after', afterMs: milliseconds(name, value) };
    default:
      return { kind: name as 'wait-reply' | 'hang-up' | 'wait-bye' };
  }
}

const longestMs = 3_600_000;

function milliseconds(name: string, value: string): number {
  const ms = Number(value);
  if (/^\d+$/.test(value) && ms <= longestMs) return ms;
  throw wrong(`--${name} takes whole milliseconds from 0 to ${longestMs}; got "${value}"`);
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value.toLowerCase());
  if (found === undefined) throw wrong(`--${name} takes ${allowed.join(', ')}; got "${value}"`);
  return found;
}

function wrong(message: string): UndertoneError {
  return new UndertoneError('CLI_USAGE', message);
}
