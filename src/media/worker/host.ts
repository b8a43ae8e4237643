import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../../core/clock.js';
import { Ticker } from '../playout/ticker.js';
import { packetMs } from '../sdp/audio.js';
import type { FromWorker, StreamCommand, StreamEvent, StreamSettings, ToWorker, WorkerSettings } from './protocol.js';
import { Stream, type StreamModels } from './stream.js';

/** Room for the kernel to hold packets while a batch of the ears runs. */
const receiveBufferBytes = 256 * 1024;

/** All streams of a worker and the tick that drives them: every stream sends first, then every stream listens. */
export class Host {
  readonly #clock: Clock;
  readonly #settings: WorkerSettings;
  readonly #models: StreamModels;
  readonly #post: (message: FromWorker) => void;
  readonly #streams = new Map<number, Stream>();
  readonly #ticker: Ticker;
  #events: StreamEvent[] = [];

  constructor(clock: Clock, settings: WorkerSettings, models: StreamModels, post: (message: FromWorker) => void) {
    this.#clock = clock;
    this.#settings = settings;
    this.#models = models;
    this.#post = post;
    this.#ticker = new Ticker(clock, packetMs, (dueMs, skipped) => this.#tick(dueMs, skipped));
  }

  handle(message: Exclude<ToWorker, { type: 'stop' }>): void {
    switch (message.type) {
      case 'open':
        this.#open(message.stream, message.port, message.settings);
        break;
      case 'close':
        this.#close(message.stream);
        break;
      default:
        this.#command(message);
    }
  }

  stop(): void {
    this.#ticker.stop();
    for (const stream of this.#streams.keys()) this.#close(stream);
  }

  #open(id: number, port: number, settings: StreamSettings): void {
    const socket = createMediaSocket(settings.address);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      this.#post({ type: 'open-failed', stream: id, errno: error.code ?? error.message });
    });
    socket.bind({ port, address: settings.address, exclusive: true }, () => {
      socket.removeAllListeners('error');
      // An unreachable peer shows up here on some systems; silence of the peer has its own time-out.
      socket.on('error', () => {});
      const emit = (event: StreamEvent['event']) => this.#events.push({ stream: id, event });
      const stream = new Stream(socket, settings, this.#settings, this.#models, emit);
      socket.on('message', (bytes, from) => {
        try {
          stream.receive(bytes, from.address, from.port, this.#clock.nowMs());
        } catch (error) {
          this.#fail(id, error);
        }
      });
      this.#streams.set(id, stream);
      this.#post({ type: 'opened', stream: id, port: socket.address().port });
    });
  }

  #close(id: number): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    this.#streams.delete(id);
    const stats = stream.close();
    this.#flush();
    this.#post({ type: 'closed', stream: id, stats });
  }

  #command(command: StreamCommand): void {
    try {
      this.#streams.get(command.stream)?.command(command, this.#clock.nowMs());
    } catch (error) {
      this.#fail(command.stream, error);
    }
    this.#flush();
  }

  /** A stream that throws has a bug; it ends alone. */
  #fail(id: number, error: unknown): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    this.#streams.delete(id);
    stream.close();
    this.#flush();
    this.#post({ type: 'failed', stream: id, error });
  }

  #tick(dueMs: number, skipped: number): void {
    // What is late is the packet, not the judging of it: sending comes before everything else.
    for (const [id, stream] of this.#streams) {
      try {
        stream.send(this.#clock.nowMs(), skipped);
      } catch (error) {
        this.#fail(id, error);
      }
    }
    for (const [id, stream] of this.#streams) {
      try {
        stream.listen(dueMs);
      } catch (error) {
        this.#fail(id, error);
      }
    }
    this.#flush();
    void this.#models.ears.listen().then(() => this.#flush());
  }

  #flush(): void {
    if (this.#events.length === 0) return;
    this.#post({ type: 'events', events: this.#events });
    this.#events = [];
  }
}

/** Addresses are numeric always (SDP with host names is refused), so sending needs no resolver, which would cost more than the packet. */
function createMediaSocket(address: string): Socket {
  const family = isIPv6(address) ? 6 : 4;
  return createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    recvBufferSize: receiveBufferBytes,
    lookup: (host, _options, done) => done(null, host, family),
  });
}
