import { inspect } from 'node:util';
import * as z from 'zod';

/** A secret's value, which no log, no JSON and no error message shows by accident. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toJSON(): string {
    return '[secret]';
  }

  toString(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `${NAME}`: the value of an environment variable. A secret written into the file itself is refused, because
 * configuration files are copied, committed and mailed (docs/adr/0051-secrets-from-the-environment.md).
 */
export function secret(environment: Environment) {
  return z
    .string()
    .regex(reference, `a secret is never written into this file: name an environment variable, such as \${MY_SECRET}`)
    .transform((text, context) => {
      const name = text.slice(2, -1);
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
      if (value === undefined || value === '') {
        context.addIssue({ code: 'custom', message: `the environment variable ${name} is not set` });
        return z.NEVER;
      }
      return new Secret(value);
    });
}

const reference = /^\$\{[A-Z_][A-Z0-9_]*\}$/;
