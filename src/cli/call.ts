import { pino } from 'pino';
import { type CallArguments, parseCallArguments, usage } from '../caller/arguments.js';
import { formatEvent, formatReport } from '../caller/format.js';
import { localAddressForUri } from '../caller/local-address.js';
import { placeCall } from '../caller/place-call.js';
import type { Speak } from '../caller/ready-step.js';
import type { CallReport } from '../caller/report.js';
import { joinedSamples, type Samples } from '../core/audio.js';
import { systemClock as clock, sleep } from '../core/clock.js';
import { asUndertoneError } from '../core/errors.js';
import { startLocalVoice } from '../engines/local/voices.js';
import { startMediaPlane } from '../media/plane.js';
import { startSipController } from '../sip/controller.js';

export interface CallTerminal {
  /** The result. */
  readonly out: (text: string) => void;
  /** Progress and complaints. */
  readonly note: (text: string) => void;
  /** Ends the call early, as on SIGINT. */
  readonly stop?: AbortSignal;
}

/** `undertone call`. Returns the exit status: 0 the script was done, 1 the call failed or ended early, 2 wrong usage. */
export async function call(argv: readonly string[], terminal: CallTerminal): Promise<number> {
  if (argv.includes('--help')) {
    terminal.out(usage);
    return 0;
  }
  try {
    const options = parseCallArguments(argv);
    const report = await callOnce(options, terminal);
    terminal.out(options.json ? JSON.stringify(report, undefined, 2) : formatReport(report));
    return report.outcome === 'done' ? 0 : 1;
  } catch (thrown) {
    const error = asUndertoneError(thrown);
    if (error.code === 'BUG') throw error;
    terminal.note(error.code === 'CLI_USAGE' ? `${error.message}\nundertone call --help shows how.` : error.message);
    return error.code === 'CLI_USAGE' ? 2 : 1;
  }
}

/** Everything is opened for this call and closed after it. */
async function callOnce(options: CallArguments, { note, stop }: CallTerminal): Promise<CallReport> {
  const { uri, transport } = destination(options);
  const address = await localAddressForUri(uri);
  const open: (() => Promise<void>)[] = [];
  try {
    const speak = options.script.some(({ kind }) => kind === 'say') ? await startSpeaking(open) : undefined;
    const media = await startMediaPlane({ clock, log });
    open.push(() => media.close());
    const sip = await startSipController({
      drachtio: 'embedded',
      listeners: [{ protocol: transport, address, port: 0 }],
      clock,
      log,
      onInvite: (incoming) => incoming.reject(480),
    });
    open.push(() => sip.close());
    const report = await placeCall({
      uri,
      script: options.script,
      sip,
      media,
      clock,
      address,
      timeoutMs: options.timeoutMs,
      replySilenceMs: options.replySilenceMs,
      keepAudioMs: options.record === undefined ? 0 : longestRecordingMs,
      recordTo: options.record,
      speak,
      ...(options.from === undefined ? {} : { from: options.from }),
      ...(options.codec === undefined ? {} : { codec: options.codec }),
      ...(stop === undefined ? {} : { signal: stop }),
      ...(options.json ? {} : { onEvent: (event) => note(formatEvent(event)) }),
    });
    if (report.status === null) await sleep(clock, afterCancelMs);
    return report;
  } finally {
    for (const close of open.reverse()) await close();
  }
}

const longestRecordingMs = 3_600_000;
/** An INVITE without a final response was cancelled: the CANCEL has to leave, and the 487 to be acknowledged (T1, RFC 3261 17.1.1.1). */
const afterCancelMs = 500;
/** What goes wrong is in the report. */
const log = pino({ level: 'silent' });

/** A transport parameter in the URI has the last word (RFC 3261 19.1.1). */
function destination({ uri, transport }: CallArguments): { uri: string; transport: 'udp' | 'tcp' } {
  const named = /;transport=(udp|tcp)\b/i.exec(uri)?.[1];
  if (named !== undefined) return { uri, transport: named.toLowerCase() as 'udp' | 'tcp' };
  return { uri: transport === 'udp' ? uri : uri.replace(/(\?|$)/, ';transport=tcp$1'), transport };
}

async function startSpeaking(open: (() => Promise<void>)[]): Promise<Speak> {
  const { voice, close } = await startLocalVoice({ clock, log });
  open.push(close);
  return async (text, language) => {
    const pieces: Samples[] = [];
    for await (const { samples } of voice.speak(text, language, {}, new AbortController().signal)) pieces.push(samples);
    return { samples: joinedSamples(pieces), rateHz: voice.rateHz };
  };
}
