/** Calendar arithmetic of the carrier's billing, in Hong Kong time (UTC+8, no daylight saving since 1979). */

const hongKongOffsetMs = 8 * 60 * 60 * 1000;

/** A calendar month as `YYYY-MM`; text order is time order. */
export type Month = string;

/** The Hong Kong date, `YYYY-MM-DD`, at `wallMs` since 1970 UTC. */
export function dateAt(wallMs: number): string {
  return new Date(wallMs + hongKongOffsetMs).toISOString().slice(0, 10);
}

export function monthAt(wallMs: number): Month {
  return dateAt(wallMs).slice(0, 7);
}

/** The month `count` after `month`; before it when negative. */
export function addMonths(month: Month, count: number): Month {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;
}
