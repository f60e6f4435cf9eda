import { elements } from '../../shape';

/**
 * A map of one or two dimensions in another size, linear between the middles of its cells, and constant outside of them
 * (torch.nn.functional.interpolate, linear or bilinear, align_corners=False).
 */
export function resized(map: ArrayLike<number>, from: readonly number[], to: readonly number[]): Float64Array {
  let values = Float64Array.from(map);
  let shape = [...from];
  for (const [axis, size] of to.entries()) {
    values = alongAxis(values, shape, axis, size);
    shape = shape.with(axis, size);
  }
  return values;
}

function alongAxis(
  values: Float64Array,
  shape: readonly number[],
  axis: number,
  size: number,
): Float64Array<ArrayBuffer> {
  const before = elements(shape.slice(0, axis));
  const after = elements(shape.slice(axis + 1));
  const old = shape[axis]!;
  const out = new Float64Array(before * size * after);
  for (let i = 0; i < size; i++) {
    const at = Math.min(old - 1, Math.max(0, ((i + 0.5) * old) / size - 0.5));
    const [low, share] = [Math.floor(at), at - Math.floor(at)];
    const high = Math.min(old - 1, low + 1);
    for (let b = 0; b < before; b++)
      for (let a = 0; a < after; a++)
        out[(b * size + i) * after + a] =
          (1 - share) * values[(b * old + low) * after + a]! + share * values[(b * old + high) * after + a]!;
  }
  return out;
}
