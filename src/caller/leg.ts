import { durationMs } from '../core/audio.js';
import type { Clock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';
import type { MediaEvent, MediaStats, MediaStream } from '../media/media.js';
import type { SipDialog } from '../sip/sip.js';
import { type Condition, callEnded, replyHeardFor, replyOver, timeReached } from './condition.js';
import type { LegEvent } from './leg-event.js';
import { type Line, latestReply, type Said, stretches } from './line.js';
import { type BotSpeech, botSpeech, type CallReport, conversation, tenth } from './report.js';
import { Waiting } from './waiting.js';
import type { Audio } from './wav.js';
import type { TapEvent, WireLog } from './wire-log.js';
import { atWireRate } from './wire-rate.js';

export interface LegOptions {
  readonly stream: MediaStream;
  readonly dialog: SipDialog;
  readonly clock: Clock;
  readonly log: WireLog;
  readonly timeoutMs: number;
  readonly replySilenceMs: number;
  readonly onEvent: (event: LegEvent) => void;
}

/** The end of a play is reported before its last packet is; one more packet shows that it has passed. */
const packetsAfterPlay = 2;
/** A key of 100 ms with its repeated ends and the pause after it, with room to spare. */
const longestKeyMs = 400;
/** A bot that talks for longer than this is not listened to any more. */
const longestReplyMs = 120_000;

/** What a leg knows of the whole call. */
export type LegReport = Pick<CallReport, 'callId' | 'answerMs' | 'endMs' | 'endedBy' | 'greeting' | 'turns' | 'media'>;

/**
 * An answered call of ours. Its methods are the steps of a script, to be awaited one after the other; every time
 * they take or give counts in ms from the INVITE.
 */
export class CallerLeg {
  readonly callId: string;
  readonly #events: LegEvent[] = [];
  readonly #waiting: Waiting;
  readonly #answeredMs: number;
  #playId = 0;
  /** Packets still to be sent until all of the current play has been seen. */
  #packetsToCome = 0;
  #heardUpToMs: number;
  #speaking: Promise<void> = Promise.resolve();
  #ended: { readonly by: 'caller' | 'bot'; readonly atMs: number } | undefined;
  #closing: Promise<MediaStats> | undefined;
  #stats: MediaStats | null = null;

  constructor(private readonly options: LegOptions) {
    const { dialog, stream, clock, log } = options;
    this.callId = dialog.callId;
    this.#answeredMs = clock.nowMs();
    this.#heardUpToMs = log.originMs;
    this.#waiting = new Waiting(clock, () => this.#line());
    this.#tell({ type: 'answered', atMs: this.#sinceOrigin(this.#answeredMs) });
    dialog.onEnded((reason) => this.#over('bot', reason));
    dialog.onReoffer((offerSdp) => stream.answer(offerSdp));
  }

  get events(): readonly LegEvent[] {
    return this.#events;
  }

  /** True until either side hung up. */
  get isUp(): boolean {
    return this.#ended === undefined;
  }

  /** Speaks; resolves when the last sample has been sent. One after the other when called again meanwhile. */
  say(audio: Audio, said: Said = { kind: 'audio', label: 'samples' }): Promise<void> {
    return this.#inTurn(() => this.#play(audio, said));
  }

  /** Presses keys; resolves when the last one is up. @throws UndertoneError SDP_NOT_ACCEPTABLE when the bot takes none */
  dtmf(digits: string): Promise<void> {
    return this.#inTurn(() => this.#press(digits));
  }

  wait(durationMs: number): Promise<void> {
    const untilMs = this.options.clock.nowMs() + durationMs;
    return this.#until(timeReached(untilMs), durationMs + this.options.timeoutMs, 'the end of the wait');
  }

  /**
   * Waits until the bot has replied to what was said last (or has greeted) and has been silent since for
   * `silenceMs`; called again without a word between, waits for what the bot says next. `timeoutMs` is how long the bot
   * may take to begin.
   * @throws UndertoneError CALL_NO_REPLY, CALL_ENDED (not when the bot hung up after its reply)
   */
  async waitReply(options: { timeoutMs?: number; silenceMs?: number } = {}): Promise<BotSpeech> {
    const { timeoutMs = this.options.timeoutMs, silenceMs = this.options.replySilenceMs } = options;
    const heardUpToMs = this.#heardUpToMs;
    await this.#until(replyHeardFor(heardUpToMs, 0), timeoutMs, "the bot's reply");
    await this.#until(replyOver(heardUpToMs, silenceMs), longestReplyMs, "the end of the bot's reply");
    const reply = this.#reply(heardUpToMs);
    this.#heardUpToMs = this.options.clock.nowMs();
    return reply;
  }

  /**
   * Waits until `afterMs` after the first audible packet of the bot's reply, to talk over it.
   * @throws UndertoneError CALL_NO_REPLY, CALL_ENDED
   */
  async waitAudible(afterMs = 0, timeoutMs = this.options.timeoutMs): Promise<BotSpeech> {
    const condition = replyHeardFor(this.#heardUpToMs, afterMs);
    await this.#until(condition, timeoutMs + afterMs, "the bot's voice");
    return this.#reply(this.#heardUpToMs);
  }

  /** Waits until the bot hangs up. @throws UndertoneError CALL_NO_REPLY */
  waitBye(timeoutMs = this.options.timeoutMs): Promise<void> {
    return this.#until(callEnded, timeoutMs, "the bot's BYE");
  }

  /** Ends the call if it is still up, and gives back its port. */
  hangUp(reason = 'hung up'): Promise<MediaStats> {
    this.#closing ??= this.#close(reason);
    return this.#closing;
  }

  /** The bot's side at 8 kHz, silence where nothing came. */
  heard(fromMs: number, toMs: number): Int16Array {
    return this.options.log.heard(fromMs, toMs);
  }

  /** Stereo WAV file of the call so far: caller left, bot right, from the INVITE on. */
  recording(): Uint8Array {
    return this.options.log.recording();
  }

  report(): LegReport {
    const { originMs } = this.options.log;
    return {
      callId: this.callId,
      answerMs: this.#sinceOrigin(this.#answeredMs),
      endMs: this.#sinceOrigin(this.#ended?.atMs ?? this.options.clock.nowMs()),
      endedBy: this.#ended?.by ?? null,
      ...conversation(this.#line(), originMs, this.#answeredMs),
      media: this.#stats,
    };
  }

  /** For the media stream's events. */
  take(event: MediaEvent): void {
    if (event.type === 'tap' && event.direction === 'sent') this.#sent(event);
    else if (event.type === 'tap') this.#received(event);
    else if (event.type === 'play-ended' && event.playId === this.#playId) this.#packetsToCome = packetsAfterPlay;
    else if (event.type === 'dtmf') {
      this.#tell({ type: 'bot-dtmf', digit: event.digit, atMs: this.#sinceOrigin(event.atMs) });
    } else if (event.type === 'lost') void this.hangUp('the media worker was lost');
  }

  #sent(packet: TapEvent): void {
    const pressed = this.options.log.sent(packet);
    this.#packetsToCome -= 1;
    if (pressed || this.#packetsToCome === 0) this.#waiting.changed();
  }

  #received(packet: TapEvent): void {
    if (!this.options.log.received(packet)) return;
    const line = this.#line();
    const began = line.runs.at(-1)?.fromMs ?? packet.atMs;
    if (stretches(line).at(-1)?.fromMs === began) {
      this.#tell({ type: 'bot-audible', atMs: this.#sinceOrigin(began) });
    }
    this.#waiting.changed();
  }

  #inTurn(speak: () => Promise<void>): Promise<void> {
    const spoken = this.#speaking.then(speak);
    this.#speaking = spoken.catch(() => {});
    return spoken;
  }

  async #play(audio: Audio, said: Said): Promise<void> {
    const { samples, rateHz } = atWireRate(audio);
    const limitMs = durationMs(samples.length, rateHz) + this.options.timeoutMs;
    await this.#utter(said, limitMs, () => {
      this.#playId += 1;
      this.#packetsToCome = Number.POSITIVE_INFINITY;
      this.options.stream.play(this.#playId, samples, rateHz);
      this.options.stream.endPlay(this.#playId);
      return () => ({ met: this.#packetsToCome <= 0 });
    });
  }

  async #press(digits: string): Promise<void> {
    const { stream, log, timeoutMs } = this.options;
    await this.#utter({ kind: 'dtmf', digits }, timeoutMs + digits.length * longestKeyMs, () => {
      stream.sendDtmf(digits);
      return () => ({ met: log.keysPressed >= digits.length });
    });
  }

  /** Does what `begin` does until the condition that it returns is met, and adds it to the line. */
  async #utter(said: Said, limitMs: number, begin: () => Condition): Promise<void> {
    const { log } = this.options;
    if (!this.isUp) throw new UndertoneError('CALL_ENDED', 'the call is over');
    this.#tell({ type: 'saying', said, atMs: this.#nowMs() });
    log.beginUtterance();
    try {
      await this.#until(begin(), limitMs, 'the end of what is said');
    } finally {
      log.endUtterance(said);
    }
  }

  #until(condition: Condition, limitMs: number, what: string): Promise<void> {
    return this.#waiting.until(condition, limitMs, what);
  }

  #reply(heardUpToMs: number): BotSpeech {
    const reply = latestReply(this.#line(), heardUpToMs);
    if (reply === undefined) throw new UndertoneError('BUG', 'a reply was waited for and is not there');
    return botSpeech(reply, this.options.log.originMs);
  }

  #line(): Line {
    return this.options.log.line(this.#ended?.atMs);
  }

  async #close(reason: string): Promise<MediaStats> {
    if (this.#ended === undefined) {
      this.#over('caller', reason);
      await this.options.dialog.bye();
    }
    this.#stats = await this.options.stream.close();
    return this.#stats;
  }

  #over(by: 'caller' | 'bot', reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = { by, atMs: this.options.clock.nowMs() };
    this.#tell({ type: 'ended', by, reason, atMs: this.#sinceOrigin(this.#ended.atMs) });
    this.#waiting.changed();
  }

  #tell(event: LegEvent): void {
    this.#events.push(event);
    this.options.onEvent(event);
  }

  #nowMs(): number {
    return this.#sinceOrigin(this.options.clock.nowMs());
  }

  #sinceOrigin(atMs: number): number {
    return tenth(atMs - this.options.log.originMs);
  }
}
