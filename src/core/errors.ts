/**
 * The registry of everything that can go wrong by name. A code says whose fault it is, what the peer is told and
 * whether trying again can help; docs/errors.md is held to this table by a test.
 */

/** Who has to change something for the error to go away. */
export type Fault = 'caller' | 'peer' | 'engine' | 'tool' | 'config' | 'machine' | 'bug';

export interface ErrorKind {
  readonly fault: Fault;
  /** Status sent when the error ends a SIP request that is still unanswered (RFC 3261 section 21). */
  readonly sipStatus?: number;
  /** True when the same attempt may succeed later without anybody changing anything. */
  readonly retry: boolean;
  /** What it means and what follows for the call, for docs/errors.md. */
  readonly meaning: string;
}

const kind = (fault: Fault, retry: boolean, meaning: string, sipStatus?: number): ErrorKind =>
  sipStatus === undefined ? { fault, retry, meaning } : { fault, retry, meaning, sipStatus };

export const errorKinds = {
  // configuration and command line
  CONFIG_SYNTAX: kind(
    'config',
    false,
    'The YAML cannot be parsed; nothing starts, or the last good configuration is kept.',
  ),
  CONFIG_UNKNOWN_KEY: kind('config', false, 'A key that the schema does not have; the nearest valid key is named.'),
  CONFIG_BAD_VALUE: kind('config', false, 'A value of the wrong type or out of range.'),
  CONFIG_BAD_REFERENCE: kind(
    'config',
    false,
    'A name that refers to nothing, such as a route to a bot that is not there.',
  ),
  CONFIG_FILE: kind('config', false, 'A configuration file cannot be read.'),
  CLI_USAGE: kind('config', false, 'The command line cannot be understood.'),
  // SIP
  SIP_MALFORMED: kind(
    'peer',
    false,
    'A SIP message that cannot be parsed: 400 when it can be answered, else dropped.',
    400,
  ),
  SIP_NO_ROUTE: kind('caller', false, 'No route matches the called number.', 404),
  SIP_FORBIDDEN: kind('caller', false, 'The source is neither local nor a configured trunk.', 403),
  SIP_TIMEOUT: kind('peer', true, 'The peer did not answer in time (timer B or F, RFC 3261 17.1).', 408),
  SIP_UNREACHABLE: kind('peer', true, 'The transport to the peer failed.', 503),
  SIP_NO_DIALOG: kind('peer', false, 'A request for a dialog that is not there.', 481),
  SIP_REJECTED: kind('peer', false, 'The peer refused the request; the status is in the details.'),
  SIP_CANCELLED: kind('caller', false, 'The caller gave up before the answer.', 487),
  SIP_LISTEN: kind('machine', false, 'A SIP listener cannot be opened; the address or port is taken or not ours.'),
  SIP_CONTROLLER: kind('machine', true, 'The drachtio endpoint cannot be reached or refused the secret.', 503),
  SIP_OVERLOADED: kind('machine', true, 'More calls than the configured limit.', 503),
  // media
  SDP_MALFORMED: kind('peer', false, 'The session description cannot be parsed.', 400),
  SDP_NOT_ACCEPTABLE: kind(
    'peer',
    false,
    'Nothing in the offer can be spoken here: no G.711 audio stream over RTP/AVP.',
    488,
  ),
  MEDIA_PORTS: kind('machine', true, 'No RTP port is free in the configured range.', 503),
  MEDIA_TIMEOUT: kind('peer', false, 'No RTP came for the configured time; the call is ended.'),
  MEDIA_WORKER: kind('bug', true, 'A media worker ended by itself; its calls are ended, the others go on.', 500),
  // engines
  ENGINE_UNAVAILABLE: kind('engine', true, 'The engine cannot be reached or has no free session.', 503),
  ENGINE_TIMEOUT: kind('engine', true, 'The engine did not answer in time; the caller hears an apology.'),
  ENGINE_REFUSED: kind(
    'config',
    false,
    'The engine does not take the credentials, or its certificate is not trusted; the configuration has to change.',
  ),
  ENGINE_PROTOCOL: kind('engine', false, 'The engine sent something its protocol does not allow.'),
  ENGINE_FAILED: kind('engine', true, 'The engine ended a reply with an error; the caller hears an apology.'),
  RECOGNISER_MISSING: kind(
    'config',
    false,
    'The optional recogniser is not installed or does not run here; DTMF still works.',
  ),
  VOICE_MISSING: kind('config', false, 'No synthesiser for a language is installed.'),
  MODEL_MISSING: kind('config', false, 'A model file named by the manifest is not there.'),
  MODEL_MISMATCH: kind('config', false, 'A model file whose sha256 is not the one in the manifest.'),
  MODEL_DOWNLOAD: kind('machine', true, 'A model file cannot be fetched or kept: the network, its size, the disk.'),
  // tools
  TOOL_UNKNOWN: kind('engine', false, 'The engine called a tool that the bot does not have.'),
  TOOL_BAD_ARGUMENTS: kind('engine', false, 'The arguments of a tool call do not fit its schema.'),
  TOOL_TIMEOUT: kind('tool', true, 'The tool did not answer in time; the caller hears one apology.'),
  TOOL_FAILED: kind('tool', true, 'The tool answered with an error; the caller hears one apology.'),
  LOG_FOLDER: kind('config', false, 'The folder for conversation logs, or for engine traffic, cannot be made.'),
  LOG_MALFORMED: kind('config', false, 'A conversation log that cannot be read, or not by this version.'),
  BACK_OFFICE_FAILED: kind('machine', false, 'The demo back office cannot open its database or its listener.'),
  // the demo caller
  CALL_NO_REPLY: kind('peer', true, 'The called bot did not speak, or did not hang up, within the time given.'),
  CALL_ENDED: kind('peer', false, 'The call was over before the next step of the script could be done.'),
  // the rest
  TRANSFER_FAILED: kind('peer', true, 'The transfer target did not take the call; the bot comes back with an apology.'),
  BUG: kind('bug', false, 'Something that must not happen; the log has the stack.', 500),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

export class UndertoneError extends Error {
  override readonly name = 'UndertoneError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Facts for the log; never a secret, a phone number or what somebody said. */
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get kind(): ErrorKind {
    return errorKinds[this.code];
  }
}

/** Any thrown value as an UndertoneError; what was not foreseen is a BUG. */
export function asUndertoneError(thrown: unknown): UndertoneError {
  if (thrown instanceof UndertoneError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new UndertoneError('BUG', message, {}, { cause: thrown });
}
