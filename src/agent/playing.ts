/** Where in its utterance the bot is, as far as the Controller can tell without asking the media. Pure. */
import type { PlayPlace } from './call-audio.js';
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

/** Back to the beginning of words that were cut, when it is no farther; else more would be heard twice than is lost. */
const farthestBackMs = 600;
/** Words known of one utterance, some six minutes of speech; those after them are not gone back to. */
const maxWords = 1000;

export const withWords = <T extends Pick<BotUtterance, 'wordsAtMs'>>(of: T, atMs: number): T =>
  atMs > (of.wordsAtMs.at(-1) ?? -1) && of.wordsAtMs.length < maxWords
    ? { ...of, wordsAtMs: [...of.wordsAtMs, atMs] }
    : of;

/**
 * The bot goes on after a pause: from the beginning of the words that were cut, because half a word twice is understood
 * better than its second half, or else from where it was. To the same words once only, or a caller with much to say to
 * them would hear nothing else. A bot that talked on softly goes on from where it is.
 */
export function resumed(
  bot: BotUtterance | undefined,
  nowMs: number,
): { readonly bot: BotUtterance | undefined; readonly place: PlayPlace | undefined } {
  if (bot === undefined || bot.playingSinceMs !== undefined) return { bot, place: undefined };
  const goesOn = { ...bot, playingSinceMs: nowMs };
  const atMs = bot.wordsAtMs.findLast((wordsAtMs) => wordsAtMs <= bot.playedMs);
  if (atMs === undefined || bot.playedMs - atMs > farthestBackMs || atMs === bot.wentBackToMs) {
    return { bot: goesOn, place: undefined };
  }
  return { bot: { ...goesOn, playedMs: atMs, wentBackToMs: atMs }, place: { id: bot.id, atMs } };
}

/** The caller may not cut what is being said, nor what comes within the next `aheadMs`. */
export const isProtected = (bot: BotUtterance, nowMs: number, aheadMs = 0): boolean => {
  const atMs = playedMs(bot, nowMs);
  return bot.protected.some(({ fromMs, untilMs }) => atMs + aheadMs >= fromMs && atMs < untilMs);
};

function playedMs({ playedMs: before, playingSinceMs }: BotUtterance, nowMs: number): number {
  return playingSinceMs === undefined ? before : before + nowMs - playingSinceMs;
}
