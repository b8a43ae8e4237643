import { randomUUID } from 'node:crypto';
import type { SipAddress } from '../../sip.js';
import type { Application } from '../control/application.js';
import { sentRequest } from '../control/report.js';
import { parseCSeq } from '../message/cseq.js';
import { malformed } from '../message/malformed.js';
import { field, type HeaderField, headerOf, type SipRequest } from '../message/message.js';
import { parseNameAddr, tagOf } from '../message/name-addr.js';
import { parseSipUri } from '../message/uri.js';
import {
  applicationFields,
  contactOf,
  fillLocalhost,
  has,
  type RequestParts,
  viaOf,
  writeRequest,
} from '../message/writer.js';
import { type Hop, nextHop } from '../transport/resolver.js';
import { type Core, newTag } from './core.js';
import { Dialog } from './dialog.js';
import { launch } from './launch.js';

const makesDialog = new Set(['INVITE', 'SUBSCRIBE']);

/**
 * A request of the application that belongs to no dialog (RFC 3261 section 8.1).
 * @throws UndertoneError SIP_MALFORMED, SIP_UNREACHABLE, SIP_OVERLOADED; the application is told the message.
 */
export function requestOutsideDialog(
  core: Core,
  application: Application,
  commandId: string,
  request: SipRequest,
  proxyUri: string,
): Promise<void> | undefined {
  const hop = nextHop(parseSipUri(bareUri(proxyUri === '' ? request.uri : proxyUri)), core.transports.fallback);
  if (hop instanceof Promise) return hop.then((found) => send(core, application, commandId, request, found));
  send(core, application, commandId, request, hop);
  return undefined;
}

function send(core: Core, application: Application, commandId: string, request: SipRequest, hop: Hop): void {
  if (core.transports.isOwn(hop.protocol, hop.address, hop.port)) throw malformed('can not send request to myself');
  const local = core.transports.localFor(hop.protocol, hop.address);
  const branch = core.transactions.newBranch();
  const localTag = { value: '' };
  const parts = partsOf(request, local, branch, localTag);
  const creates = makesDialog.has(request.method);
  const extra = completeFields(request, local, creates);
  let dialog: Dialog | undefined;
  if (creates) {
    if (core.dialogs.size >= core.limits.maxDialogs) throw malformed('too many dialogs');
    dialog = new Dialog({
      role: 'uac',
      method: request.method,
      callId: parts.callId,
      localTag: localTag.value,
      local: parts.from,
      remote: parts.to,
      remoteTag: undefined,
      localCseq: parts.cseq,
      remoteCseq: undefined,
      remoteTarget: parts.uri,
      routeSet: [],
      address: local,
      contact: headerOf({ fields: extra }, 'contact') ?? contactOf(local),
      owner: application,
    });
    if (core.dialogs.find(dialog.id)) throw malformed('a dialog with that Call-ID and From tag exists');
  }
  const text = writeRequest(parts, extra, request.body);
  launch({ core, application, parts, branch, target: { ...hop, local }, dialog, creates, extra }, text, (meta, id) =>
    application.send(sentRequest(commandId, meta, text, id), parts.callId),
  );
}

/** Everything the application left open gets its default; addresses at `localhost` become ours. */
function partsOf(request: SipRequest, local: SipAddress, branch: string, localTag: { value: string }): RequestParts {
  const own = contactOf(local);
  const from = fillLocalhost(headerOf(request, 'from') ?? own, local);
  const to = fillLocalhost(headerOf(request, 'to') ?? `<${request.uri}>`, local);
  parseNameAddr(to);
  const cseq = headerOf(request, 'cseq');
  localTag.value = tagOf(from) ?? newTag();
  return {
    method: request.method,
    uri: request.uri,
    via: viaOf(local, branch),
    routes: [],
    from: tagOf(from) === undefined ? `${from};tag=${localTag.value}` : from,
    to,
    callId: headerOf(request, 'call-id') ?? randomUUID(),
    cseq: cseq === undefined ? 1 : parseCSeq(cseq).number,
  };
}

function completeFields(request: SipRequest, local: SipAddress, withContact: boolean): HeaderField[] {
  const fields = applicationFields(request.fields, local);
  if (withContact && !has(fields, 'contact')) fields.unshift(field('Contact', 'contact', contactOf(local)));
  return withContentType(fields, request.body);
}

/** A session description needs no naming; any other body does (RFC 3261 section 7.4.1). */
export function withContentType(fields: HeaderField[], body: string): HeaderField[] {
  if (body === '' || has(fields, 'content-type')) return fields;
  if (!body.startsWith('v=0')) throw malformed('missing content-type');
  fields.push(field('Content-Type', 'content-type', 'application/sdp'));
  return fields;
}

/** An outbound proxy may be given as a URI, in angle brackets, or as host and port. */
function bareUri(text: string): string {
  const uri = text.replace(/^<|>$/g, '');
  return /^sips?:/i.test(uri) || uri.startsWith('tel:') ? uri : `sip:${uri}`;
}
