import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  add,
  bodyOf,
  cast,
  concatenate,
  type Dim,
  fresh,
  type GraphNode,
  gradient,
  input,
  matmul,
  mul,
  neg,
  rebuild,
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
  topological,
} from '../../src/graph';
import { testEngine } from '../engines';
import { count, float, noise, sizes } from './numbers';
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

describe('the graph of a scan', () => {
  const [x, w, u, h] = [input('x', [5, 'N', 2]), input('w', [2, 3]), input('u', [3, 3]), input('h', ['N', 3])];
  const layer = (f: (z: GraphNode) => GraphNode = tanh) =>
    scan(([before], [now]) => ({ carry: [f(add(matmul(before!, u), matmul(now!, w)))] }), [h], [x]).carry[0]!;
  const scansIn = (...outputs: GraphNode[]) => topological(outputs).filter(node => node.op === 'scan');
  const opsIn = (node: GraphNode) => topological(bodyOf(node)!.outputs).map(n => n.op);

  it('x · w, which does not depend on the state, is one product before it', () => {
    const y = layer();
    assert.equal(opsIn(scansIn(y)[0]!).filter(op => op === 'matmul').length, 1);
    assert.deepEqual(
      topological([y])
        .filter(n => n.op === 'matmul')
        .map(n => n.shape),
      [['5*N', 3]],
    );
  });

  it('the gradient of a matrix is one product over all steps', () => {
    const gradients = gradient(sum(layer()), [w, u]);
    const backward = scansIn(...gradients).at(-1)!;
    assert.deepEqual(opsIn(backward).filter(op => op === 'matmul').length, 1); // what is carried on
    for (const [i, rows] of [2, 3].entries()) {
      const product = gradients[i]!;
      assert.equal(product.op, 'matmul');
      assert.deepEqual(product.inputs[0]!.shape, ['5*N', rows]);
    }
  });

  it('equal scans are one node where equal nodes are, others are not', () => {
    fresh(() => {
      assert.equal(layer(), layer());
      assert.notEqual(layer(), layer(sigmoid));
      assert.notEqual(
        layer(),
        layer(z => mul(tanh(z), 2)),
      );
    });
    assert.notEqual(layer(), layer());
  });

  it('is rebuilt over other nodes, with its body as it was', () => {
    const y = layer();
    const other = input('other', [2, 3]);
    const [again] = rebuild([y], new Map([[w, other]]));
    const [before, after] = [scansIn(y)[0]!, scansIn(again!)[0]!];
    assert.notEqual(before, after);
    assert.equal(bodyOf(before), bodyOf(after));
    assert.ok(topological([again!]).includes(other));
    assert.equal(rebuild([y], new Map())[0], y);
  });

  it('a rule is asked for the nodes of bodies too', () => {
    const [again] = rebuild([layer()], (node, [z]) => (node.op === 'tanh' ? relu(z!) : undefined));
    const ops = opsIn(scansIn(again!)[0]!);
    assert.ok(ops.includes('relu') && !ops.includes('tanh'));
    const y = layer();
    assert.equal(rebuild([y], () => undefined)[0], y);
  });

  it('computes only what is read: no stack where the last state is enough', () => {
    const { carry, outputs } = scan(
      ([before], [now]) => ({ carry: [mul(before!, sum(now!))], outputs: [tanh(before!)] }),
      [h],
      [x],
    );
    assert.equal(topological([carry[0]!]).filter(n => n.op === 'pick').length, 1);
    assert.deepEqual(outputs[0]!.shape, [5, 'N', 3]);
  });

  it('refuses no sequence, unequal lengths, and a state that changes its shape, dtype or number', () => {
    const keep = ([before]: readonly GraphNode[]) => ({ carry: [before!] });
    assert.throws(() => scan(keep, [h], []), /scan: needs sequences of one length, received none/);
    assert.throws(() => scan(keep, [h], [x, u]), /scan: needs sequences of one length, received \[5, N, 2\], \[3, 3\]/);
    assert.throws(
      () => scan(([before]) => ({ carry: [sum(before!, [1])] }), [h], [x]),
      /scan: the state after a step must be float32 \[N, 3\], received float32 \[N\]/,
    );
    assert.throws(
      () => scan(([before]) => ({ carry: [cast(before!, 'int32')] }), [h], [x]),
      /must be float32 \[N, 3\], received int32 \[N, 3\]/,
    );
    assert.throws(() => scan(() => ({ carry: [] }), [h], [x]), /the step must return a state of 1, received 0/);
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
    const { loss, next } = fresh(build);
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
