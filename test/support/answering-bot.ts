import { levelDbfs } from '#src/core/audio.js';
import { systemClock as clock } from '#src/core/clock.js';

import type { MediaEvent, MediaPlane, MediaStream } from '#src/media/media.js';
import { startSipController } from '#src/sip/controller.js';
import type { IncomingCall, SipController, SipDialog } from '#src/sip/sip.js';
import { quietLog as log } from './quiet-log.js';
import { tone } from './tone.js';

/** How the bot behaves. Nothing is said that is not asked for. */
export interface BotManners {
  /** Refuses with this status. */
  readonly refuse?: number;
  /** Rings and never answers. */
  readonly onlyRing?: boolean;
  /** Says this at the answer. */
  readonly greetingMs?: number;
  /** Begins to reply this long after the last packet with sound came. */
  readonly replyAfterMs?: number;
  readonly replyMs?: number;
  /** Stops this long after the first packet with sound came while it spoke. */
  readonly stopAfterMs?: number;
  /** Hangs up when its reply has been played. */
  readonly byeAfterReply?: boolean;
  /** Strips telephone-event from its answer. */
  readonly noKeys?: boolean;
}

export interface AnsweringBot {
  readonly sip: SipController;
  readonly uri: string;
  readonly keys: string[];
  readonly cancelled: number;
  /** Calls that were answered, and those that the caller ended. */
  readonly answered: number;
  readonly byes: number;
  close(): Promise<void>;
}

/** A bot that answers in tones, at times that a test sets, so that what a caller measures can be checked. */
export async function startAnsweringBot(
  media: MediaPlane,
  manners: BotManners,
  protocol: 'udp' | 'tcp' = 'udp',
): Promise<AnsweringBot> {
  const state = { keys: [] as string[], cancelled: 0, answered: 0, byes: 0 };
  const calls = new Set<BotCall>();
  const onInvite = (call: IncomingCall) => {
    if (manners.refuse !== undefined) return call.reject(manners.refuse);
    call.ring();
    call.onCancel(() => {
      state.cancelled += 1;
    });
    if (manners.onlyRing) return;
    const bot = new BotCall(manners, state, () => calls.delete(bot));
    calls.add(bot);
    bot.answer(call, media);
  };
  const listeners = [{ protocol, address: '127.0.0.1', port: 0 }];
  const sip = await startSipController({ drachtio: 'embedded', listeners, clock, log, onInvite });
  const { port } = sip.listening[0]!;
  return Object.assign(state, {
    sip,
    uri: `sip:bot@127.0.0.1:${port}${protocol === 'tcp' ? ';transport=tcp' : ''}`,
    close: async () => {
      await Promise.all([...calls].map((bot) => bot.close()));
      await sip.close();
    },
  });
}

const replyTone = tone(60_000, { hz: 600 });

class BotCall {
  #stream: MediaStream | undefined;
  #dialog: SipDialog | undefined;
  #playId = 0;
  #speaking = false;
  #stopping = false;
  #cancelReply = () => {};

  constructor(
    private readonly manners: BotManners,
    private readonly state: { keys: string[]; answered: number; byes: number },
    private readonly onGone: () => void,
  ) {}

  async answer(call: IncomingCall, media: MediaPlane): Promise<void> {
    this.#stream = await media.open({
      callId: call.callId,
      address: '127.0.0.1',
      audioRateHz: 0,
      audioWhen: 'always',
      ears: false,
      tap: true,
      onEvent: (event) => this.#hear(event),
    });
    const answer = this.#stream.answer(call.offerSdp ?? '');
    this.#dialog = await call.answer(this.manners.noKeys ? withoutKeys(answer) : answer);
    this.state.answered += 1;
    this.#dialog.onEnded(() => {
      this.state.byes += 1;
      void this.close();
    });
    if (this.manners.greetingMs !== undefined) this.#say(this.manners.greetingMs);
  }

  async close(): Promise<void> {
    this.#cancelReply();
    this.onGone();
    await this.#stream?.close();
  }

  #hear(event: MediaEvent): void {
    if (event.type === 'dtmf') this.state.keys.push(event.digit);
    if (event.type === 'play-ended') this.#played();
    if (event.type === 'tap' && event.direction === 'received' && levelDbfs(event.samples) > -40)
      this.#voice(event.atMs);
  }

  #voice(atMs: number): void {
    const { stopAfterMs, replyAfterMs, replyMs = 500 } = this.manners;
    if (this.#speaking && !this.#stopping && stopAfterMs !== undefined) {
      this.#stopping = true;
      clock.setTimer(atMs + stopAfterMs - clock.nowMs(), () => this.#stream?.stopPlay());
    }
    if (replyAfterMs === undefined) return;
    this.#cancelReply();
    this.#cancelReply = clock.setTimer(atMs + replyAfterMs - clock.nowMs(), () => this.#say(replyMs));
  }

  #say(durationMs: number): void {
    this.#speaking = true;
    this.#playId += 1;
    this.#stream?.play(this.#playId, replyTone.subarray(0, durationMs * 8), 8000);
    this.#stream?.endPlay(this.#playId);
  }

  #played(): void {
    this.#speaking = false;
    this.#stopping = false;
    if (!this.manners.byeAfterReply) return;
    void this.#dialog?.bye();
    void this.close();
  }
}

function withoutKeys(sdp: string): string {
  const lines = sdp.split('\r\n').filter((line) => !/^a=(rtpmap|fmtp):101 /.test(line));
  return lines.map((line) => (line.startsWith('m=audio') ? line.replace(/ 101\b/, '') : line)).join('\r\n');
}
