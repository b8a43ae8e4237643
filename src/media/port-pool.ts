/** RTP ports handed out in turn, so that a port rests as long as possible before another call gets it. Even ones (RFC 3550 11). */
export class PortPool {
  readonly #ports: readonly number[];
  readonly #taken = new Set<number>();
  #next = 0;

  /**
   * `range` first and last port, both included. Without it the system chooses, and the pool hands out 0.
   * @param begin where in the range the first port is, 0 to 1: programs that share it should not begin at the same one
   */
  constructor(range: readonly [from: number, to: number] | undefined, begin = 0) {
    const ports: number[] = [];
    if (range) for (let port = range[0] + (range[0] % 2); port <= range[1]; port += 2) ports.push(port);
    this.#ports = range ? ports : [0];
    this.#next = Math.floor(begin * this.#ports.length) % this.#ports.length;
  }

  get size(): number {
    return this.#ports.length;
  }

  /** The next free port, undefined when all are taken. */
  take(): number | undefined {
    for (let tried = 0; tried < this.#ports.length; tried++) {
      const port = this.#ports[this.#next]!;
      this.#next = (this.#next + 1) % this.#ports.length;
      if (this.#taken.has(port)) continue;
      if (port !== 0) this.#taken.add(port);
      return port;
    }
    return undefined;
  }

  give(port: number): void {
    this.#taken.delete(port);
  }
}
