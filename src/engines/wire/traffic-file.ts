/**
 * A recording of engine traffic as text: one JSON object a line, the first of them a header. What is text on the wire stays
 * readable, bytes are base64. Secrets were left out before (secrets.ts).
 */
import { UndertoneError } from '../../core/errors.js';
import type { WireEvent } from './wire-tap.js';

export interface TrafficHeader {
  readonly format: 'undertone-engine-traffic';
  readonly version: 1;
  readonly engine: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface RecordedEvent {
  /** Since the recording began. */
  readonly atMs: number;
  readonly event: WireEvent;
}

type Json = Readonly<Record<string, unknown>>;

export function headerLine(engine: string, startedAt: string): string {
  const header: TrafficHeader = { format: 'undertone-engine-traffic', version: 1, engine, startedAt };
  return `${JSON.stringify(header)}\n`;
}

export function eventLine({ atMs, event }: RecordedEvent): string {
  const { type, connection, ...rest } = event;
  const body = event.type === 'data' ? { direction: event.direction, ...encoded(event.data) } : rest;
  return `${JSON.stringify({ atMs: Math.round(atMs), type, connection, ...body })}\n`;
}

const encoded = (data: string | Uint8Array): Json =>
  typeof data === 'string' ? { text: data } : { base64: Buffer.from(data).toString('base64') };

/** @throws UndertoneError CONFIG_SYNTAX when it is no such recording */
export function readTraffic(text: string): { readonly header: TrafficHeader; readonly events: RecordedEvent[] } {
  try {
    const [first = '{}', ...lines] = text.trimEnd().split('\n');
    const header = JSON.parse(first) as TrafficHeader;
    if (header.format !== 'undertone-engine-traffic' || header.version !== 1) throw new Error('it has no such header');
    return { header, events: lines.map((line) => eventOf(JSON.parse(line) as Json)) };
  } catch (thrown) {
    throw new UndertoneError('CONFIG_SYNTAX', `not a recording of engine traffic: ${(thrown as Error).message}`);
  }
}

function eventOf({ atMs, ...json }: Json): RecordedEvent {
  const { text, base64, ...rest } = json;
  const data = typeof base64 === 'string' ? new Uint8Array(Buffer.from(base64, 'base64')) : text;
  return { atMs: Number(atMs), event: (json.type === 'data' ? { ...rest, data } : json) as unknown as WireEvent };
}
