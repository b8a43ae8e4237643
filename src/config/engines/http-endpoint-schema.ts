import * as z from 'zod';
import { languages } from '../../core/language.js';
import { type Environment, secret } from '../secret.js';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** Keys of everything that is reached by HTTP at an address of its own. */
export function httpEndpointShape(environment: Environment, urlExample: string) {
  return {
    url: httpUrl.describe(`Address that the paths of the API are appended to, such as \`${urlExample}\`.`),
    key: secret(environment)
      .optional()
      .describe(
        `Sent as \`Authorization: Bearer\`; \`\${NAME}\` of an environment variable. None is sent when absent.`,
      ),
    proxy: httpUrl.optional().describe('HTTP proxy that tunnels (CONNECT); none when absent.'),
    connect_ms: z.int().min(100).max(30_000).default(2_000).describe('Longest wait for a connection, in milliseconds.'),
    first_byte_ms: z
      .int()
      .min(100)
      .max(60_000)
      .default(8_000)
      .describe('Longest wait for the first byte of an answer, in milliseconds.'),
    idle_ms: z.int().min(100).max(60_000).default(5_000).describe('Longest pause in an answer, in milliseconds.'),
  };
}

/** Languages that a part which cannot be asked is said to have. */
export const engineLanguages = z.array(z.enum(languages)).min(1).max(languages.length);
