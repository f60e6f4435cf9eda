import assert from 'node:assert/strict';
import { apart } from '../../src/anomaly/whitening';
import type { Whitening } from '../../src/spec';
import { randomOf } from './machine';

const [SENSORS, STEPS] = [3, 10];
const width = SENSORS * STEPS;

/** Some directions, orthonormal by Gram and Schmidt. */
function directionsOf(count: number): number[][] {
  const random = randomOf(count + 1);
  const found: number[][] = [];
  while (found.length < count) {
    let next = Array.from({ length: width }, () => random() - 0.5);
    for (const other of found) {
      const along = next.reduce((sum, value, i) => sum + value * other[i]!, 0);
      next = next.map((value, i) => value - along * other[i]!);
    }
    const length = Math.hypot(...next);
    found.push(next.map(value => value / length));
  }
  return found;
}

describe('how far each sensor is from what the others say', () => {
  for (const count of [0, 1, 3, 4, 6, 9])
    it(`is (Mx)ᵢ / √Mᵢᵢ of the inverse covariance M, of ${count} directions`, () => {
      const directions = directionsOf(count);
      const variances = Array.from({ length: count }, (_, k) => 9 / (k + 1));
      const rest = 0.2;
      const whitening: Whitening = {
        mean: [1, 2, 3],
        spread: [2, 1, 4],
        directions: directions.flat(),
        variances,
        rest,
      };
      const random = randomOf(7);
      const numbers = Float64Array.from({ length: width + 2 }, () => 5 * random());
      const found = new Float64Array(SENSORS);
      apart(whitening, width)(numbers, 2, found);

      // M by Woodbury: I / rest + Σ d dᵀ (1 / variance − 1 / rest)
      const inverse = (i: number, j: number): number =>
        directions.reduce((sum, d, k) => sum + d[i]! * d[j]! * (1 / variances[k]! - 1 / rest), i === j ? 1 / rest : 0);
      const x = Array.from({ length: width }, (_, i) => {
        const sensor = i % SENSORS;
        return (numbers[2 + i]! - whitening.mean[sensor]!) / whitening.spread[sensor]!;
      });
      for (let sensor = 0; sensor < SENSORS; sensor++) {
        let sum = 0;
        for (let i = sensor; i < width; i += SENSORS) {
          const product = x.reduce((all, value, j) => all + inverse(i, j) * value, 0);
          sum += product ** 2 / inverse(i, i);
        }
        const expected = Math.sqrt(sum / STEPS);
        assert.ok(
          Math.abs(found[sensor]! - expected) < 1e-9 * expected,
          `${sensor}: ${found[sensor]} is not ${expected}`,
        );
      }
    });
});
