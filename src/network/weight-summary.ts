import type { NetworkSpec, WeightSummary } from '../spec';

const INTERVALS = 30;
const MOST_ARRAYS = 60;

/** How the weights of a trained network are distributed, array by array. `weights`: by `layerId/weight`. */
export function summarizeWeights(
  { layers }: NetworkSpec,
  weights: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>,
): readonly WeightSummary[] {
  return layers
    .flatMap(({ id, label }) =>
      Object.entries(weights).flatMap(([key, { shape, data }]) =>
        key.startsWith(`${id}/`) ? [{ id, label, key, shape, data }] : [],
      ),
    )
    .slice(0, MOST_ARRAYS)
    .map(({ id, label, key, shape, data }) => ({
      ...{ layer: id, label, weight: key.slice(id.length + 1), shape },
      ...distribution(data),
    }));
}

function distribution(data: Float32Array): Omit<WeightSummary, 'layer' | 'label' | 'weight' | 'shape'> {
  let [finite, zeros, mean, squares] = [0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    finite++;
    if (value === 0) zeros++;
    if (value < min) min = value;
    if (value > max) max = value;
    const delta = value - mean;
    mean += delta / finite;
    squares += delta * (value - mean);
  }
  if (finite === 0) [min, max] = [0, 0];
  const intervals = max > min ? INTERVALS : 1;
  const width = (max - min) / intervals;
  const counts = new Array<number>(intervals).fill(0);
  for (const value of data)
    if (Number.isFinite(value)) counts[width === 0 ? 0 : Math.min(intervals - 1, Math.floor((value - min) / width))]!++;
  return {
    ...{ mean, std: finite === 0 ? 0 : Math.sqrt(squares / finite), min, max },
    zeros: data.length === 0 ? 0 : zeros / data.length,
    notFinite: data.length - finite,
    histogram: { limits: Array.from({ length: intervals + 1 }, (_, i) => min + i * width), counts },
  };
}
