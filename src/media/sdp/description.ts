/** Session descriptions (RFC 8866) as values: what the media plane reads of them, and nothing else. */
import { UndertoneError } from '../../core/errors.js';

/** RFC 3264 5.1. */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface Connection {
  readonly family: 'IP4' | 'IP6';
  readonly address: string;
}

export interface MediaDescription {
  /** audio, video, image, … */
  readonly kind: string;
  readonly port: number;
  /** RTP/AVP, RTP/SAVP, udptl, … */
  readonly protocol: string;
  readonly formats: readonly string[];
  /** The media's own c= line, else the session's. */
  readonly connection: Connection | undefined;
  /** The media's own direction, else the session's, else sendrecv. */
  readonly direction: Direction;
  /** Attributes of this media in order, `value` is what follows the colon. */
  readonly attributes: readonly Attribute[];
}

export interface Attribute {
  readonly name: string;
  readonly value: string;
}

export interface SessionDescription {
  readonly sessionId: string;
  readonly sessionVersion: string;
  /** The t= line, which an answer repeats (RFC 3264 6). */
  readonly timing: string;
  readonly media: readonly MediaDescription[];
}

const limits = { bytes: 16_384, lines: 512, media: 32, formats: 64 } as const;

interface MediaDraft extends Omit<MediaDescription, 'attributes' | 'connection' | 'direction'> {
  connection: Connection | undefined;
  direction: Direction | undefined;
  attributes: Attribute[];
}

interface Draft {
  origin: readonly string[] | undefined;
  timing: string | undefined;
  connection: Connection | undefined;
  direction: Direction | undefined;
  media: MediaDraft[];
}

/** @throws UndertoneError SDP_MALFORMED, naming the line */
export function parseSdp(text: string): SessionDescription {
  if (text.length > limits.bytes) throw malformed(`longer than ${limits.bytes} characters`, 0);
  // RFC 8866 5: CRLF, but parsers should accept a bare LF. Empty lines are only accepted at the end.
  const lines = text.replace(/[\r\n]+$/, '').split(/\r?\n/);
  if (lines.length > limits.lines) throw malformed(`more than ${limits.lines} lines`, 0);
  const draft: Draft = { origin: undefined, timing: undefined, connection: undefined, direction: undefined, media: [] };
  for (const [index, line] of lines.entries()) readLine(draft, line, index + 1);
  return finish(draft);
}

function readLine(draft: Draft, line: string, number: number): void {
  if (number === 1) {
    if (line !== 'v=0') throw malformed('the first line is not v=0', number);
    return;
  }
  if (!/^[a-z]=/.test(line)) throw malformed('not a type=value line', number);
  const value = line.slice(2);
  switch (line[0]) {
    case 'o':
      draft.origin = readOrigin(value, number);
      break;
    case 't':
      // Only the first: repeated times belong to announced sessions.
      draft.timing ??= value;
      break;
    case 'c':
      (draft.media.at(-1) ?? draft).connection = readConnection(value, number);
      break;
    case 'm':
      if (draft.media.length === limits.media) throw malformed(`more than ${limits.media} media`, number);
      draft.media.push(readMedia(value, number));
      break;
    case 'a':
      readAttribute(draft, value);
      break;
    case 'v':
      throw malformed('a second v= line', number);
    // Everything else (s=, i=, b=, k=, …) says nothing that the media plane acts on.
  }
}

function readOrigin(value: string, number: number): readonly string[] {
  const fields = value.split(' ');
  if (fields.length !== 6 || !/^\d{1,20}$/.test(fields[1]!) || !/^\d{1,20}$/.test(fields[2]!)) {
    throw malformed('o= needs a user, two numbers and an address', number);
  }
  return fields;
}

function readConnection(value: string, number: number): Connection {
  const match = /^IN (IP4|IP6) ([^\s/]+)(?:\/\S*)?$/.exec(value.trim());
  if (!match) throw malformed('c= is not IN IP4 or IN IP6 with an address', number);
  return { family: match[1] as Connection['family'], address: match[2]! };
}

function readMedia(value: string, number: number): MediaDraft {
  const [kind, portField, protocol, ...formats] = value.trim().split(/ +/);
  const port = /^(\d{1,5})(?:\/\d{1,5})?$/.exec(portField ?? '')?.[1];
  if (!kind || port === undefined || Number(port) > 65535 || !protocol || formats.length === 0) {
    throw malformed('m= needs a medium, a port, a protocol and formats', number);
  }
  if (formats.length > limits.formats) throw malformed(`more than ${limits.formats} formats`, number);
  return { kind, port: Number(port), protocol, formats, connection: undefined, direction: undefined, attributes: [] };
}

const directions: ReadonlySet<string> = new Set<Direction>(['sendrecv', 'sendonly', 'recvonly', 'inactive']);

function readAttribute(draft: Draft, value: string): void {
  const media = draft.media.at(-1);
  const colon = value.indexOf(':');
  const name = colon < 0 ? value : value.slice(0, colon);
  if (directions.has(name)) (media ?? draft).direction = name as Direction;
  else media?.attributes.push({ name, value: colon < 0 ? '' : value.slice(colon + 1) });
}

function finish(draft: Draft): SessionDescription {
  if (draft.origin === undefined) throw malformed('no o= line', 0);
  if (draft.timing === undefined) throw malformed('no t= line', 0);
  return {
    sessionId: draft.origin[1]!,
    sessionVersion: draft.origin[2]!,
    timing: draft.timing,
    media: draft.media.map((media) => ({
      ...media,
      connection: media.connection ?? draft.connection,
      direction: media.direction ?? draft.direction ?? 'sendrecv',
    })),
  };
}

function malformed(what: string, line: number): UndertoneError {
  return new UndertoneError('SDP_MALFORMED', `SDP: ${what}${line > 0 ? ` (line ${line})` : ''}`, { line });
}
