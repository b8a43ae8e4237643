import { Conversation } from '../agent/conversation.js';
import type { ConversationRecord } from '../agent/conversation-options.js';
import type { EndReason } from '../agent/event.js';
import type { Handover } from '../agent/handover.js';
import { responseGapMs, turnSteps } from '../agent/waterfall.js';
import { type CallEvent, noGuesses } from '../core/call-event.js';
import type { Clock } from '../core/clock.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import type { AudioWanted, MediaEvent, MediaPlane, MediaStats, MediaStream } from '../media/media.js';
import { codecOfOffer } from '../media/sdp/negotiation.js';
import type { IncomingCall, SipDialog } from '../sip/sip.js';
import { busySeconds, retryAfter } from './admission.js';
import type { Bot } from './bot.js';
import { infoDigit } from './dtmf-relay.js';
import { withHandover } from './handover-header.js';

export interface CallOptions {
  readonly incoming: IncomingCall;
  readonly bot: Bot;
  readonly media: MediaPlane;
  /** Local address that this caller can send RTP to. */
  readonly mediaAddress: string;
  readonly clock: Clock;
  readonly onEvent: (event: CallEvent) => void;
  /** Takes the lines of the conversation's event log. */
  readonly onLogLine?: ((line: string) => void) | undefined;
}

type EventFacts = CallEvent extends infer E ? (E extends CallEvent ? Omit<E, 'callId'> : never) : never;

/** Conversation ends that leave the SIP dialog standing, so that it is ours to say BYE. */
const goneByItself: readonly EndReason[] = ['caller-hung-up'];

/**
 * One call: joins the SIP dialog, the media stream and the conversation, and takes them down in order
 * (audio, dialog, engine). Whatever breaks ends this call and no other.
 */
export class Call {
  /** Resolves when everything of the call is gone. Never rejects. */
  readonly over: Promise<void>;
  readonly #options: CallOptions;
  readonly #startedMs: number;
  #stream: MediaStream | undefined;
  #conversation: Conversation | undefined;
  #dialog: SipDialog | undefined;
  /** The conversation goes on: what is heard before, the caller says to nobody. */
  #isAnswered = false;
  /** Until an engine says otherwise. */
  #wanted: AudioWanted = { audioRateHz: 16_000, audioWhen: 'speech' };
  #ended: EndReason | undefined;
  #signalEnd: () => void = () => {};

  constructor(options: CallOptions) {
    this.#options = options;
    this.#startedMs = options.clock.nowMs();
    const ended = new Promise<void>((resolve) => {
      this.#signalEnd = resolve;
    });
    this.over = this.#run(ended);
  }

  /** Ends the call from our side; `over` tells when it is done. */
  hangUp(reason: EndReason): void {
    if (this.#conversation === undefined) this.#end(reason);
    else this.#conversation.gone(reason);
  }

  async #run(ended: Promise<void>): Promise<void> {
    try {
      await this.#setUp();
      await ended;
    } catch (thrown) {
      this.#refuse(asUndertoneError(thrown));
    }
    await this.#tearDown();
  }

  async #setUp(): Promise<void> {
    const { incoming } = this.#options;
    incoming.onCancel(() => this.hangUp('caller-hung-up'));
    const [stream, conversation] = await settled(this.#openMedia(), this.#openConversation());
    this.#stream = stream.value;
    this.#stream?.listen(this.#wanted);
    this.#conversation = conversation.value;
    if (stream.value === undefined || conversation.value === undefined) throw stream.error ?? conversation.error;
    const media = stream.value;
    const dialog = await this.#answer(media);
    this.#dialog = dialog;
    this.#tell({ type: 'answered', setupMs: this.#options.clock.nowMs() - this.#startedMs });
    dialog.onEnded(() => this.hangUp('caller-hung-up'));
    dialog.onReoffer((offer) => {
      const answer = media.answer(offer);
      this.#conversation?.held(media.held);
      return answer;
    });
    dialog.onInfo((contentType, body) => {
      const digit = infoDigit(contentType, body);
      if (digit !== undefined) this.#conversation?.dtmf(digit);
    });
    if (this.#ended !== undefined) return;
    this.#isAnswered = true;
    conversation.value.answered();
  }

  #openMedia(): Promise<MediaStream> {
    const { incoming, media, mediaAddress } = this.#options;
    return media.open({
      callId: incoming.callId,
      address: mediaAddress,
      ...this.#wanted,
      ears: true,
      onEvent: (event) => this.#onMedia(event),
    });
  }

