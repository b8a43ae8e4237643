import { isIP } from 'node:net';
import { localEngineName } from '../config/bot-schema.js';
import { loadConfig } from '../config/load.js';
import { routingOptions } from '../config/routing.js';
import type { Config } from '../config/schema.js';
import { systemClock } from '../core/clock.js';
import { errorKinds, UndertoneError } from '../core/errors.js';
import { type RouteDecision, route, routingTable } from '../sip/route.js';
import { isPlainUri, uriParts } from '../sip/uri.js';
import { readCommandLine } from './command-line.js';
import { configFile } from './config-file.js';
import type { Command } from './terminal.js';

const usage = `undertone explain <sip-uri> [option ...]

Says which route and bot a call to this address would get, and every step of why.
Options:
  --from URI       caller's address (default sip:anonymous@anonymous.invalid, RFC 3323)
  --source IP      address that the INVITE comes from (default 127.0.0.1)
  --at TIME        moment of the call in ISO 8601, e.g. 2026-11-20T09:30:00+08:00 (default now)
  --config FILE    configuration (default config/undertone.yaml)
Exit status: 0 a bot would answer, 1 the call would be refused, 2 the command line is wrong.`;

const options = {
  from: { type: 'string' },
  source: { type: 'string' },
  at: { type: 'string' },
  config: { type: 'string' },
} as const;

export const explain: Command = async (argv, { out, environment }) => {
  const { values, positionals } = readCommandLine(argv, options, 1);
  if (values.help) {
    out(usage);
    return 0;
  }
  const called = sipUri(positionals[0], 'which address? e.g. undertone explain sip:1000@127.0.0.1');
  const caller = sipUri(values.from ?? 'sip:anonymous@anonymous.invalid', '--from takes a SIP URI');
  const query = {
    sourceAddress: sourceAddress(values.source ?? '127.0.0.1'),
    calledUser: uriParts(called).user,
    callerUser: uriParts(caller).user,
    wallMs: values.at === undefined ? systemClock.wallMs() : moment(values.at),
  };
  const { config } = loadConfig(configFile(values.config), environment);
  const decision = route(routingTable(routingOptions(config)), query);
  out(
    `call to "${query.calledUser}" from "${query.callerUser}", source ${query.sourceAddress}, at ${iso(query.wallMs)}`,
  );
  for (const { subject, matched, reason } of decision.steps) out(`  ${matched ? 'yes' : 'no '}  ${subject}: ${reason}`);
  out(outcome(decision, config));
  return decision.outcome === 'bot' ? 0 : 1;
};

function outcome(decision: RouteDecision, config: Config): string {
  if (decision.outcome === 'refused') {
    const { sipStatus, meaning } = errorKinds[decision.code];
    return `refused with ${sipStatus}: ${meaning} [${decision.code}]`;
  }
  const bot = config.bots[decision.bot]!;
  const language = bot.language ?? bot.languages[0];
  return [
    `answered by bot ${decision.bot} (route ${decision.route}${decision.trunk === undefined ? '' : `, trunk ${decision.trunk}`})`,
    `  engines: ${bot.engines.map((name) => describeEngine(name, config, bot.dialogue)).join(', then ')}`,
    `  begins in ${language}, speaks ${bot.languages.join(', ')}`,
    `  tools: ${bot.tools.join(', ') || 'none'}; transfer: ${bot.transfer?.target ?? 'none'}`,
  ].join('\n');
}

/** `fast (realtime)`, or what the embedded one goes by. */
function describeEngine(name: string, { engines }: Config, botDialogue: string | undefined): string {
  const engine = name === localEngineName ? { family: 'local' as const, dialogue: botDialogue } : engines[name]!;
  return `${name} (${engine.family === 'local' ? `dialogue ${engine.dialogue}` : engine.family})`;
}

function sipUri(text: string | undefined, complaint: string): string {
  if (text !== undefined && isPlainUri(text)) return text;
  throw new UndertoneError('CLI_USAGE', complaint);
}

function sourceAddress(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new UndertoneError('CLI_USAGE', `--source takes an IP address, not "${text}"`);
}

function moment(text: string): number {
  const wallMs = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(wallMs)) return wallMs;
  throw new UndertoneError('CLI_USAGE', `--at takes a time such as 2026-11-20T09:30:00+08:00, not "${text}"`);
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
