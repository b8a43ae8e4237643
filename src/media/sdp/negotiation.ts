/** Offer and answer (RFC 3264) for one G.711 audio stream, as one end of a call sees them over its whole life. */
import { isIPv6 } from 'node:net';
import { UndertoneError } from '../../core/errors.js';
import { type CodecName, clockRateHz, codecs } from '../../core/g711.js';
import { type AudioTerms, audioTerms, packetMs, type RemoteAddress } from './audio.js';
import { type Direction, type MediaDescription, parseSdp, type SessionDescription } from './description.js';

/** What both ends agreed on. */
export interface AudioAgreement {
  readonly codec: CodecName;
  readonly payloadType: number;
  readonly telephoneEventType: number | undefined;
  readonly remote: RemoteAddress | undefined;
  /** Whether we may send: not while the remote end holds the call. */
  readonly sending: boolean;
  /** Whether the remote end may send. */
  readonly receiving: boolean;
}

interface LocalEnd {
  readonly address: string;
  readonly port: number;
  /** o= session id, unique to the call (RFC 8866 5.2). */
  readonly sessionId: number;
}

const telephoneEventType = 101;
const offered: readonly CodecName[] = ['PCMA', 'PCMU'];

/** RFC 3264 6.1: the direction of our answer to an offered one. */
const answered: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

export class Negotiation {
  readonly #local: LocalEnd;
  readonly #family: 'IP4' | 'IP6';
  #version: number;
  #agreement: AudioAgreement | undefined;

  constructor(local: LocalEnd) {
    this.#local = local;
    this.#family = isIPv6(local.address) ? 'IP6' : 'IP4';
    this.#version = local.sessionId;
  }

  /** The latest agreement; a refused re-offer leaves the one before in force (RFC 3264 8). */
  get agreement(): AudioAgreement | undefined {
    return this.#agreement;
  }

  /** The answer to an offer. @throws UndertoneError SDP_MALFORMED, SDP_NOT_ACCEPTABLE */
  answer(offerSdp: string): string {
    const offer = parseSdp(offerSdp);
    const { index, terms } = chooseAudio(offer, this.#family);
    this.#agreement = agree(terms);
    const media = offer.media.map((description, at) =>
      at === index
        ? audioLines(this.#local.port, description.protocol, answerFormats(terms), answered[terms.direction])
        : refusalLine(description),
    );
    return this.#session(offer.timing, media);
  }

  offer(): string {
    const formats: FormatLine[] = offered.map((name) => ({ type: codecs[name].payloadType, encoding: name }));
    formats.push({ type: telephoneEventType, encoding: 'telephone-event' });
    return this.#session('0 0', [audioLines(this.#local.port, 'RTP/AVP', formats, 'sendrecv')]);
  }

  /** Takes the answer to our offer. @throws UndertoneError SDP_MALFORMED, SDP_NOT_ACCEPTABLE */
  accept(answerSdp: string): void {
    const { terms } = chooseAudio(parseSdp(answerSdp), this.#family);
    this.#agreement = agree(terms);
  }

  /** Every description of ours gets a higher version than the one before (RFC 3264 8). */
  #session(timing: string, media: readonly (readonly string[])[]): string {
    const { address, sessionId } = this.#local;
    const lines = [
      'v=0',
      `o=- ${sessionId} ${this.#version} IN ${this.#family} ${address}`,
      's=-',
      `c=IN ${this.#family} ${address}`,
      `t=${timing}`,
      ...media.flat(),
    ];
    this.#version += 1;
    return `${lines.join('\r\n')}\r\n`;
  }
}

/** The codec that an offer will be answered with; undefined without one, and where answering it will say what is wrong. */
export function codecOfOffer(offerSdp: string | undefined, localAddress: string): CodecName | undefined {
  if (offerSdp === undefined) return undefined;
  try {
    return chooseAudio(parseSdp(offerSdp), isIPv6(localAddress) ? 'IP6' : 'IP4').terms.codec;
  } catch {
    return undefined;
  }
}

function chooseAudio(description: SessionDescription, family: 'IP4' | 'IP6'): { index: number; terms: AudioTerms } {
  const reasons: string[] = [];
  for (const [index, media] of description.media.entries()) {
    const terms = audioTerms(media, family);
    if (typeof terms !== 'string') return { index, terms };
    reasons.push(terms);
  }
  const why = reasons.length === 0 ? 'no media at all' : reasons.join('; ');
  throw new UndertoneError('SDP_NOT_ACCEPTABLE', `no G.711 audio over RTP/AVP: ${why}`, { offered: reasons });
}

function agree(terms: AudioTerms): AudioAgreement {
  const { codec, payloadType, telephoneEventType, remote, direction } = terms;
  return {
    codec,
    payloadType,
    telephoneEventType,
    remote,
    sending: remote !== undefined && (direction === 'sendrecv' || direction === 'recvonly'),
    receiving: remote !== undefined && (direction === 'sendrecv' || direction === 'sendonly'),
  };
}

interface FormatLine {
  readonly type: number;
  readonly encoding: CodecName | 'telephone-event';
}

/** The offerer's numbers in the offerer's order (RFC 3264 6.1). */
function answerFormats(terms: AudioTerms): readonly FormatLine[] {
  return terms.formats.map(Number).map((type) => ({
    type,
    encoding: type === terms.payloadType ? terms.codec : 'telephone-event',
  }));
}

function audioLines(
  port: number,
  protocol: string,
  formats: readonly FormatLine[],
  direction: Direction,
): readonly string[] {
  return [
    `m=audio ${port} ${protocol} ${formats.map(({ type }) => type).join(' ')}`,
    ...formats.flatMap(({ type, encoding }) => [
      `a=rtpmap:${type} ${encoding}/${clockRateHz}`,
      // RFC 4733 2.4.1: events 0 to 15 are the digits, *, # and A to D.
      ...(encoding === 'telephone-event' ? [`a=fmtp:${type} 0-15`] : []),
    ]),
    `a=ptime:${packetMs}`,
    `a=${direction}`,
  ];
}

/** RFC 3264 6: a refused stream keeps its place, with port 0 and a format. */
const refusalLine = (media: MediaDescription): readonly string[] => [
  `m=${media.kind} 0 ${media.protocol} ${media.formats.join(' ')}`,
];
