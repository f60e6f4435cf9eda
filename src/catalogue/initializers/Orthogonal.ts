import { elements } from '../../shape';
import { number } from '../arguments';
import { initializer } from '../entry';
import { filled, normal } from '../lib/initializers/distributions';

/**
 * Orthogonal rows or columns (whichever are fewer) of length `gain`, in random directions: the Q of a matrix of normal
 * numbers. Axes before the last count as one. Source: keras.initializers.Orthogonal; Saxe et al. 2014.
 */
export default initializer('Orthogonal', {
  arguments: { gain: number({ default: 1 }) },
  values: ({ gain }, shape, uniform) => {
    const columns = shape.at(-1) ?? 1;
    const rows = elements(shape.slice(0, -1));
    const [few, many] = [Math.min(rows, columns), Math.max(rows, columns)];
    const next = normal(uniform, 0, 1);
    const directions = Array.from({ length: few }, () => Float64Array.from({ length: many }, next));
    directions.forEach((vector, i) => {
      // twice, because rounding leaves a remainder of the first pass if vectors are nearly parallel
      for (const earlier of [...directions.slice(0, i), ...directions.slice(0, i)]) subtract(vector, earlier);
      const length = Math.sqrt(dot(vector, vector));
      for (let j = 0; j < many; j++) vector[j]! /= length;
    });
    let at = 0;
    return filled(shape, () => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      at++;
      return gain * (rows <= columns ? directions[row]![column]! : directions[column]![row]!);
    });
  },
});

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Removes the component of `vector` along `unit`, in place. */
function subtract(vector: Float64Array, unit: Float64Array): void {
  const share = dot(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i]! -= share * unit[i]!;
}
