/** A part that is not installed or does not run here, in words for the person who starts the program. */
export interface MissingPart {
  readonly part: string;
  readonly reason: string;
  /** Languages that are spoken worse, not spoken, or not understood without it. */
  readonly languages: readonly string[];
}
