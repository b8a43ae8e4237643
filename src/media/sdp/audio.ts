/** The G.711 audio stream in a media description: which formats of it can be spoken here, and on what terms. */
import { isIP } from 'node:net';
import { type CodecName, clockRateHz, codecs } from '../../core/g711.js';
import type { Connection, Direction, MediaDescription } from './description.js';

/** Profiles without encryption. RTP/AVPF only adds RTCP feedback, which nobody is obliged to send (RFC 4585). */
const profiles: ReadonlySet<string> = new Set(['RTP/AVP', 'RTP/AVPF']);

/** Packets carry 20 ms in both directions' wishes. */
export const packetMs = 20;

export interface RemoteAddress {
  readonly address: string;
  readonly port: number;
}

export interface AudioTerms {
  readonly codec: CodecName;
  /** The number that the description gives the codec, which need not be the static one. */
  readonly payloadType: number;
  readonly telephoneEventType: number | undefined;
  /** The format strings that are used, in the description's order. */
  readonly formats: readonly string[];
  /** Where audio is sent; undefined for the old form of hold, c=0.0.0.0 (RFC 3264 8.4). */
  readonly remote: RemoteAddress | undefined;
  /** As the other end wrote it: its own point of view. */
  readonly direction: Direction;
}

/** The terms of an audio description, or in words why there are none. */
export function audioTerms(media: MediaDescription, ourFamily: Connection['family']): AudioTerms | string {
  if (media.kind !== 'audio') return `${media.kind} is not audio`;
  if (media.port === 0) return 'audio with port 0';
  if (!profiles.has(media.protocol)) return `${media.protocol} is not supported, only RTP/AVP`;
  const connection = media.connection;
  if (!connection) return 'audio without c=';
  if (connection.family !== ourFamily) return `${connection.family} where ${ourFamily} is spoken`;
  if (isIP(connection.address) === 0) return 'c= with a host name';
  const maxMs = Number(attribute(media, 'maxptime') ?? packetMs);
  if (maxMs < packetMs) return `maxptime ${maxMs}`;
  const audio = findFormat(media, (name) => name in codecs);
  if (!audio) return `no PCMA or PCMU among ${media.formats.map((format) => encoding(media, format)).join(', ')}`;
  const event = findFormat(media, (name) => name === 'TELEPHONE-EVENT');
  const used = [audio.format, ...(event ? [event.format] : [])];
  return {
    codec: audio.name as CodecName,
    payloadType: Number(audio.format),
    telephoneEventType: event && Number(event.format),
    formats: media.formats.filter((format) => used.includes(format)),
    remote: isUnspecified(connection.address) ? undefined : { address: connection.address, port: media.port },
    direction: media.direction,
  };
}

function findFormat(media: MediaDescription, wanted: (name: string) => boolean) {
  for (const format of media.formats) {
    if (!/^\d{1,3}$/.test(format) || Number(format) > 127) continue;
    const [name, rate, channels] = encoding(media, format).toUpperCase().split('/');
    if (name && wanted(name) && Number(rate) === clockRateHz && (channels ?? '1') === '1') return { format, name };
  }
  return undefined;
}

/** Encoding name and clock rate of a format, by its rtpmap or RFC 3551 table 4; the bare number when nothing says. */
function encoding(media: MediaDescription, format: string): string {
  for (const { name, value } of media.attributes) {
    if (name !== 'rtpmap') continue;
    const [number, mapping] = value.trim().split(/\s+/);
    if (number === format && mapping) return mapping;
  }
  const named = Object.values(codecs).find((codec) => codec.payloadType === Number(format));
  return named ? `${named.name}/${clockRateHz}` : format;
}

function attribute(media: MediaDescription, name: string): string | undefined {
  return media.attributes.find((attribute) => attribute.name === name)?.value;
}

const isUnspecified = (address: string): boolean => address === '0.0.0.0' || address === '::';
