import type { CallEvent } from '#src/core/call-event.js';
import type { Product } from './product.js';
import { silence } from './tone.js';
import { until } from './until.js';
import { WireCaller } from './wire-caller.js';
import { oncePerSound, type Singing, type WordModel } from './word-model.js';

type EventOf<T extends CallEvent['type']> = Extract<CallEvent, { type: T }>;

/** A caller who sings the words of a model over SIP and RTP, and waits for the bot as people do. */
export class SingingCaller {
  readonly wire: WireCaller;
  readonly #product: Product;
  readonly #model: WordModel;
  readonly #voice: Int16Array;

  private constructor(product: Product, wire: WireCaller, model: WordModel, voice: Int16Array) {
    this.#product = product;
    this.wire = wire;
    this.#model = model;
    this.#voice = voice;
  }

  /** Dials, and hears the greeting. */
  static async dial(product: Product, user: string, model: WordModel, voice: Int16Array): Promise<SingingCaller> {
    const wire = await WireCaller.dial(product.sip('udp'), user);
    const caller = new SingingCaller(product, wire, model, voice);
    await caller.quiet();
    return caller;
  }

  /** What the bot answers to a text. */
  async asks(text: string, singing: Singing = {}): Promise<string> {
    const before = this.said.length;
    await this.wire.say(this.#model.sung(text, { ...singing, voice: this.#voice }));
    await this.wire.say(silence(900));
    return this.#answer(before);
  }

  /** Speaks, and goes on by key while the bot still answers, as somebody does who knows the menu. */
  async asksAndKeys(text: string, digits: string): Promise<string> {
    const before = this.said.length;
    await this.wire.say(this.#model.sung(text, { voice: this.#voice }));
    await this.wire.say(silence(900));
    await until(() => this.events('turn-state').at(-1)?.to === 'BotReplying', 20_000);
    await this.wire.say(silence(5000));
    await this.wire.press(digits);
    await this.#answer(before + 1);
    return this.said.slice(before).join(' ');
  }

  /** What the bot answers to keys. */
  async keys(digits: string): Promise<string> {
    const before = this.said.length;
    await this.wire.press(digits);
    return this.#answer(before);
  }

  /** A sound that is not sung. */
  async sounds(samples: Int16Array): Promise<void> {
    await this.wire.say(samples);
    await this.wire.say(silence(900));
  }

  get said(): readonly string[] {
    return this.#product.botSaid(this.wire.call);
  }

  /** What the bot took the caller's words for. */
  get heard(): readonly string[] {
    return this.events('said').flatMap(({ by, text }) => (by === 'caller' ? [oncePerSound(text)] : []));
  }

  events<T extends CallEvent['type']>(type: T): readonly EventOf<T>[] {
    return this.#product.eventsOf(this.wire.call).filter((event): event is EventOf<T> => event.type === type);
  }

  /** Resolves when the bot waits for the caller. */
  async quiet(): Promise<void> {
    await until(() => this.events('turn-state').at(-1)?.to === 'Silence', 60_000);
  }

  hangUp(): Promise<number | undefined> {
    return this.wire.hangUp();
  }

  async #answer(before: number): Promise<string> {
    await until(() => this.said.length > before, 60_000);
    await this.quiet();
    return this.said.slice(before).join(' ');
  }
}
