/** Keys and values that the configurations of several families have alike. */
import * as z from 'zod';
import { languages } from '../../core/language.js';

/** Of a model, a voice or a speaker, in the engine's own terms. */
export const engineName = z.string().min(1).max(200);

export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
export const webSocketUrl = z.url({ protocol: /^wss?$/, error: 'must be a ws or wss URL' });

/** Languages that an engine, or a part which cannot be asked, is said to have. */
export const engineLanguages = z.array(z.enum(languages)).min(1).max(languages.length);

export const milliseconds = (least: number, most: number) => z.int().min(least).max(most);

export const proxyShape = {
  proxy: httpUrl.optional().describe('HTTP proxy that tunnels (CONNECT); none when absent.'),
};

export const replyLengthShape = (defaultMs: number) => ({
  max_reply_ms: milliseconds(1_000, 600_000)
    .default(defaultMs)
    .describe('Longest reply, in milliseconds; a longer one is cut and has failed.'),
});

export const placesShape = {
  concurrent_sessions: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Calls at a time; no limit of its own when absent.'),
};

/** More of a request than we know of. */
export const requestParameters = z.record(z.string().min(1).max(100), z.json()).default({});
