import { randomUUID } from 'node:crypto';
import type { Protocol } from '../transport/transport.js';

/** Where and when a message was sent or received, as the application is told. */
export interface MessageMeta {
  readonly source: 'network' | 'application';
  readonly protocol: Protocol;
  /** The peer. */
  readonly address: string;
  readonly port: number;
  readonly wallMs: number;
}

function metaTokens({ source, protocol, address, port, wallMs }: MessageMeta, bytes: number): string {
  return `${source}|${bytes}|${protocol}|${address}|${port}|${timeOfDay(wallMs)}`;
}

/** HH:MM:SS.microseconds, UTC. */
export function timeOfDay(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(11, 23)}000`;
}

/** A request outside any dialog. */
export function requestReport(
  meta: MessageMeta,
  text: string,
  transactionId: string,
  local: { readonly address: string; readonly port: number },
): string {
  return `${randomUUID()}|sip|${metaTokens(meta, text.length)}|${transactionId}||${local.address}|${local.port}|\r\n${text}`;
}

/** A request inside a dialog, or a response ('' for no dialog). */
export function dialogReport(meta: MessageMeta, text: string, transactionId: string, dialogId: string): string {
  return `${randomUUID()}|sip|${metaTokens(meta, text.length)}|${transactionId}|${dialogId}|\r\n${text}`;
}

/** Echo of a request the application had sent. */
export function sentRequest(commandId: string, meta: MessageMeta, text: string, transactionId: string): string {
  return `${randomUUID()}|response|${commandId}|OK|${metaTokens(meta, text.length)}|${transactionId}|Msg sent:|\r\n${text}`;
}

/** Echo of a response the application had sent. */
export function sentResponse(
  commandId: string,
  meta: MessageMeta,
  text: string,
  transactionId: string,
  dialogId: string,
): string {
  const tokens = metaTokens(meta, text.length);
  return `${randomUUID()}|response|${commandId}|OK|${tokens}|${transactionId}|${dialogId}||Msg sent:|\r\n${text}`;
}

export function refused(commandId: string, reason: string): string {
  return `${randomUUID()}|response|${commandId}|NOK|${reason.replace(/[|\r\n]+/g, ' ')}`;
}

/** Plain answer to authenticate, route and ping. */
export function answered(commandId: string, ...tokens: readonly string[]): string {
  return [randomUUID(), 'response', commandId, ...tokens].join('|');
}

export type CallEvent = 'attempt' | 'start' | 'stop';

/** `detail`: role of ours for a start (uac, uas), reason for a stop. */
export function callRecord(event: CallEvent, meta: MessageMeta, text: string, detail?: string): string {
  const tail = detail === undefined ? '' : `|${detail}`;
  return `${randomUUID()}|cdr:${event}|${meta.source}|${timeOfDay(meta.wallMs)}${tail}\r\n${text}`;
}
