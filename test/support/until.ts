/** Waits for something to be there, a generous time; for tests over real sockets and threads. */
export async function until<T>(find: () => T | undefined | false, withinMs = 8000): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const found = find();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endMs) throw new Error(`not there within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
