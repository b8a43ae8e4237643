import { randomInt } from 'node:crypto';
import type { Samples } from '../core/audio.js';
import { UndertoneError } from '../core/errors.js';
import type { AudioWanted, MediaStats, MediaStream, PlayPlace } from './media.js';
import { digits as dtmfDigits } from './rtp/telephone-event.js';
import { Negotiation } from './sdp/negotiation.js';
import type { WorkerHandle } from './worker/handle.js';
import type { StreamCommand } from './worker/protocol.js';

/** RFC 8866 5.2: unique with the address; below 2^47, so that many re-offers fit. */
const sessionIds = 2 ** 47;

type Unaddressed<Command> = Command extends unknown ? Omit<Command, 'stream'> : never;

/** What holds the other half of a stream. */
export type StreamHost = Pick<WorkerHandle, 'send' | 'close'>;

/** One stream as the main thread holds it: SDP is settled here, everything else is told to the worker. */
export class PlaneStream implements MediaStream {
  readonly port: number;
  readonly #worker: StreamHost;
  readonly #id: number;
  readonly #negotiation: Negotiation;
  readonly #onClosed: () => void;
  #closed: Promise<MediaStats> | undefined;

  constructor(worker: StreamHost, id: number, address: string, port: number, onClosed: () => void) {
    this.#worker = worker;
    this.#id = id;
    this.port = port;
    this.#negotiation = new Negotiation({ address, port, sessionId: randomInt(sessionIds) });
    this.#onClosed = onClosed;
  }

  answer(offerSdp: string): string {
    const answer = this.#negotiation.answer(offerSdp);
    this.#agree();
    return answer;
  }

  offer(): string {
    return this.#negotiation.offer();
  }

  accept(answerSdp: string): void {
    this.#negotiation.accept(answerSdp);
    this.#agree();
  }

  listen({ audioRateHz, audioWhen }: AudioWanted): void {
    this.#tell({ type: 'listen', audioRateHz, audioWhen });
  }

  get held(): boolean {
    return this.#negotiation.agreement?.sending === false;
  }

  play(playId: number, samples: Samples, rateHz: number): void {
    if (!Number.isInteger(rateHz) || rateHz < 8000 || rateHz > 48_000) {
      throw new UndertoneError('BUG', `audio at ${rateHz} Hz cannot be played`);
    }
    if (samples.length === 0) return;
    // A copy: the caller may keep or share its audio, such as a phrase that is spoken in many calls.
    const copy = samples.slice();
    this.#tell({ type: 'play', playId, samples: copy, rateHz }, [copy.buffer]);
  }

  endPlay(playId: number): void {
    this.#tell({ type: 'end-play', playId });
  }

  stopPlay(): void {
    this.#tell({ type: 'stop-play' });
  }

  pausePlay(): void {
    this.#tell({ type: 'pause-play' });
  }

  duckPlay(): void {
    this.#tell({ type: 'duck-play' });
  }

  resumePlay(place?: PlayPlace): void {
    this.#tell({ type: 'resume-play', place });
  }

  sendDtmf(digits: string): void {
    if (this.#negotiation.agreement?.telephoneEventType === undefined) {
      throw new UndertoneError('SDP_NOT_ACCEPTABLE', 'no telephone-event was negotiated');
    }
    const wrong = [...digits.toUpperCase()].find((digit) => !dtmfDigits.includes(digit));
    if (wrong !== undefined) throw new UndertoneError('BUG', `'${wrong}' is not a DTMF digit`);
    this.#tell({ type: 'send-dtmf', digits });
  }

  turnOver(): void {
    this.#tell({ type: 'turn-over' });
  }

  close(): Promise<MediaStats> {
    this.#closed ??= this.#worker.close(this.#id).finally(this.#onClosed);
    return this.#closed;
  }

  #agree(): void {
    this.#tell({ type: 'agree', agreement: this.#negotiation.agreement! });
  }

  #tell(command: Unaddressed<StreamCommand>, transfer?: readonly ArrayBuffer[]): void {
    if (!this.#closed) this.#worker.send({ ...command, stream: this.#id }, transfer);
  }
}
