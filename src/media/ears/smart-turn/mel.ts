/** Mel filters by M. Slaney's "Auditory Toolbox" (1998): linear to 1 kHz, logarithmic above, each of unit area. */

/** One triangular filter, without the zeros around it. */
export interface MelFilter {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

const linearHzPerMel = 200 / 3;
const breakHz = 1000;
const breakMel = breakHz / linearHzPerMel;
const logStep = Math.log(6.4) / 27;

const melOf = (hz: number): number =>
  hz < breakHz ? hz / linearHzPerMel : breakMel + Math.log(hz / breakHz) / logStep;
const hzOf = (mel: number): number =>
  mel < breakMel ? mel * linearHzPerMel : breakHz * Math.exp(logStep * (mel - breakMel));

/** `count` filters from 0 Hz to half of `rateHz`, over the bins of a transform of `length` samples. */
export function melFilters(count: number, length: number, rateHz: number): MelFilter[] {
  const topMel = melOf(rateHz / 2);
  const edges = Array.from({ length: count + 2 }, (_, index) => hzOf((topMel * index) / (count + 1)));
  return Array.from({ length: count }, (_, index) =>
    triangle([edges[index]!, edges[index + 1]!, edges[index + 2]!], rateHz / length, length / 2),
  );
}

function triangle([low, middle, high]: readonly [number, number, number], binHz: number, lastBin: number): MelFilter {
  const firstBin = Math.max(0, Math.ceil(low / binHz));
  const endBin = Math.min(lastBin, Math.floor(high / binHz)) + 1;
  const area = 2 / (high - low);
  const weights = Float64Array.from({ length: Math.max(0, endBin - firstBin) }, (_, index) => {
    const hz = (firstBin + index) * binHz;
    return area * Math.max(0, Math.min((hz - low) / (middle - low), (high - hz) / (high - middle)));
  });
  return { firstBin, weights };
}
