let last = 0;

/** Numbers the connections of this process for the recorder (wire-tap.ts), whatever their protocol. */
export function nextConnectionNumber(): number {
  last += 1;
  return last;
}
