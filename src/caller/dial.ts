import type { Clock } from '../core/clock.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import type { MediaEvent, MediaPlane } from '../media/media.js';
import type { SipController, SipDialog } from '../sip/sip.js';
import { CallerLeg } from './leg.js';
import type { LegEvent } from './leg-event.js';
import { type OfferedCodec, offerOnly } from './offer.js';
import { WireLog } from './wire-log.js';

export interface DialOptions {
  /** Request-URI; a `transport` parameter chooses the transport (RFC 3261 19.1.1). */
  readonly uri: string;
  /** From URI. Default sip:caller@ and `address`. */
  readonly from?: string;
  readonly sip: SipController;
  readonly media: MediaPlane;
  readonly clock: Clock;
  /** Local address for RTP. Default 127.0.0.1. */
  readonly address?: string;
  /** Offers only this codec; both when absent. */
  readonly codec?: OfferedCodec;
  /** Longest wait for the answer, and for each reply that is waited for. Default 15 s. */
  readonly timeoutMs?: number;
  /** Silence after which a reply is over. Default 700 ms. */
  readonly replySilenceMs?: number;
  /** How much of both sides' audio is kept, from the INVITE on. Default 10 minutes; 0 keeps none. */
  readonly keepAudioMs?: number;
  readonly onEvent?: (event: LegEvent) => void;
  /** Gives up the call when it is still unanswered. */
  readonly signal?: AbortSignal;
}

const defaults = { timeoutMs: 15_000, replySilenceMs: 700, keepAudioMs: 600_000, address: '127.0.0.1' };

/**
 * Places a call; resolves when it is answered and audio flows.
 * @throws UndertoneError SIP_REJECTED (details.status), SIP_TIMEOUT, SIP_UNREACHABLE, SIP_CANCELLED, MEDIA_PORTS,
 *   SDP_MALFORMED, SDP_NOT_ACCEPTABLE
 */
export async function dial(options: DialOptions): Promise<CallerLeg> {
  const { media, clock, onEvent = () => {} } = options;
  const settings = { ...defaults, ...options };
  const originMs = clock.nowMs();
  const log = new WireLog(originMs, settings.keepAudioMs);
  // Packets may come before the leg is there: what the bot says with its 200 is not lost.
  const early: MediaEvent[] = [];
  let deliver: (event: MediaEvent) => void = (event) => early.push(event);
  const stream = await media.open({
    callId: `caller-${originMs.toFixed(0)}`,
    address: settings.address,
    audioRateHz: 0,
    audioWhen: 'always',
    ears: false,
    tap: true,
    onEvent: (event) => deliver(event),
  });
  try {
    const offer = stream.offer();
    onEvent({ type: 'calling', atMs: 0 });
    const dialog = await invite(options, settings, options.codec ? offerOnly(options.codec, offer) : offer, originMs);
    await acceptAnswer(dialog, (sdp) => stream.accept(sdp));
    const leg = new CallerLeg({ ...settings, stream, dialog, log, onEvent });
    deliver = (event) => leg.take(event);
    for (const event of early) leg.take(event);
    return leg;
  } catch (thrown) {
    await stream.close();
    throw thrown;
  }
}

async function invite(
  { sip, clock, uri, from, onEvent, signal }: DialOptions,
  { timeoutMs, address }: typeof defaults,
  sdp: string,
  originMs: number,
): Promise<SipDialog> {
  const giveUp = new AbortController();
  let late = false;
  const cancelTimer = clock.setTimer(timeoutMs, () => {
    late = true;
    giveUp.abort();
  });
  try {
    return await sip.invite({
      uri,
      from: from ?? `sip:caller@${address.includes(':') ? `[${address}]` : address}`,
      sdp,
      onProvisional: (status) => onEvent?.({ type: 'provisional', status, atMs: clock.nowMs() - originMs }),
      signal: signal === undefined ? giveUp.signal : AbortSignal.any([signal, giveUp.signal]),
    });
  } catch (thrown) {
    if (!late) throw thrown;
    throw new UndertoneError('SIP_TIMEOUT', `no answer within ${timeoutMs} ms`, {}, { cause: thrown });
  } finally {
    cancelTimer();
  }
}

/** A call whose answer cannot be spoken is ended at once (RFC 3261 13.2.2.4). */
async function acceptAnswer(dialog: SipDialog, accept: (answerSdp: string) => void): Promise<void> {
  try {
    if (dialog.remoteSdp === undefined) throw new UndertoneError('SDP_MALFORMED', 'the answer has no SDP');
    accept(dialog.remoteSdp);
  } catch (thrown) {
    await dialog.bye();
    throw asUndertoneError(thrown);
  }
}
