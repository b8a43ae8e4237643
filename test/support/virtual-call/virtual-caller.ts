import { type AudibleRun, BotMeter } from '#src/caller/audible.js';
import type { Line, Utterance } from '#src/caller/line.js';
import { type SentPacket, type VoicedSpan, voicedSpan } from '#src/caller/voiced.js';
import type { Samples } from '#src/core/audio.js';
import type { Cancel, Clock } from '#src/core/clock.js';
import { codecs } from '#src/core/g711.js';
import { emptyPacket, headerBytes, parseRtp, writeRtpHeader } from '#src/media/rtp/packet.js';
import { TelephoneEventSender } from '#src/media/rtp/telephone-event.js';
import { addSequence, addTimestamp } from '#src/media/rtp/wrap.js';
import { Negotiation } from '#src/media/sdp/negotiation.js';
import { callerAddress } from './virtual-media.js';
import { type HeardPacket, packetMs, packetSamples } from './wire-audio.js';

const rateHz = 8000;

/** What the caller says in one breath. */
interface Saying {
  readonly samples: Samples;
  readonly span: VoicedSpan | undefined;
  readonly packets: SentPacket[];
}

/** A telephone at the other end of the wire: a packet every 20 ms, idle line noise where nothing is said. */
export class VirtualCaller {
  /** Every packet of the bot, as it arrived. */
  readonly heard: HeardPacket[] = [];
  readonly #clock: Clock;
  readonly #send: (bytes: Buffer) => void;
  readonly #negotiation = new Negotiation({ ...callerAddress, sessionId: 1 });
  readonly #meter = new BotMeter(rateHz);
  readonly #sayings: Saying[] = [];
  readonly #keys = new TelephoneEventSender();
  readonly #received = emptyPacket();
  readonly #bytes = Buffer.alloc(headerBytes + packetSamples);
  #sequence = 0;
  #timestamp = 0;
  #keyTimestamp = 0;
  #cancel: Cancel = () => {};

  constructor(clock: Clock, send: (bytes: Buffer) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  offer(): string {
    return this.#negotiation.offer();
  }

  /** The call is answered: packets are sent, the first `phaseMs` from now. */
  pickUp(answerSdp: string, phaseMs: number): void {
    this.#negotiation.accept(answerSdp);
    this.#arm(phaseMs);
  }

  /**
   * Says it from the next packet on. One thing at a time: what was being said is broken off. `span` says where in it
   * the voice begins and ends, in ms, where that is known better than by level.
   */
  say(samples: Samples, span?: VoicedSpan): void {
    this.#sayings.push({ samples, span, packets: [] });
  }

  /** Presses keys, 160 ms each. */
  press(digits: string): void {
    this.#keys.queue(digits);
  }

  hangUp(): void {
    this.#cancel();
  }

  receive(bytes: Buffer): void {
    if (parseRtp(bytes, this.#received) !== undefined) return;
    const { payloadStart, payloadEnd } = this.#received;
    const samples = new Int16Array(payloadEnd - payloadStart);
    codecs[this.#negotiation.agreement!.codec].decode(bytes, payloadStart, payloadEnd, samples, 0);
    const atMs = this.#clock.nowMs();
    this.heard.push({ atMs, samples });
    this.#meter.push(atMs, samples);
  }

  /** What passed the wire, as src/caller measures it. */
  get line(): Line {
    return { utterances: this.#sayings.flatMap(utteranceOf), runs: this.#meter.runs };
  }

  /** What was heard of the bot so far. */
  get runs(): readonly AudibleRun[] {
    return this.#meter.runs;
  }

  #arm(delayMs: number): void {
    this.#cancel = this.#clock.setTimer(delayMs, () => {
      this.#sendPacket();
      this.#arm(packetMs);
    });
  }

  #sendPacket(): void {
    const { codec, payloadType, telephoneEventType } = this.#negotiation.agreement!;
    const key = this.#keys.next(packetSamples);
    if (key?.first === true) this.#keyTimestamp = this.#timestamp;
    const samples = this.#next();
    const header = { marker: false, payloadType, sequence: this.#sequence, timestamp: this.#timestamp, ssrc: 1 };
    if (key === undefined) {
      writeRtpHeader(header, this.#bytes);
      codecs[codec].encode(samples, this.#bytes, headerBytes);
      this.#send(this.#bytes);
    } else {
      // A key's packets bear the time at which it was pressed (RFC 4733 2.5.1.2).
      const { first: marker, payload } = key;
      writeRtpHeader(
        { ...header, marker, payloadType: telephoneEventType!, timestamp: this.#keyTimestamp },
        this.#bytes,
      );
      payload.copy(this.#bytes, headerBytes);
      this.#send(this.#bytes.subarray(0, headerBytes + payload.length));
    }
    this.#sequence = addSequence(this.#sequence, 1);
    this.#timestamp = addTimestamp(this.#timestamp, packetSamples);
  }

  #next(): Samples {
    const samples = Int16Array.from({ length: packetSamples }, (_, index) => idleSample(this.#timestamp + index));
    const saying = this.#sayings.at(-1);
    if (saying === undefined) return samples;
    const from = saying.packets.length * packetSamples;
    if (from >= saying.samples.length) return samples;
    samples.set(saying.samples.subarray(from, from + packetSamples));
    saying.packets.push({ atMs: this.#clock.nowMs(), samples });
    return samples;
  }
}

/** The noise of an idle line, one bit of a 16-bit sample high. */
const idleSample = (at: number): number => ((at * 7919) % 5) - 2;

/** Dated by packets, as docs/caller.md says. */
function utteranceOf({ span, packets }: Saying): Utterance[] {
  const said = { kind: 'audio', label: '' } as const;
  const startMs = packets[0]?.atMs;
  if (startMs === undefined) return [];
  if (span !== undefined) {
    return [{ said, firstMs: startMs + packetStart(span.firstMs), lastMs: startMs + packetStart(span.lastMs - 1) }];
  }
  const voiced = voicedSpan(packets, rateHz);
  return voiced === undefined ? [] : [{ said, ...voiced }];
}

const packetStart = (atMs: number): number => Math.floor(atMs / packetMs) * packetMs;
