/** Everything that passed the wire of one call, reduced to what the timeline and the recording need. */
import { type Samples, sampleCount } from '../core/audio.js';
import type { MediaEvent } from '../media/media.js';
import { BotMeter } from './audible.js';
import { type KeyPress, KeyWatch } from './key-watch.js';
import type { Line, Said, Utterance } from './line.js';
import { Track } from './track.js';
import { type SentPacket, type VoicedSpan, voicedSpan } from './voiced.js';
import { encodeStereoWav } from './wav.js';

/** Rate of taps (media.ts), and how much of it the media plane puts into a packet. */
export const wireRateHz = 8000;
const packetMs = 20;

export type TapEvent = Extract<MediaEvent, { type: 'tap' }>;

export class WireLog {
  readonly #meter = new BotMeter(wireRateHz);
  readonly #utterances: Utterance[] = [];
  readonly #callerTrack: Track;
  readonly #botTrack: Track;
  readonly #keys = new KeyWatch(packetMs);
  #collecting: { readonly packets: SentPacket[]; readonly keys: KeyPress[] } | undefined;

  /** Keeps the audio of the first `keepAudioMs` after `originMs`. */
  constructor(
    readonly originMs: number,
    keepAudioMs: number,
  ) {
    const maxSamples = sampleCount(keepAudioMs, wireRateHz);
    this.#callerTrack = new Track(wireRateHz, originMs, maxSamples);
    this.#botTrack = new Track(wireRateHz, originMs, maxSamples);
  }

  /** Takes a packet of the bot; true when it made certain that the bot became audible. */
  received({ samples, timestamp, atMs }: TapEvent): boolean {
    this.#botTrack.place(timestamp, atMs, samples);
    return this.#meter.push(atMs, samples);
  }

  /** Takes a packet of the caller; true when a key was pressed before it. */
  sent({ samples, sequence, timestamp, atMs }: TapEvent): boolean {
    this.#callerTrack.place(timestamp, atMs, samples);
    const key = this.#keys.push(sequence, atMs);
    if (key) this.#collecting?.keys.push(key);
    this.#collecting?.packets.push({ atMs, samples });
    return key !== undefined;
  }

  /** Keys pressed since beginUtterance(). */
  get keysPressed(): number {
    return this.#collecting?.keys.length ?? 0;
  }

  beginUtterance(): void {
    this.#collecting = { packets: [], keys: [] };
  }

  /** Adds what was voiced, or which keys were pressed, since beginUtterance(). Nothing is added when nothing was. */
  endUtterance(said: Said): void {
    const { packets, keys } = this.#collecting ?? { packets: [], keys: [] };
    this.#collecting = undefined;
    const span = said.kind === 'dtmf' ? spanOf(keys) : voicedSpan(packets, wireRateHz);
    if (span) this.#utterances.push({ said, ...span });
  }

  line(endedMs: number | undefined): Line {
    return { utterances: this.#utterances, runs: this.#meter.runs, endedMs };
  }

  /** The bot's side from `fromMs` to `toMs` after the origin, at 8 kHz. */
  heard(fromMs: number, toMs: number): Samples {
    return this.#botTrack.slice(sampleCount(fromMs, wireRateHz), sampleCount(toMs, wireRateHz));
  }

  /** Both sides as a stereo WAV file, caller left, bot right, from the origin on. */
  recording(): Uint8Array {
    const length = Math.max(this.#callerTrack.length, this.#botTrack.length);
    return encodeStereoWav(this.#callerTrack.slice(0, length), this.#botTrack.slice(0, length), wireRateHz);
  }
}

function spanOf(keys: readonly KeyPress[]): VoicedSpan | undefined {
  const [first, last] = [keys[0], keys.at(-1)];
  return first && last && { firstMs: first.firstMs, lastMs: last.lastMs };
}
