import type { Samples } from '../../core/audio.js';
import { codecs } from '../../core/g711.js';
import type { AngerModel } from '../ears/anger/anger-model.js';
import { VoiceListener } from '../ears/anger/voice-listener.js';
import type { Ear, Ears } from '../ears/ears.js';
import { LineListener } from '../ears/line-listener.js';
import { type FrameFeatures, Segmenter } from '../ears/segmenter.js';
import { SpeechForwarder } from '../ears/speech-forwarder.js';
import { TurnListener } from '../ears/turn-listener.js';
import type { MediaEvent, MediaStats } from '../media.js';
import { packetSamples, Sender } from '../playout/sender.js';
import type { RtpPacket } from '../rtp/packet.js';
import { Receiver } from '../rtp/receiver.js';
import type { AudioAgreement } from '../sdp/negotiation.js';
import type { StreamCommand, StreamSettings, WorkerSettings } from './protocol.js';

/** Speech is known this long after its onset at most: the onset's own length, a frame, and a slow batch. */
const detectionMs = 200;

type Emit = (event: MediaEvent) => void;

/** What a stream needs of its UDP socket. */
export interface PacketSocket {
  send(bytes: Buffer, port: number, address: string): void;
  close(): void;
}

/** What a worker's streams share. */
export interface StreamModels {
  readonly ears: Ears;
  /** undefined where it could not be loaded. */
  readonly anger: AngerModel | undefined;
}

/** One call in its worker: joins the socket, the way in, the way out and the ear. */
export class Stream {
  readonly #socket: PacketSocket;
  readonly #emit: Emit;
  readonly #tap: boolean;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  readonly #frame: Samples = new Int16Array(packetSamples);
  readonly #forwarder: SpeechForwarder | undefined;
  readonly #ears: Ears;
  readonly #turn = new TurnListener();
  readonly #ear: Ear | undefined;
  readonly #voice: VoiceListener;
  #agreement: AudioAgreement | undefined;
  #nowMs = 0;

  constructor(
    socket: PacketSocket,
    settings: StreamSettings,
    worker: WorkerSettings,
    { ears, anger }: StreamModels,
    emit: Emit,
  ) {
    this.#socket = socket;
    this.#emit = emit;
    this.#tap = settings.tap;
    this.#sender = new Sender((report) => emit({ ...report, atMs: this.#nowMs }));
    this.#receiver = new Receiver({
      jitterMs: worker.jitterMs,
      timeoutMs: worker.rtpTimeoutMs,
      onDtmf: (press, atMs) => emit({ type: 'dtmf', ...press, atMs }),
      onTimeout: (atMs) => emit({ type: 'rtp-timeout', atMs }),
      ...(settings.tap ? { onAudioPacket: (packet, bytes, atMs) => this.#tapReceived(packet, bytes, atMs) } : {}),
    });
    this.#ears = ears;
    this.#voice = new VoiceListener(ears, anger, (reading) => emit({ type: 'voice', reading }));
    if (settings.audioRateHz !== 0) {
      const { preRollMs, onsetMs } = worker.ears;
      this.#forwarder = new SpeechForwarder(
        settings.audioRateHz,
        preRollMs + onsetMs + detectionMs,
        settings.audioWhen === 'always',
        (samples, atMs, rateHz) => emit({ type: 'audio', samples, rateHz, atMs }),
      );
    }
    if (settings.ears) {
      const segmenter = new Segmenter(worker.ears);
      const line = new LineListener();
      this.#ear = ears.open((features, audio) => {
        this.#hear(segmenter, worker.ears.preRollMs, features);
        const cues = this.#turn.add(audio, features, segmenter.inSpeech);
        if (cues) {
          this.#voice.add(audio, cues.pitchHz, this.#turn.clarity);
          emit({ type: 'cues', cues });
        }
        for (const cue of line.add(audio, features)) emit({ type: 'line', cue });
      });
    }
  }

  receive(bytes: Buffer, address: string, port: number, nowMs: number): void {
    this.#receiver.receive(bytes, address, port, nowMs);
  }

  /** Sends the packet of this period. */
  send(nowMs: number, skipped: number): void {
    this.#nowMs = nowMs;
    const packet = this.#sender.next(skipped);
    const destination = this.#receiver.destination;
    if (!packet || !destination) return;
    this.#socket.send(packet.bytes, destination.port, destination.address);
    if (!this.#tap || !packet.audio) return;
    const { sequence, timestamp, audio } = packet;
    this.#emit({ type: 'tap', direction: 'sent', samples: audio.slice(), sequence, timestamp, atMs: nowMs });
  }

  /** Takes the caller's 20 ms of this period; its first sample leaves the jitter buffer at `dueMs`. */
  listen(dueMs: number): void {
    if (!this.#receiver.take(this.#frame, dueMs)) return;
    this.#ear?.push(this.#frame, dueMs);
    this.#forwarder?.push(this.#frame, dueMs);
  }

  command(command: StreamCommand, nowMs: number): void {
    this.#nowMs = nowMs;
    const { plays } = this.#sender;
    switch (command.type) {
      case 'agree':
        this.#agreement = command.agreement;
        this.#sender.agree(command.agreement);
        this.#receiver.agree(command.agreement, nowMs);
        break;
      case 'play':
        plays.play(command.playId, command.samples, command.rateHz);
        break;
      case 'end-play':
        plays.endPlay(command.playId);
        break;
      case 'stop-play':
        plays.stop();
        break;
      case 'pause-play':
        plays.pause();
        break;
      case 'duck-play':
        plays.duck();
        break;
      case 'resume-play':
        plays.resume(command.place);
        break;
      case 'send-dtmf':
        this.#sender.sendDtmf(command.digits);
        break;
      case 'turn-over':
        this.#turn.turnOver();
        this.#voice.turnOver(nowMs);
        break;
      case 'listen':
        this.#forwarder?.retune(command.audioRateHz, command.audioWhen === 'always');
        break;
    }
  }

  close(): MediaStats {
    if (this.#ear) this.#ears.close(this.#ear);
    this.#forwarder?.close();
    this.#voice.close();
    this.#sender.close();
    this.#socket.close();
    return { packetsSent: this.#sender.sent, ...this.#receiver.counts };
  }

  #hear(segmenter: Segmenter, preRollMs: number, features: FrameFeatures): void {
    const event = segmenter.add(features);
    if (!event) return;
    this.#emit(event);
    if (event.type === 'speech-pause') this.#voice.pause(event.atMs);
    if (event.type === 'speech-start') this.#forwarder?.open(event.onsetMs - preRollMs);
    if (event.type === 'speech-end') this.#forwarder?.shut();
  }

  #tapReceived(packet: RtpPacket, bytes: Buffer, atMs: number): void {
    const { sequence, timestamp, payloadStart, payloadEnd } = packet;
    const samples = new Int16Array(payloadEnd - payloadStart);
    codecs[this.#agreement!.codec].decode(bytes, payloadStart, payloadEnd, samples, 0);
    this.#emit({ type: 'tap', direction: 'received', samples, sequence, timestamp, atMs });
  }
}
