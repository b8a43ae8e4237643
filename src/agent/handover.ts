/** What the human who takes over is told: the caller's mood, and what the call was about. By rule, without a model. Pure. */
import type { Mood } from '../core/mood.js';
import type { ConversationContext } from './context-entry.js';
import { emptySummary, fold } from './context-summary.js';

export interface Handover {
  readonly mood: Mood;
  /** One line of text, at most `summaryBytes` long in UTF-8. No digits that may be an account number or a PIN. */
  readonly summary: string;
}

/** What fits into a REFER and the INVITE after it over UDP, hex-encoded (RFC 3261 18.1.1: 1300 bytes in all). */
export const summaryBytes = 200;
const firstBytes = 70;
const lastBytes = 60;
const toolsBytes = 50;

export function handoverOf(mood: Mood, context: ConversationContext): Handover {
  const { turns, languages, asked, tools } = context.entries.reduce(fold, context.summary ?? emptySummary);
  // Whose digits may identify the caller is left out whole: they may be written as words.
  const told = asked.filter(({ redact }) => !redact).map(({ text }) => text);
  const [first, last] = [told[0], told.length > 1 ? told.at(-1) : undefined];
  const used = tools.map(({ name, ok }) => `${name} ${ok ? 'ok' : 'failed'}`).join(', ');
  const parts = [
    `${turns} ${turns === 1 ? 'turn' : 'turns'}${languages.length === 0 ? '' : ` in ${languages.join(', ')}`}`,
    first && `first: ${clipBytes(first, firstBytes)}`,
    last && `last: ${clipBytes(last, lastBytes)}`,
    used && `done: ${clipBytes(used, toolsBytes)}`,
  ];
  return { mood, summary: clipBytes(parts.filter(Boolean).join('; '), summaryBytes) };
}

const ellipsis = '…';

/** Whole characters of at most so many bytes of UTF-8, on one line, none of which JSON would write as two. */
function clipBytes(text: string, most: number): string {
  const line = text
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/["\\]/gu, "'")
    .trim();
  if (Buffer.byteLength(line) <= most) return line;
  let clipped = '';
  for (const character of line) {
    if (Buffer.byteLength(clipped + character + ellipsis) > most) break;
    clipped += character;
  }
  return clipped + ellipsis;
}
