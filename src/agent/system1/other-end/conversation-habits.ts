import { plainText } from '../plain-text.js';
import type { Evidence, LineEvent } from './line-event.js';
import { similarity } from './similarity.js';

/** How the other end talks with us: machines say the same again, after the same time, and never while we speak. */
export interface HabitsTrack {
  readonly botEndedMs: number | undefined;
  readonly botSpeaking: boolean;
  /** Of the last utterances that followed one of ours. */
  readonly gapsMs: readonly number[];
  /** Of the last long utterances. */
  readonly lengthsMs: readonly number[];
  readonly texts: readonly string[];
  readonly backChannels: number;
  readonly interruptions: number;
  readonly answers: number;
  /** Choices of a keypad menu that were read out. */
  readonly menuItems: number;
}

export const noHabits: HabitsTrack = {
  botEndedMs: undefined,
  botSpeaking: false,
  gapsMs: [],
  lengthsMs: [],
  texts: [],
  backChannels: 0,
  interruptions: 0,
  answers: 0,
  menuItems: 0,
};

const remembered = 12;
/** "Yes" is always the same; a sentence is not. */
const longMs = 1500;
const longText = { letters: 16, han: 6 };
const sameLengthMs = 50;
const sameText = 0.9;
const times = 3;
const gaps = { least: 5, spreadMs: 160 };
/** A caller who says "mm" while we speak is a person. */
const backChannelMs = 700;
/** People who have answered so often without a machine's habits are people. */
const answersOfAPerson = 3;

const menuItem = new RegExp(
  [
    '\\b(?:for|to) .{2,60}?\\bpress (?:[0-9]|one|two|three|four|five|six|seven|eight|nine|zero|star|hash|pound)\\b',
    '\\bpress (?:[0-9]|one|two|three|four|five|six|seven|eight|nine|zero|star|hash|pound) (?:for|to)\\b',
    '請(?:撳|按)(?:[0-9]|一|二|三|四|五|六|七|八|九|零|星|井)|请按(?:[0-9]|一|二|三|四|五|六|七|八|九|零|星|井)',
  ].join('|'),
  'gu',
);

export function noteHabits(track: HabitsTrack, event: LineEvent): HabitsTrack {
  switch (event.type) {
    case 'bot-began':
      return { ...track, botSpeaking: true };
    case 'bot-ended':
      return { ...track, botSpeaking: false, botEndedMs: event.atMs };
    case 'spoke':
      return noteSpeech(track, event.startedMs, event.endedMs);
    case 'transcript': {
      const text = plainText(event.text);
      const texts = isLong(text) ? last([...track.texts, text]) : track.texts;
      return { ...track, texts, menuItems: track.menuItems + (text.match(menuItem)?.length ?? 0) };
    }
    default:
      return track;
  }
}

function noteSpeech(track: HabitsTrack, startedMs: number, endedMs: number): HabitsTrack {
  const lengthMs = endedMs - startedMs;
  if (track.botSpeaking) {
    const short = lengthMs <= backChannelMs;
    return {
      ...track,
      backChannels: track.backChannels + (short ? 1 : 0),
      interruptions: track.interruptions + (short ? 0 : 1),
    };
  }
  const lengthsMs = lengthMs >= longMs ? last([...track.lengthsMs, lengthMs]) : track.lengthsMs;
  if (track.botEndedMs === undefined) return { ...track, lengthsMs };
  const gapsMs = last([...track.gapsMs, startedMs - track.botEndedMs]);
  return { ...track, lengthsMs, gapsMs, botEndedMs: undefined, answers: track.answers + 1 };
}

export function machineEvidence(track: HabitsTrack): readonly Evidence[] {
  const { gapsMs, lengthsMs, texts } = track;
  const evidence: Evidence[] = [];
  if (track.menuItems > 0) evidence.push('keypad-menu');
  if (alike(texts, (one, other) => similarity(one, other) >= sameText)) evidence.push('same-words-again');
  if (alike(lengthsMs, (one, other) => Math.abs(one - other) <= sameLengthMs)) evidence.push('same-length-again');
  const recent = gapsMs.slice(-gaps.least);
  if (recent.length === gaps.least && Math.max(...recent) - Math.min(...recent) <= gaps.spreadMs) {
    evidence.push('constant-gaps');
  }
  return evidence;
}

export function personEvidence({ backChannels, answers }: HabitsTrack): readonly Evidence[] {
  if (backChannels > 0) return ['back-channel'];
  return answers >= answersOfAPerson ? ['conversation'] : [];
}

/** Whether one of them came `times` times. */
function alike<T>(all: readonly T[], same: (one: T, other: T) => boolean): boolean {
  return all.some((one) => all.filter((other) => same(one, other)).length >= times);
}

function isLong(text: string): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han >= longText.han || text.length >= longText.letters;
}

const last = <T>(all: readonly T[]): readonly T[] => all.slice(-remembered);