  /** The engine may be known before the stream is there, and may change in the call. */
  #listen(rateHz: number, audioWhen: AudioWanted['audioWhen']): void {
    this.#wanted = { audioRateHz: rateHz as AudioWanted['audioRateHz'], audioWhen };
    this.#stream?.listen(this.#wanted);
  }

  #openConversation(): Promise<Conversation> {
    const { incoming, bot, clock, mediaAddress } = this.#options;
    const stream = () => this.#stream;
    return Conversation.open({
      callId: incoming.callId,
      clock,
      rules: bot.rules,
      engines: bot.engines,
      voice: bot.voice,
      tools: bot.tools,
      audio: {
        listen: (rateHz, when) => this.#listen(rateHz, when),
        play: (id, samples, rateHz) => stream()?.play(id, samples, rateHz),
        endPlay: (id) => stream()?.endPlay(id),
        stopPlay: () => stream()?.stopPlay(),
        pausePlay: () => stream()?.pausePlay(),
        duckPlay: () => stream()?.duckPlay(),
        resumePlay: (place) => stream()?.resumePlay(place && { playId: place.id, atMs: place.atMs }),
        turnOver: () => stream()?.turnOver(),
      },
      codec: codecOfOffer(incoming.offerSdp, mediaAddress),
      control: { transfer: (_reason, handover) => this.#transfer(handover), end: (reason) => this.#end(reason) },
      language: bot.language,
      persona: bot.persona,
      greeting: bot.greeting,
      phrases: bot.phrases,
      style: bot.style,
      ...(bot.failover && { failover: bot.failover }),
      turnModel: bot.turnModel,
      onLogLine: this.#options.onLogLine,
      onRecord: (record) => this.#onRecord(record),
    });
  }

  async #answer(stream: MediaStream): Promise<SipDialog> {
    const { incoming } = this.#options;
    if (this.#ended !== undefined) throw new UndertoneError('SIP_CANCELLED', 'cancelled while it was being set up');
    if (incoming.offerSdp !== undefined) return incoming.answer(stream.answer(incoming.offerSdp));
    const dialog = await incoming.answer(stream.offer());
    this.#dialog = dialog;
    if (dialog.remoteSdp === undefined) throw new UndertoneError('SDP_MALFORMED', 'no answer to our offer in the ACK');
    stream.accept(dialog.remoteSdp);
    return dialog;
  }

  #onMedia(event: MediaEvent): void {
    const conversation = this.#conversation;
    if (conversation === undefined) return;
    if (event.type === 'rtp-timeout' || event.type === 'lost') this.hangUp('media-lost');
    else if (this.#isAnswered) this.#hear(conversation, event);
  }

  #hear(conversation: Conversation, event: MediaEvent): void {
    switch (event.type) {
      case 'audio':
        conversation.callerAudio(event);
        break;
      case 'speech-start':
      case 'speech-resume':
      case 'speech-pause':
      case 'cues':
        conversation.speech(event);
        break;
      case 'voice':
        conversation.voice(event.reading);
        break;
      case 'line':
        conversation.line(event.cue);
        break;
      case 'dtmf':
        conversation.dtmf(event.digit);
        break;
      case 'play-started':
        conversation.playStarted(event.playId);
        break;
      case 'play-ended':
        conversation.playEnded(event.playId, event.playedMs, event.cut);
        break;
    }
  }

  async #transfer(handover: Handover): Promise<boolean> {
    const { transfer } = this.#options.bot;
    if (transfer === undefined || this.#dialog === undefined) return false;
    const { target, timeoutMs } = transfer;
    try {
      const outcome = await this.#dialog.refer(withHandover(target, handover), { timeoutMs });
      const status = outcome.accepted ? 200 : outcome.status;
      this.#tell({ type: 'transfer', accepted: outcome.accepted, status });
      return outcome.accepted;
    } catch (thrown) {
      this.#fail(thrown);
      return false;
    }
  }

  #end(reason: EndReason): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#signalEnd();
  }

  #refuse(error: UndertoneError): void {
    this.#ended ??= error.code === 'SIP_CANCELLED' ? 'caller-hung-up' : 'bot-hung-up';
    if (error.code !== 'SIP_CANCELLED') this.#fail(error);
    if (this.#dialog !== undefined) return;
    const { incoming, bot } = this.#options;
    const headers = error.code === 'ENGINE_UNAVAILABLE' ? retryAfter(busySeconds(bot)) : undefined;
    incoming.reject(error.kind.sipStatus ?? 500, undefined, headers);
  }

  async #tearDown(): Promise<void> {
    const reason = this.#ended ?? 'bot-hung-up';
    const [stats] = await settled(this.#stream?.close() ?? Promise.resolve(undefined));
    const leave = goneByItself.includes(reason) ? undefined : this.#dialog?.bye();
    const [bye, closed] = await settled(leave ?? Promise.resolve(), this.#conversation?.close() ?? Promise.resolve());
    for (const { error } of [stats, bye, closed]) if (error !== undefined) this.#fail(error);
    this.#tell({
      type: 'ended',
      reason,
      durationMs: this.#options.clock.nowMs() - this.#startedMs,
      guesses: this.#conversation?.guesses ?? noGuesses,
      ...counts(stats.value),
    });
  }

  #onRecord(record: ConversationRecord): void {
    const facts = factsOf[record.type] as (record: ConversationRecord, bot: string) => EventFacts;
    this.#tell(facts(record, this.#options.bot.name));
  }

  #fail(thrown: unknown): void {
    const { code, message } = asUndertoneError(thrown);
    this.#tell({ type: 'failed', code, message });
  }

  #tell(facts: EventFacts): void {
    this.#options.onEvent({ callId: this.#options.incoming.callId, ...facts } as CallEvent);
  }
}

