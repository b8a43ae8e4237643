import type { Cancel, Clock } from '../../core/clock.js';
import { asUndertoneError, type UndertoneError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import type { RealtimeLink } from './link.js';
import type { ServerEvent } from './server-events.js';

/** How long before its end a session is renewed, at most; else a quarter of its life. */
const maxLeadMs = 60_000;
/** Until another try when a session could not be opened. */
const retryMs = 3_000;
/** Until another look whether anybody speaks. */
const lookMs = 100;

export interface LinkHandlers {
  readonly onEvent: (event: ServerEvent) => void;
  readonly onLost: (error: UndertoneError, expired: boolean) => void;
}

export interface LinkKeeperOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly open: (handlers: LinkHandlers) => Promise<RealtimeLink>;
  /** No reply is under way. */
  readonly isBetweenReplies: () => boolean;
  /** Nor does anybody speak: another link may take over unnoticed. */
  readonly isQuiet: () => boolean;
  /** The link at hand is this one from here on, and knows nothing yet of the conversation. */
  readonly onLinked: (link: RealtimeLink) => void;
  readonly onEvent: (event: ServerEvent) => void;
  /** There is no link any more, and none is going to be. */
  readonly onLost: (error: UndertoneError) => void;
}

/**
 * One link to the engine after the other, as if they were one: before the engine ends a session another is opened, which
 * takes over between two turns (docs/adr/0106-sessions-that-end.md). A session that the engine ends between two turns is
 * replaced in the same way; what is to be sent meanwhile waits.
 */
export class LinkKeeper {
  readonly #options: LinkKeeperOptions;
  #link: RealtimeLink | undefined;
  #spare: RealtimeLink | undefined;
  #waiting: (() => void)[] = [];
  #cancelTimer: Cancel = () => {};
  #isClosed = false;

  constructor(options: LinkKeeperOptions) {
    this.#options = options;
  }

  /** undefined while one is being opened in the place of one that ended. */
  get link(): RealtimeLink | undefined {
    return this.#link;
  }

  /** @throws UndertoneError as openLink */
  async start(): Promise<void> {
    this.#use(await this.#open());
  }

  /** Now, or as soon as there is a link. */
  whenLinked(action: () => void): void {
    if (this.#link !== undefined) action();
    else this.#waiting.push(action);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer();
    await Promise.all([this.#link?.close(), this.#spare?.close()]);
  }

  async #open(): Promise<RealtimeLink> {
    let opened: RealtimeLink | undefined;
    let lost: UndertoneError | undefined;
    opened = await this.#options.open({
      onEvent: (event) => {
        if (opened !== undefined && opened === this.#link) this.#options.onEvent(event);
      },
      onLost: (error, expired) => {
        if (opened === undefined) lost = error;
        else this.#onLost(opened, error, expired);
      },
    });
    // It may end with the very message that opens it.
    if (lost !== undefined) throw lost;
    return opened;
  }

  #use(link: RealtimeLink): void {
    this.#link = link;
    this.#options.onLinked(link);
    for (const action of this.#waiting.splice(0)) action();
    if (link.endsMs === undefined) return;
    const lifeMs = link.endsMs - this.#options.clock.nowMs();
    this.#after(lifeMs - Math.min(maxLeadMs, lifeMs / 4), () => void this.#renew());
  }

  async #renew(): Promise<void> {
    try {
      const spare = await this.#open();
      if (this.#isClosed) await spare.close();
      else {
        this.#spare = spare;
        this.#takeOver();
      }
    } catch (thrown) {
      this.#options.log.warn({ code: asUndertoneError(thrown).code }, 'the engine session could not be renewed yet');
      if (!this.#isClosed) this.#after(retryMs, () => void this.#renew());
    }
  }

  /** As soon as it goes unnoticed. */
  #takeOver(): void {
    const spare = this.#spare;
    if (spare === undefined) return;
    if (this.#options.isQuiet()) {
      const old = this.#link;
      this.#spare = undefined;
      this.#use(spare);
      void old?.close();
      this.#options.log.info({}, 'the engine session was renewed');
    } else this.#after(lookMs, () => this.#takeOver());
  }

  #onLost(link: RealtimeLink, error: UndertoneError, expired: boolean): void {
    if (this.#isClosed) return;
    if (link === this.#spare) {
      this.#spare = undefined;
      this.#after(retryMs, () => void this.#renew());
    }
    if (link !== this.#link) return;
    this.#cancelTimer();
    this.#link = undefined;
    if (expired && this.#options.isBetweenReplies()) void this.#replace();
    else this.#options.onLost(error);
  }

  /** The one that was opened for it, or a new one. */
  async #replace(): Promise<void> {
    try {
      const link = this.#spare ?? (await this.#open());
      this.#spare = undefined;
      if (this.#isClosed) await link.close();
      else this.#use(link);
    } catch (thrown) {
      if (!this.#isClosed) this.#options.onLost(asUndertoneError(thrown));
    }
  }

  #after(delayMs: number, fire: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.setTimer(Math.max(0, delayMs), fire, { background: true });
  }
}
