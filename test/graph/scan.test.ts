import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  add,
  concatenate,
  type Dim,
  type GraphNode,
  gather,
  gradient,
  input,
  matmul,
  mul,
  neg,
  relu,
  reshape,
  type Shape,
  type Step,
  scan,
  sigmoid,
  split,
  square,
  sub,
  sum,
  tanh,
  withSharing,
} from '../../src/graph';
import { testEngine } from '../engines';
import { count, float, int, noise, sizes } from './numbers';
import { collected, type ScanCase, scanCases } from './scan-cases';

const LENGTH = 4;

/** The same as scan, with a copy of the step for each element. */
function unrolled(step: Step, init: readonly GraphNode[], sequences: readonly GraphNode[], reverse: boolean) {
  const parts = sequences.map(s =>
    split(s, 0, Array<Dim>(LENGTH).fill(1)).map(part => reshape(part, s.shape.slice(1))),
  );
  let carry = init;
  const steps: (readonly GraphNode[])[] = [];
  for (let i = 0; i < LENGTH; i++) {
    const at = reverse ? LENGTH - 1 - i : i;
    const now = step(
      carry,
      parts.map(part => part[at]!),
    );
    carry = now.carry;
    steps[at] = now.outputs ?? [];
  }
  const stack = (nodes: GraphNode[]) =>
    concatenate(
      nodes.map(node => reshape(node, [1, ...node.shape])),
      0,
    );
  return { carry, outputs: steps[0]!.map((_, i) => stack(steps.map(s => s[i]!))) };
}

/** Results and gradients of the scan and of its copies are equal, on the engine under test. */
async function compare({ carry, elements, outside, body }: ScanCase, reverse: boolean): Promise<void> {
  const shapes = [...carry, ...elements.map((e): Shape => [LENGTH, ...e]), ...outside];
  const xs = shapes.map((shape, i) => input(`x${i}`, shape));
  const [init, sequences, rest] = [
    xs.slice(0, carry.length),
    xs.slice(carry.length, carry.length + elements.length),
    xs.slice(carry.length + elements.length),
  ];
  const step: Step = (state, now) => body([...state], [...now], rest);
  const outputs: Record<string, GraphNode> = {};
  for (const [name, run] of [
    ['scan', scan(step, init, sequences, { reverse })],
    ['copies', unrolled(step, init, sequences, reverse)],
  ] as const) {
    const results = [...run.carry, ...run.outputs];
    results.forEach((r, i) => {
      outputs[`${name} ${i}`] = mul(r, 1); // an output may be an input
    });
    gradient(sum(square(collected(results))), xs).forEach((d, i) => {
      outputs[`${name} d${i}`] = d;
    });
  }
  const program = await (await testEngine()).compile({ inputs: xs, outputs });
  const feeds = shapes.map((s, i) => [`x${i}`, float(sizes(s), noise(count(sizes(s)), 10 + i))] as const);
  const found = await program.run(Object.fromEntries(feeds));
  await program.dispose();
  for (const name of Object.keys(found).filter(n => n.startsWith('scan'))) {
    const [actual, expected] = [found[name]!, found[name.replace('scan', 'copies')]!];
    assert.deepEqual(actual.shape, expected.shape, name);
    const largest = Math.max(1, ...Array.from(expected.data, Math.abs));
    for (const [i, v] of expected.data.entries())
      assert.ok(Math.abs(actual.data[i]! - v) < 1e-5 * largest, `${name}[${i}]: ${actual.data[i]}, copies ${v}`);
  }
}