const factsOf: {
  readonly [T in ConversationRecord['type']]: (
    record: Extract<ConversationRecord, { type: T }>,
    bot: string,
  ) => EventFacts;
} = {
  state: ({ from, to, event }) => ({ type: 'turn-state', from, to, cause: event }),
  said: ({ entry }) => {
    if (entry.role === 'tool') return { type: 'tool', name: entry.name, ok: entry.result.ok };
    if (entry.role === 'bot') return { type: 'said', by: 'bot', text: entry.text, cut: entry.cut };
    return 'digits' in entry
      ? { type: 'keyed', digits: entry.digits }
      : { type: 'said', by: 'caller', text: entry.text, cut: false };
  },
  turn: ({ waterfall }) => ({
    type: 'turn',
    gapMs: responseGapMs(waterfall),
    guessed: waterfall.guessed,
    steps: turnSteps(waterfall),
  }),
  guess: ({ outcome }) => ({ type: 'guess', outcome }),
  failed: ({ code, message }) => ({ type: 'failed', code, message }),
  'took-over': (record) => record,
  paralinguistics: (record) => record,
  mood: ({ mood }) => ({ type: 'mood', ...mood }),
  'mood-action': ({ action, mood }) => ({ type: 'mood-action', action, ...mood }),
  'language-drift': ({ drift }, bot) => ({ type: 'language-drift', bot, ...drift }),
  refused: ({ event, state }) => ({ type: 'event-refused', event, state }),
};

function counts(stats: MediaStats | undefined) {
  return {
    packetsSent: stats?.packetsSent ?? 0,
    packetsReceived: stats?.packetsReceived ?? 0,
    packetsLost: stats?.packetsLost ?? 0,
    packetsRefused: stats?.packetsRefused ?? 0,
  };
}

interface Settled<T> {
  readonly value?: T;
  readonly error?: unknown;
}

/** Waits for all of them, whatever becomes of each. */
async function settled<T extends readonly unknown[]>(
  ...promises: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<{ readonly [K in keyof T]: Settled<T[K]> }> {
  const outcomes = await Promise.allSettled(promises);
  return outcomes.map((outcome) =>
    outcome.status === 'fulfilled' ? { value: outcome.value } : { error: outcome.reason },
  ) as { readonly [K in keyof T]: Settled<T[K]> };
}
