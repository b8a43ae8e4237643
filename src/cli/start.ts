import { loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import { systemClock as clock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';
import type { Language } from '../core/language.js';
import { modelPlacesIn } from '../models/places.js';
import { createLog } from '../ops/log.js';
import { type BotHearing, everydayModel } from '../recognition.js';
import { type Running, run } from '../run.js';
import { readCommandLine } from './command-line.js';
import { configFile } from './config-file.js';
import type { Command } from './terminal.js';

const usage = `undertone start [file] [--drain SECONDS]

Answers calls until it is stopped (SIGINT, SIGTERM). Then it takes no new calls, lets those under way end, and hangs up
what is left after the drain time; a second signal ends it at once.
  --drain SECONDS   longest wait for calls under way (default 30)`;

const defaultDrainSeconds = 30;

export const start: Command = async (argv, { out, note, stop, environment, interactive }) => {
  const { values, positionals } = readCommandLine(argv, { drain: { type: 'string' } }, 1);
  if (values.help) {
    out(usage);
    return 0;
  }
  const drainMs = drainTimeMs(values.drain);
  const config = loadConfig(configFile(positionals[0]), environment);
  const log = createLog({ level: config.config.log.level, pretty: interactive });
  const running = await run({ config, clock, log, modelPlaces: modelPlacesIn(environment) });
  note(welcome(running, config.config));
  await aborted(stop);
  note(`stopping: no new calls; ${running.calls} under way, for ${drainMs / 1000} s at most`);
  await running.stop(drainMs);
  return 0;
};

function drainTimeMs(text: string | undefined): number {
  const seconds = Number(text ?? defaultDrainSeconds);
  if (text?.trim() === '' || !(seconds >= 0 && seconds <= 3600)) {
    throw new UndertoneError('CLI_USAGE', `--drain takes seconds from 0 to 3600, not "${text}"`);
  }
  return seconds * 1000;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** What a newcomer needs to make the first call. */
function welcome({ listening, missing, hearing, engines, backOfficeUrl }: Running, config: Config): string {
  const lines = ['', 'Undertone answers:'];
  for (const { protocol, address, port } of listening) lines.push(`  SIP ${protocol.toUpperCase()} ${address}:${port}`);
  for (const { part, reason, languages } of missing) {
    const lessWell = languages.length === 0 ? '' : `, less well: ${languages.join(', ')}`;
    lines.push(`  without ${part} (${reason}); the rest works${lessWell}`);
  }
  lines.push(...hearingLines(hearing));
  for (const { name, error } of engines) {
    lines.push(
      `  engine ${name}: ${error === undefined ? 'ready' : `away (${error.code}), asked again from time to time`}`,
    );
  }
  if (backOfficeUrl !== undefined) lines.push(`  demo back office ${backOfficeUrl}/openapi.json`);
  const udp = listening.find(({ protocol }) => protocol === 'udp') ?? listening[0];
  const numbers = config.routes.flatMap(({ called, bot }) => (called === undefined ? [] : [{ called, bot }]));
  const [first] = numbers.filter(({ called }) => /^[\w+]+$/.test(called));
  if (udp === undefined || first === undefined) return lines.join('\n');
  const uri = `sip:${first.called}@${reachable(udp.address)}${udp.port === 5060 ? '' : `:${udp.port}`}`;
  lines.push(
    '',
    `Dial ${uri} with a softphone (no account needed; ${numbers.map(({ called, bot }) => `${called}: ${bot}`).join(', ')}), or in another terminal:`,
    `  npm run undertone -- call ${uri} --wait-reply --say "why is my bill so high this month" --wait-reply --dtmf 12345678 --wait-reply --hang-up`,
    'Say "why is my bill so high this month", "what plan do I have", "speak to a person" or "goodbye"; press * for the menu.',
    'The demo account is 12345678. Ctrl-C stops.',
  );
  return lines.join('\n');
}

const languageNames: Readonly<Record<Language, string>> = { yue: 'Cantonese', cmn: 'Mandarin', en: 'English' };
const named = (spoken: readonly Language[]): string => spoken.map((language) => languageNames[language]).join(', ');

/** What each bot hears, and how it would hear more. */
function hearingLines(hearing: readonly BotHearing[]): string[] {
  const lines = hearing.map(({ bot, heard, keypadOnly }) => {
    const keypad = keypadOnly.length === 0 ? '' : `; by keypad only: ${named(keypadOnly)}`;
    return `  bot ${bot} hears ${heard.length === 0 ? 'the keypad' : named(heard)}${heard.length === 0 ? '' : keypad}`;
  });
  const unheard = hearing.some(({ keypadOnly }) => keypadOnly.some((language) => language !== 'en'));
  if (unheard) {
    lines.push(
      `  to hear Cantonese and Mandarin too: npm run undertone -- models pull ${everydayModel} (docs/models.md)`,
    );
  }
  return lines;
}

const reachable = (address: string) => (address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address);
