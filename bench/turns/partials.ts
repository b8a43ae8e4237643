/** What the engine takes the caller's words for at a time, in ms of the turn's samples. */
export interface Partial {
  readonly atMs: number;
  readonly text: string;
}
