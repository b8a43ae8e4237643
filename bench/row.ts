/** One measured figure, printed as one JSON object a line; extra keys say under what circumstances it was taken. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly [context: string]: string | number | boolean;
}

export type Emit = (row: Row) => void;
/** From the command line: `--wire=real` is { wire: 'real' }. */
export type BenchOptions = Readonly<Record<string, string>>;

/** A bench is a function that measures and hands out rows as it gets them. */
export type Bench = (emit: Emit, options: BenchOptions) => Promise<void>;

/** Nearest-rank percentile; NaN for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
