import { UndertoneError } from '../../core/errors.js';

/** A JSON object of the wire, read field by field. */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;

  private constructor(object: Readonly<Record<string, unknown>>) {
    this.#object = object;
  }

  /** @throws UndertoneError ENGINE_PROTOCOL when it is no JSON object */
  static parse(text: string): Fields {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (thrown) {
      const { message } = thrown as Error;
      throw new UndertoneError('ENGINE_PROTOCOL', 'the engine sent a message that is no JSON', { reason: message });
    }
    const fields = Fields.#of(value);
    if (fields === undefined)
      throw new UndertoneError('ENGINE_PROTOCOL', 'the engine sent a message that is no object');
    return fields;
  }

  static #of(value: unknown): Fields | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return new Fields(value as Record<string, unknown>);
  }

  /** Of the first of `names` that is there. @throws UndertoneError ENGINE_PROTOCOL when none is a string */
  string(...names: readonly string[]): string {
    const found = names.map((name) => this.#object[name]).find((value) => typeof value === 'string');
    if (typeof found === 'string') return found;
    const event = this.optionalString('type') ?? '';
    throw new UndertoneError('ENGINE_PROTOCOL', `the engine sent ${event.slice(0, 100)} without ${names[0]}`);
  }

  optionalString(name: string): string | undefined {
    const value = this.#object[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** Whatever it is: a string as it is, nothing as the empty string, the rest as JSON. */
  text(name: string): string {
    const value = this.#object[name];
    if (value === undefined || value === null) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  optionalNumber(name: string): number | undefined {
    const value = this.#object[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }

  object(name: string): Fields | undefined {
    return Fields.#of(this.#object[name]);
  }

  /** Those of a list that are objects; none when there is no list. */
  objects(name: string): readonly Fields[] {
    const value = this.#object[name];
    return Array.isArray(value) ? value.flatMap((each) => Fields.#of(each) ?? []) : [];
  }
}
