/** Where in its utterance the bot is, as far as the Controller can tell without asking the media. Pure. */
import type { BotUtterance } from './state.js';

/** Audio of a reply that the caller may not cut, such as a legal text. */
export interface ProtectedAudio {
  readonly fromMs: number;
  readonly untilMs: number;
}

export const playingSince = (bot: BotUtterance, nowMs: number): BotUtterance => ({
  ...bot,
  audible: true,
  playingSinceMs: nowMs,
});

export const pausedAt = (bot: BotUtterance, nowMs: number): BotUtterance => ({
  ...bot,
  playedMs: playedMs(bot, nowMs),
  playingSinceMs: undefined,
});

export const resumedAt = (bot: BotUtterance, nowMs: number): BotUtterance => ({ ...bot, playingSinceMs: nowMs });

export const isProtected = (bot: BotUtterance, nowMs: number): boolean => {
  const atMs = playedMs(bot, nowMs);
  return bot.protected.some(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs);
};

function playedMs({ playedMs: before, playingSinceMs }: BotUtterance, nowMs: number): number {
  return playingSinceMs === undefined ? before : before + nowMs - playingSinceMs;
}
