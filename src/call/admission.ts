import type { Bot } from './bot.js';

/** A client that comes back sooner than this would be refused again (RFC 3261 section 20.33: whole seconds). */
const leastSeconds = 1;

/** Seconds after which a call for the bot may be tried again; undefined when one of its engines can take it now. */
export function busySeconds({ engines, language }: Bot): number | undefined {
  if (engines.some((engine) => engine.canServe(language))) return undefined;
  const soonestMs = Math.min(...engines.map(({ retryAfterMs }) => retryAfterMs));
  return Math.max(leastSeconds, Math.ceil(soonestMs / 1000));
}

/** RFC 3261 section 20.33. */
export const retryAfter = (seconds = leastSeconds): Readonly<Record<string, string>> => ({
  'Retry-After': String(seconds),
});
