import assert from 'node:assert/strict';
import { uniformSequence } from '../../src/graph/counter-hash';
import { countsOf, type LabelTraining, type NumberTraining } from '../../src/health/columns';
import { driftOf } from '../../src/health/drift';
import { driftText } from '../../src/health/words';

const edges = [20, 40, 60, 80];
const training = (values: Float64Array): NumberTraining => {
  const empty = { kind: 'numbers' as const, name: 'amount', edges, median: 50, counts: [] };
  return { ...empty, counts: countsOf(empty, values) };
};
const drawn = (n: number, seed: number, shift = 0): Float64Array => {
  const random = uniformSequence(seed);
  return Float64Array.from({ length: n }, () => 100 * random() + shift);
};

describe('drift of a column', () => {
  it('is the population stability index', () => {
    const column: LabelTraining = { kind: 'labels', name: 'c', labels: ['a', 'b', 'c'], counts: [250, 250, 500, 0, 0] };
    const now = Float64Array.from({ length: 1000 }, (_, i) => (i < 500 ? 0 : i < 750 ? 1 : 2));
    const expected = 2 * (0.5 - 0.25) * Math.log(0.5 / 0.25);
    const { psi, drifted, change } = driftOf(column, now, 1);
    assert.ok(Math.abs(psi - expected) < 1e-12, `${psi} and ${expected}`);
    assert.ok(drifted);
    assert.deepEqual(change, { what: 'label', label: 'a', before: 0.25, now: 0.5 });
  });

  it('is not found by chance where there are few rows, and is where numbers move', () => {
    let found = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const column = training(drawn(100, seed));
      if (driftOf(column, drawn(60, seed + 1000), 1).drifted) found++;
      assert.ok(driftOf(column, drawn(200, seed + 2000, 60), 1).drifted);
    }
    assert.ok(found <= 6, `${found} of 200 drifted by chance`);
  });

  it('is put in words', () => {
    const column = training(drawn(100, 1));
    const say = (values: Float64Array) => driftText(driftOf(column, values, 1), values.length);
    assert.equal(
      say(new Float64Array(80).fill(85)),
      '"amount" has drifted: its median was 50 in training, and is 85 in the last 80 records',
    );
    const spread = new Float64Array(81).map((_, i) => (i < 41 ? 49 : 200));
    assert.match(
      say(spread),
      /^"amount" has drifted: values < 20 were \d+ % of the training rows, and are 0 % of the last 81 records$/,
    );
    assert.equal(
      say(new Float64Array(80).fill(Number.NaN)),
      '"amount" has drifted: values that are missing or new were 0 % of the training rows, and are 100 % of the last 80 records',
    );
  });
});
