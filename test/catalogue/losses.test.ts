import assert from 'node:assert/strict';
import { activations, losses } from '../../src/catalogue';
import { lossChoice } from '../../src/catalogue/loss-choice';
import { TensorwireError } from '../../src/errors';
import { gradient, input, mean } from '../../src/graph';
import { assertClose, float32, int32, type Numbers, oracle } from './oracle';
import { run } from './run';

interface Case {
  readonly loss: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly activation: string | null;
  readonly target: Numbers;
  readonly x: Numbers;
  readonly rows: Numbers;
  readonly gradient: Numbers;
}

describe('losses', () => {
  const cases = oracle<Case[]>('losses');
  it('all were asked of Keras', () =>
    assert.deepEqual([...new Set(cases.map(c => c.loss))].sort(), Object.keys(losses).sort()));

  cases.forEach((record, i) => {
    const { loss, args, activation } = record;
    const named = lossChoice({ className: loss, args });
    it(`${named.text} ${activation ? `after ${activation}` : 'of the numbers as they are'} (case ${i}): rows and gradient are Keras's`, async () => {
      const entry = losses[loss]!;
      const target = entry.target === 'index' ? int32(record.target) : float32(record.target);
      const results = await run({ x: float32(record.x), target }, () => {
        const x = input('x', ['N', ...record.x.shape.slice(1)]);
        const y = input('target', ['N', ...record.target.shape.slice(1)], target.dtype);
        const rows = named.call(y, activation ? activations[activation]!.call(x) : x);
        return { inputs: [x, y], outputs: { rows, dx: gradient(mean(rows), [x])[0]! } };
      });
      assertClose(results.rows!, record.rows, 1e-5, 'rows');
      assertClose(results.dx!, record.gradient, 1e-5, 'gradient');
    });
  });

  it('a target of another shape is an error, not stretched', () => {
    const [target, prediction] = [input('t', ['N', 1]), input('p', ['N', 3])];
    assert.throws(() => lossChoice('MeanSquaredError').call(target, prediction), TensorwireError);
    assert.throws(
      () => lossChoice('SparseCategoricalCrossentropy').call(input('t', ['N', 3], 'int32'), prediction),
      TensorwireError,
    );
  });
  it('[N] stands for [N, 1]', () => {
    assert.deepEqual(lossChoice('BinaryCrossentropy').call(input('t', ['N']), input('p', ['N', 1])).shape, ['N']);
  });
});
