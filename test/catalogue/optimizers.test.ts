import assert from 'node:assert/strict';
import { optimizers, parseArguments } from '../../src/catalogue';
import { constant, gradient, input, matmul, mean, square, sub, withSharing } from '../../src/graph';
import type { HostTensor } from '../../src/spec';
import { decayed } from '../../src/training/step/update';
import { testEngine } from '../engines';
import { assertClose, float32, type Numbers, oracle } from './oracle';

interface Oracle {
  readonly a: Numbers;
  readonly b: Numbers;
  readonly start: Numbers;
  readonly cases: readonly {
    readonly optimizer: string;
    readonly args: Record<string, unknown>;
    readonly trace: Numbers;
  }[];
}

const STEPS = 20;

/** Steps on mean((Aθ − b)²) in one loop of the engine: θ after each, [20, 6, 1]. */
async function trace({ a, b, start }: Oracle, name: string, raw: Record<string, unknown>): Promise<HostTensor> {
  const entry = optimizers[name]!;
  const args = parseArguments(entry.arguments, raw);
  const slots = entry.slots(args);
  const shapeOf = (slot: string) => (entry.scalars?.includes(slot) ? [] : start.shape);
  const step = withSharing(() => {
    const parameter = input('θ', start.shape);
    const state = Object.fromEntries(slots.map(slot => [slot, input(slot, shapeOf(slot))]));
    const [t, learningRate] = [input('step', []), input('learningRate', [])];
    const residual = sub(matmul(constant([...a.data], a.shape), parameter), constant([...b.data], b.shape));
    const [g] = gradient(mean(square(residual)), [parameter]);
    const moved = decayed(parameter, args, { learningRate });
    const next = entry.update(args, { parameter: moved, gradient: g!, learningRate, step: t, slots: state });
    return {
      data: [],
      scalars: [t, learningRate],
      state: [
        { input: parameter, next: next.parameter },
        ...slots.map(slot => ({ input: state[slot]!, next: next.slots[slot]! })),
      ],
      outputs: { trace: next.parameter },
    };
  });
  const program = await (await testEngine()).compileLoop(step);
  try {
    const each = (value: (i: number) => number) =>
      float32({ shape: [STEPS], data: Array.from({ length: STEPS }, (_, i) => value(i)) });
    const begin = (slot: string) => {
      const [shape, value] = [shapeOf(slot), entry.start?.(args)[slot] ?? 0];
      return float32({ shape, data: Array.from({ length: shape.reduce((a, d) => a * d, 1) }, () => value) });
    };
    const results = await program.run({
      θ: float32(start),
      ...Object.fromEntries(slots.map(slot => [slot, begin(slot)])),
      step: each(i => i + 1),
      learningRate: each(() => Number(args.learningRate)),
    });
    return results.trace!;
  } finally {
    await program.dispose();
  }
}

describe('optimizers', () => {
  const keras = oracle<Oracle>('optimizers');
  it('all were asked of Keras or numpy', () =>
    assert.deepEqual([...new Set(keras.cases.map(c => c.optimizer))].sort(), Object.keys(optimizers).sort()));
  for (const { optimizer, args, trace: expected } of keras.cases)
    it(`${optimizer} ${JSON.stringify(args)}: 20 steps as ${/^(Grad|Mom)/.test(optimizer) ? 'the formula in numpy' : 'Keras'}`, async () => {
      assertClose(await trace(keras, optimizer, args), expected, 1e-5, 'θ');
    });
  for (const { className } of Object.values(optimizers))
    it(`${className} moves nothing at a learning rate of 0`, async () => {
      const { data } = await trace(keras, className, { learningRate: 0 });
      const size = keras.start.data.length;
      assert.deepEqual(data.slice(-size), Float32Array.from(keras.start.data));
    });
  it('only gradient descent takes the whole set as one batch', () =>
    assert.deepEqual(
      Object.values(optimizers)
        .filter(o => o.fullBatch)
        .map(o => o.className),
      ['GradientDescent'],
    ));
});
