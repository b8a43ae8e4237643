import { UndertoneError } from '../core/errors.js';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours of the week in a place. `to` is exclusive; earlier than `from` it is the next morning's. */
export interface TimeWindowOptions {
  /** Days on which the window begins; every day when absent. */
  readonly days?: readonly Weekday[] | undefined;
  /** `HH:MM`, 00:00 when absent. */
  readonly from?: string | undefined;
  /** `HH:MM`, 24:00 when absent. */
  readonly to?: string | undefined;
  /** IANA name, e.g. Asia/Hong_Kong. */
  readonly timezone: string;
}

export interface TimeWindow {
  contains(wallMs: number): boolean;
  /** The local day and time at `wallMs` for an explanation, e.g. `sat 23:10 Asia/Hong_Kong`. */
  local(wallMs: number): string;
}

const minutesPerDay = 24 * 60;

/** @throws UndertoneError CONFIG_BAD_VALUE for a time or a timezone that does not exist. */
export function timeWindow(options: TimeWindowOptions): TimeWindow {
  const from = minuteOfDay(options.from ?? '00:00');
  const to = minuteOfDay(options.to ?? '24:00');
  if (from === to) throw new UndertoneError('CONFIG_BAD_VALUE', `a window from ${options.from} to itself is empty`);
  const days = new Set<number>((options.days ?? weekdays).map((day) => weekdays.indexOf(day)));
  const localTime = localTimeIn(options.timezone);
  return {
    contains: (wallMs) => {
      const { day, minute } = localTime(wallMs);
      if (from < to) return days.has(day) && minute >= from && minute < to;
      const yesterday = (day + 6) % 7;
      return (days.has(day) && minute >= from) || (days.has(yesterday) && minute < to);
    },
    local: (wallMs) => {
      const { day, minute } = localTime(wallMs);
      const clock = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
      return `${weekdays[day]} ${clock} ${options.timezone}`;
    },
  };
}

function minuteOfDay(text: string): number {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (!(Number(minutes) < 60 && minute <= minutesPerDay)) {
    throw new UndertoneError('CONFIG_BAD_VALUE', `'${text}' is not a time of day such as 09:30`);
  }
  return minute;
}

function localTimeIn(timezone: string): (wallMs: number) => { day: number; minute: number } {
  const format = formatFor(timezone);
  return (wallMs) => {
    const parts = new Map(format.formatToParts(wallMs).map((part) => [part.type, part.value]));
    const day = weekdays.indexOf((parts.get('weekday') ?? '').toLowerCase() as Weekday);
    return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
  };
}

function formatFor(timezone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  } catch (error) {
    throw new UndertoneError('CONFIG_BAD_VALUE', `'${timezone}' is not an IANA timezone`, {}, { cause: error });
  }
}
