import { type Environment, secret } from '../secret.js';
import { httpUrl, milliseconds, proxyShape } from './engine-keys.js';

/** Keys of everything that is reached by HTTP at an address of its own. */
export function httpEndpointShape(environment: Environment, urlExample: string) {
  return {
    url: httpUrl.describe(`Address that the paths of the API are appended to, such as \`${urlExample}\`.`),
    key: secret(environment)
      .optional()
      .describe(
        `Sent as \`Authorization: Bearer\`; \`\${NAME}\` of an environment variable. None is sent when absent.`,
      ),
    ...proxyShape,
    connect_ms: milliseconds(100, 30_000).default(2_000).describe('Longest wait for a connection, in milliseconds.'),
    first_byte_ms: milliseconds(100, 60_000)
      .default(8_000)
      .describe('Longest wait for the first byte of an answer, in milliseconds.'),
    idle_ms: milliseconds(100, 60_000).default(5_000).describe('Longest pause in an answer, in milliseconds.'),
  };
}
