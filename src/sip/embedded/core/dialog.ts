import type { SipAddress } from '../../sip.js';
import type { Application } from '../control/application.js';
import type { Facts } from '../message/facts.js';
import { splitList } from '../message/list.js';
import { fieldsOf, headerOf, type SipMessage, type SipRequest } from '../message/message.js';
import { parseNameAddr } from '../message/name-addr.js';
import { parseSipUri } from '../message/uri.js';
import type { ServerTransaction } from '../transaction/server-transaction.js';
import type { Flow } from '../transport/transport.js';
import type { SentRequest } from './sent-request.js';

/** drachtio-srf builds this form itself (findDialogByCallIDAndFromTag), so it may not change. */
export function dialogId(callId: string, creatorTag: string): string {
  return `${callId};from-tag=${creatorTag}`;
}

export interface DialogSeed {
  /** Who sent the request that makes the dialog: we (uac) or the peer (uas). */
  readonly role: 'uac' | 'uas';
  readonly method: string;
  readonly callId: string;
  readonly localTag: string;
  /** From or To value of ours with its tag, and the peer's as known so far. */
  readonly local: string;
  readonly remote: string;
  readonly remoteTag: string | undefined;
  readonly localCseq: number;
  readonly remoteCseq: number | undefined;
  readonly remoteTarget: string;
  readonly routeSet: readonly string[];
  readonly address: SipAddress;
  readonly contact: string;
  readonly owner: Application;
}

/** RFC 3261 section 12: a peer-to-peer relation, from the first request (early) to its end. */
export class Dialog {
  readonly id: string;
  readonly role: 'uac' | 'uas';
  readonly method: string;
  readonly callId: string;
  readonly owner: Application;
  /** The listener it is spoken through. */
  readonly address: SipAddress;
  state: 'early' | 'confirmed' | 'ended' = 'early';
  localTag: string;
  remoteTag: string | undefined;
  local: string;
  remote: string;
  localCseq: number;
  remoteCseq: number | undefined;
  remoteTarget: string;
  routeSet: readonly string[];
  /** Contact value the peer was given. */
  contact: string;
  /** Where the peer was last heard. */
  flow: Flow | undefined;
  /** INVITEs received that are not answered or not acknowledged, by CSeq: an ACK may be overtaken by a re-INVITE. */
  readonly received = new Map<number, ServerTransaction>();
  /** The newest INVITE sent. */
  sent: SentRequest | undefined;
  /** What has to wait for the ACK of our 2xx: a BYE (section 15). */
  #afterAck: (() => void)[] = [];

  constructor(seed: DialogSeed) {
    this.id = dialogId(seed.callId, seed.role === 'uac' ? seed.localTag : (seed.remoteTag ?? ''));
    this.role = seed.role;
    this.method = seed.method;
    this.callId = seed.callId;
    this.owner = seed.owner;
    this.address = seed.address;
    this.localTag = seed.localTag;
    this.remoteTag = seed.remoteTag;
    this.local = seed.local;
    this.remote = seed.remote;
    this.localCseq = seed.localCseq;
    this.remoteCseq = seed.remoteCseq;
    this.remoteTarget = seed.remoteTarget;
    this.routeSet = seed.routeSet;
    this.contact = seed.contact;
  }

  /** The INVITE of the peer that has no final response. */
  get openInvite(): ServerTransaction | undefined {
    for (const transaction of this.received.values()) if (transaction.open) return transaction;
    return undefined;
  }

  /** A 2xx of ours whose ACK has not come. */
  get awaitsAck(): boolean {
    for (const { state } of this.received.values()) if (state === 'accepted') return true;
    return false;
  }

  /** An INVITE in either direction without a final response (section 14). */
  get inviteInProgress(): boolean {
    return this.openInvite !== undefined || this.sent?.transaction?.open === true;
  }

  /** Section 12.1.2: what the first response with a To tag, or the 2xx, says about the peer. */
  learnFrom(response: SipMessage, toTag: string | undefined): void {
    this.remoteTag = toTag;
    this.remote = headerOf(response, 'to') ?? this.remote;
    this.routeSet = recordRoutes(response).reverse();
    this.refreshTarget(response);
  }

  /** Target refresh, sections 12.2.1.2 and 12.2.2. */
  refreshTarget(message: SipMessage): void {
    const target = contactUri(message);
    if (target !== undefined) this.remoteTarget = target;
  }

  /** The tag of our responses is the application's choice until one was sent. */
  retag(tag: string): void {
    this.local = this.local.replace(`;tag=${this.localTag}`, `;tag=${tag}`);
    this.localTag = tag;
  }

  /** Nobody waits for an ACK any more. */
  abandonAcks(): void {
    for (const transaction of this.received.values()) transaction.abandon();
  }

  afterAck(action: () => void): void {
    this.#afterAck.push(action);
  }

  /** The ACK came, or will not come any more. */
  releaseAck(): void {
    for (const action of this.#afterAck.splice(0)) action();
  }
}

/** Request-URI, Route values and the URI that decides the next hop (section 12.2.1.1). */
export function routing(dialog: Dialog): {
  readonly uri: string;
  readonly routes: readonly string[];
  readonly hop: string;
} {
  const { routeSet, remoteTarget } = dialog;
  const first = routeSet[0];
  if (first === undefined) return { uri: remoteTarget, routes: [], hop: remoteTarget };
  const router = parseNameAddr(first).uri;
  if (parseSipUri(router).lr) return { uri: remoteTarget, routes: routeSet, hop: router };
  // A strict router of RFC 2543 takes its own address as the Request-URI.
  return { uri: router, routes: [...routeSet.slice(1), `<${remoteTarget}>`], hop: router };
}

export function uasSeed(
  request: SipRequest,
  facts: Facts,
  flow: Flow,
  localTag: string,
  contact: string,
  owner: Application,
): DialogSeed {
  return {
    role: 'uas',
    method: request.method,
    callId: facts.callId,
    localTag,
    local: `${headerOf(request, 'to')};tag=${localTag}`,
    remote: headerOf(request, 'from')!,
    remoteTag: facts.fromTag,
    localCseq: 0,
    remoteCseq: facts.cseq.number,
    remoteTarget: contactUri(request)!,
    routeSet: recordRoutes(request),
    address: flow.local,
    contact,
    owner,
  };
}

/** URI of the first Contact. */
export function contactUri(message: SipMessage): string | undefined {
  const contact = splitList(headerOf(message, 'contact') ?? '')[0];
  return contact === undefined || contact === '*' ? undefined : parseNameAddr(contact).uri;
}

function recordRoutes(message: SipMessage): string[] {
  return fieldsOf(message, 'record-route').flatMap(({ value }) => splitList(value));
}
