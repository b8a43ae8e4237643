import type { Handover } from '../agent/handover.js';
import { userToUser, withHeaderField } from '../sip/user-to-user.js';

/** The transfer's target, whose INVITE then says what the caller's mood is and what the call was about. docs/mood.md. */
export function withHandover(target: string, { mood, summary }: Handover): string {
  const { level, anger, valence } = mood;
  const told = JSON.stringify({ mood: level, anger: rounded(anger), valence: rounded(valence), summary });
  return withHeaderField(target, 'User-to-User', userToUser(Buffer.from(told), 'undertone-handover', 'json'));
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