describe('scan equals as many copies of its step', () => {
  for (const c of scanCases)
    for (const reverse of [false, true]) it(`${c.name}${reverse ? ', reversed' : ''}`, () => compare(c, reverse));

  // a program is a list of ops, each on values that were there before it
  const index = fc.nat(1000);
  const line = fc.record({
    op: fc.constantFrom('add', 'sub', 'mul', 'neg', 'tanh', 'relu', 'matmul', 'sum'),
    a: index,
    b: index,
  });
  const programs = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 12 }),
    states: fc.array(index, { minLength: 1, maxLength: 3 }),
    outputs: fc.array(index, { maxLength: 2 }),
    reverse: fc.boolean(),
  });
  it('for bodies at random', () =>
    fc.assert(
      fc.asyncProperty(programs, ({ lines, states, outputs, reverse }) =>
        compare(
          {
            name: 'random',
            carry: states.map(() => ['N', 2]),
            elements: [
              ['N', 2],
              ['N', 1],
            ],
            outside: [[2, 2], [2]],
            body(carry, [x, y], [u, k]) {
              const values = [...carry, x!, mul(x!, y!), add(x!, k!), mul(sigmoid(k!), add(carry[0]!, 0))];
              const at = (i: number) => values[i % values.length]!;
              for (const { op, a, b } of lines)
                values.push(
                  op === 'add'
                    ? add(at(a), at(b))
                    : op === 'sub'
                      ? sub(at(a), at(b))
                      : op === 'mul'
                        ? mul(at(a), at(b))
                        : op === 'neg'
                          ? neg(at(a))
                          : op === 'tanh'
                            ? tanh(at(a))
                            : op === 'relu'
                              ? relu(add(at(a), 0.123))
                              : op === 'matmul'
                                ? matmul(at(a), u!)
                                : mul(at(b), sum(at(a), [1], true)),
                );
              return { carry: states.map(i => tanh(at(i))), outputs: outputs.map(at) };
            },
          },
          reverse,
        ),
      ),
      { numRuns: 20 },
    )).timeout(120_000);

  it('a state of whole numbers counts, and chooses', async () => {
    const [n, table, x] = [input('n', ['N'], 'int32'), input('table', [6, 2]), input('x', [3, 'N', 2])];
    const { carry, outputs } = scan(
      ([i], [now]) => ({ carry: [add(i!, 1)], outputs: [mul(gather(table, i!), now!)] }),
      [n],
      [x],
    );
    const [dTable] = gradient(sum(outputs[0]!), [table]);
    const inputs = [n, table, x];
    const program = await (await testEngine()).compile({ inputs, outputs: { after: carry[0]!, dTable: dTable! } });
    const ones = float([3, 2, 2], Array<number>(12).fill(1));
    const found = await program.run({ n: int([2], [0, 2]), table: float([6, 2], noise(12, 1)), x: ones });
    await program.dispose();
    assert.deepEqual([...found.after!.data], [3, 5]);
    assert.deepEqual([...found.dTable!.data], [1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 0, 0]);
  });

  it('a mask of 0 leaves the state as it was, bit by bit', async () => {
    const [h, m, x] = [input('h', ['N', 2]), input('m', [3, 'N', 1]), input('x', [3, 'N', 2])];
    const { carry } = scan(
      ([before], [mask, now]) => ({ carry: [add(before!, mul(mask!, sub(tanh(add(before!, now!)), before!)))] }),
      [h],
      [m, x],
    );
    const program = await (await testEngine()).compile({ inputs: [h, m, x], outputs: { after: carry[0]! } });
    const start = Float32Array.from(noise(4, 1));
    const feeds = {
      h: float([2, 2], start),
      m: float([3, 2, 1], [0, 1, 0, 0, 0, 0]),
      x: float([3, 2, 2], noise(12, 2)),
    };
    const { after } = await program.run(feeds);
    await program.dispose();
    assert.deepEqual([...after!.data.slice(0, 2)], [...start.slice(0, 2)]);
    assert.notEqual(after!.data[2], start[2]);
  });
});

describe('a scan in a training step', () => {
  it('runs in the steps of one call as it does alone', async () => {
    const [x, u] = [input('x', [3, 'N', 2]), input('u', [2, 2])];
    const build = () => {
      const zero = mul(reshape(sum(x, [0]), ['N', 2]), 0);
      const y = scan(([h], [now]) => ({ carry: [tanh(add(matmul(h!, u), now!))] }), [zero], [x]).carry[0]!;
      const loss = sum(square(y));
      return { loss, next: sub(u, mul(gradient(loss, [u])[0]!, 0.1)) };
    };
    const { loss, next } = withSharing(build);
    const engine = await testEngine();
    const [K, N] = [4, 2];
    const data = noise(K * 3 * N * 2, 3);
    let state = float([2, 2], noise(4, 4));
    const loop = await engine.compileLoop({ data: [x], scalars: [], state: [{ input: u, next }], outputs: { loss } });
    const together = await loop.run({ x: float([K, 3, N, 2], data), u: state });
    await loop.dispose();
    const one = await engine.compile({ inputs: [x, u], outputs: { loss, next } });
    const losses: number[] = [];
    for (let k = 0; k < K; k++) {
      const now = await one.run({ x: float([3, N, 2], data.slice(k * 12, k * 12 + 12)), u: state });
      losses.push(now.loss!.data[0]!);
      state = now.next!;
    }
    await one.dispose();
    const close = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a).forEach((v, i) => {
        assert.ok(Math.abs(v - b[i]!) < 1e-5, `${v}, alone ${b[i]}`);
      });
    close(together.loss!.data, losses);
    close(together.u!.data, state.data);
  });
});
