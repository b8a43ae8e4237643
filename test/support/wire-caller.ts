import { RawRtp } from './raw-rtp.js';
import { PeerCall, SipPeer, type Target } from './sip-peer.js';
import { until } from './until.js';

const packetSamples = 160;
const packetMs = 20;

/** How whole the bot's audio was that arrived. */
export interface Continuity {
  readonly packets: number;
  /** Sequence numbers that never came. */
  readonly missing: number;
  readonly longestGapMs: number;
}

/** A caller whose every message and packet the test sees and chooses. It sends audio all the time, as a phone does. */
export class WireCaller {
  /** Where the bot takes RTP. */
  readonly botPort: number;
  readonly #pump: NodeJS.Timeout;
  #pending: Int16Array = new Int16Array(0);

  private constructor(
    readonly peer: SipPeer,
    readonly call: PeerCall,
    readonly rtp: RawRtp,
    answerSdp: string,
  ) {
    this.botPort = Number(/^m=audio (\d+)/m.exec(answerSdp)?.[1]);
    const startMs = performance.now();
    let packets = 0;
    this.#pump = setInterval(() => {
      for (; packets * packetMs <= performance.now() - startMs; packets += 1) this.#sendPacket();
    }, packetMs / 2);
  }

  /** Calls `user`; resolves when it is answered. */
  static async dial(target: Target, user: string): Promise<WireCaller> {
    const peer = await SipPeer.open(target);
    const rtp = await RawRtp.open(Math.floor(Math.random() * 2 ** 31));
    const call = new PeerCall(peer, user);
    const { status, body } = await call.establish(rtp.offer());
    if (status !== 200) throw new Error(`the call was refused with ${status}`);
    return new WireCaller(peer, call, rtp, body);
  }

  get callId(): string {
    return this.call.callId;
  }

  /** Speaks samples at 8 kHz; resolves when they have been sent. */
  async say(samples: Int16Array): Promise<void> {
    this.#pending = samples;
    await until(() => this.#pending.length < packetSamples, samples.length / 8 + 5000);
  }

  /** A key as SIP INFO. */
  async press(digits: string): Promise<void> {
    for (const digit of digits) {
      const body = `Signal=${digit}\r\nDuration=160\r\n`;
      const { status } = await this.call.ask('INFO', { headers: ['Content-Type: application/dtmf-relay'], body });
      if (status !== 200) throw new Error(`INFO was refused with ${status}`);
    }
  }

  continuity(): Continuity {
    const { arrivals } = this.rtp;
    let longestGapMs = 0;
    let span = 1;
    for (const [index, { sequence, atMs }] of arrivals.entries()) {
      const before = arrivals[index - 1];
      if (before === undefined) continue;
      longestGapMs = Math.max(longestGapMs, atMs - before.atMs);
      span += (sequence - before.sequence) & 0xffff;
    }
    return { packets: arrivals.length, missing: span - arrivals.length, longestGapMs };
  }

  /** BYE; resolves with the status of its response. */
  async hangUp(): Promise<number | undefined> {
    const { status } = await this.call.ask('BYE');
    this.close();
    return status;
  }

  close(): void {
    clearInterval(this.#pump);
    this.peer.close();
    this.rtp.close();
  }

  #sendPacket(): void {
    const samples = new Int16Array(packetSamples);
    samples.set(this.#pending.subarray(0, packetSamples));
    this.#pending = this.#pending.subarray(packetSamples);
    this.rtp.send(samples, this.botPort);
  }
}
