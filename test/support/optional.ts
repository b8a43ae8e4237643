/** What a test needs and a machine may lack: an outside peer, an optional package, real recordings. */
export interface Optional {
  readonly missing: boolean;
  /** For the test's name: says why it is skipped; '' when it is not. */
  readonly note: string;
}

/**
 * `what` as in "sipp is not here". Where UNDERTONE_NO_SKIP=1 says that nothing may be skipped, a missing one fails
 * the file that asks for it.
 */
export function optional(what: string, isThere: boolean): Optional {
  if (isThere) return { missing: false, note: '' };
  if (process.env.UNDERTONE_NO_SKIP === '1') throw new Error(`${what} is not here, and UNDERTONE_NO_SKIP is set`);
  return { missing: true, note: ` (skipped: ${what} is not here)` };
}
