import type { Pacer } from '../data/pace';
import type { ValueDistribution } from '../spec';

const INTERVALS = 30;
/** Numbers between two checks of the clock. */
const BLOCK = 100_000;

/** Moments, zeros and a histogram of numbers, with pauses for other work; what is not finite is only counted. */
export async function distribution(data: Float32Array, pacer: Pacer): Promise<ValueDistribution> {
  const each = (work: (value: number) => void): Promise<void> =>
    pacer.blocks(
      data.length,
      (from, to) => {
        for (let i = from; i < to; i++) if (Number.isFinite(data[i])) work(data[i]!);
      },
      BLOCK,
    );
  let [finite, zeros, mean, squares] = [0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  await each(value => {
    finite++;
    if (value === 0) zeros++;
    if (value < min) min = value;
    if (value > max) max = value;
    const delta = value - mean;
    mean += delta / finite;
    squares += delta * (value - mean);
  });
  if (finite === 0) [min, max] = [0, 0];
  const intervals = max > min ? INTERVALS : 1;
  const width = (max - min) / intervals;
  const counts = new Array<number>(intervals).fill(0);
  await each(value => {
    counts[width === 0 ? 0 : Math.min(intervals - 1, Math.floor((value - min) / width))]!++;
  });
  return {
    ...{ mean, std: finite === 0 ? 0 : Math.sqrt(squares / finite), min, max },
    zeros: data.length === 0 ? 0 : zeros / data.length,
    notFinite: data.length - finite,
    histogram: { limits: Array.from({ length: intervals + 1 }, (_, i) => min + i * width), counts },
  };
}
