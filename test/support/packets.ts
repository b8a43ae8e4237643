const packetSamples = 160;
const packetMs = 20;

/** Audio cut into 20 ms packets at 8 kHz that follow each other exactly, the first at `startMs`. */
export function packets(samples: Int16Array, startMs = 0) {
  const count = Math.floor(samples.length / packetSamples);
  return Array.from({ length: count }, (_, index) => ({
    atMs: startMs + index * packetMs,
    samples: samples.subarray(index * packetSamples, (index + 1) * packetSamples),
  }));
}
