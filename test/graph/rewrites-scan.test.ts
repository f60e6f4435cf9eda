import assert from 'node:assert/strict';
import { portableRewrites, rewritesFor } from '../../src/engine/rewrites';
import {
  add,
  bodyOf,
  conv,
  type GraphNode,
  gradient,
  input,
  matmul,
  maxPool,
  mul,
  type Pass,
  relu,
  runPasses,
  type Shape,
  scan,
  sum,
  tanh,
  topological,
  transpose,
} from '../../src/graph';
import { convolutionAndPool } from '../../src/graph/rewrite/convolution';
import { sinkTransposes } from '../../src/graph/rewrite/sink-transposes';
import { testEngine } from '../engines';
import { count, float, noise, sizes } from './numbers';

const training = rewritesFor('onnx');
const LENGTH = 3;

interface Block {
  readonly picture: GraphNode;
  readonly active: GraphNode;
  readonly pooled: GraphNode;
}
/** Convolution, bias, relu and max pool in Keras's order of axes, [N, 6, 5, 2] → [N, 3, 2, 3], as the layers make them. */
function block(x: GraphNode, w: GraphNode, b: GraphNode): Block {
  const pads = [[1, 1] as const, [1, 1] as const];
  const picture = transpose(conv(transpose(x, [0, 3, 1, 2]), w, { pads }), [0, 2, 3, 1]);
  const active = relu(add(picture, b));
  return { picture, active, pooled: transpose(maxPool(transpose(active, [0, 3, 1, 2]), [2, 2]), [0, 2, 3, 1]) };
}

/** The state is a picture: what the block finds in it, and the step's numbers, change it. */
function run(
  [h, xs, w, b]: readonly GraphNode[],
  stacked: (found: Block) => readonly GraphNode[],
  reverse = false,
): { carry: GraphNode[]; outputs: GraphNode[] } {
  return scan(
    ([before], [now]) => {
      const found = block(before!, w!, b!);
      const told = mul(sum(found.pooled, [1, 2, 3], true), 0.1);
      return { carry: [tanh(add(add(before!, now!), told))], outputs: stacked(found) };
    },
    [h!],
    [xs!],
    { reverse },
  );
}

interface Case {
  readonly inputs: Readonly<Record<string, Shape>>;
  readonly call: (...xs: GraphNode[]) => readonly GraphNode[];
}
const H = ['N', 6, 5, 2] as const;
const one = { h: H, xs: [LENGTH, 'N', 1, 1, 2], w: [3, 2, 3, 3], b: [3] } as const;
const cases: Readonly<Record<string, Case>> = {
  'the last state': { inputs: one, call: (...xs) => run(xs, () => []).carry },
  'the last state and what the pool gives': {
    inputs: one,
    call: (...xs) => {
      const { carry, outputs } = run(xs, ({ pooled }) => [pooled], true);
      return [...carry, ...outputs];
    },
  },
  'what is inside the block': {
    inputs: one,
    call: (...xs) => run(xs, ({ picture, active }) => [active, picture]).outputs,
  },
  'a picture that does not depend on the state': {
    inputs: { h: ['N', 3, 2, 3], xs: [LENGTH, ...H], w: one.w, b: one.b },
    call: (h, xs, w, b) =>
      scan(([before], [x]) => ({ carry: [tanh(add(before!, block(x!, w!, b!).pooled))] }), [h!], [xs!]).carry,
  },
  'a scan in the steps of another': {
    inputs: { ...one, xs: [2, ...one.xs] },
    call: (h, all, w, b) => {
      const { carry, outputs } = scan(
        ([before], [xs]) => {
          const inner = run([before!, xs!, w!, b!], ({ pooled }) => [pooled]);
          return { carry: inner.carry, outputs: inner.outputs };
        },
        [h!],
        [all!],
      );
      return [...carry, ...outputs];
    },
  },
};

/** The ops of a graph, those of all steps too. */
const opsOf = (outputs: readonly GraphNode[]): string[] =>
  topological(outputs).flatMap(node => [node.op.name, ...opsOf(bodyOf(node)?.outputs ?? [])]);

const inputsOf = ({ inputs }: Case): GraphNode[] => Object.entries(inputs).map(([name, shape]) => input(name, shape));

/** All results and, unless only the values are wanted, the gradient to each input. */
async function numbers(of: Case, by: readonly Pass[], gradients = true): Promise<Record<string, Float32Array>> {
  const xs = inputsOf(of);
  const ys = runPasses(of.call(...xs), by);
  const goal = ys.map(y => sum(mul(tanh(y), y))).reduce((a, b) => add(a, b));
  const outputs = Object.fromEntries([
    ...ys.map((y, i) => [`y${i}`, y]),
    ...(gradients ? gradient(goal, xs).map((d, i) => [`d ${Object.keys(of.inputs)[i]}`, d]) : []),
  ]);
  const program = await (await testEngine()).compile({ inputs: xs, outputs });
  const feeds = Object.entries(of.inputs).map(([name, shape], i) => {
    const all = sizes(shape);
    return [name, float(all, noise(count(all), 20 + i))] as const;
  });
  const found = await program.run(Object.fromEntries(feeds));
  await program.dispose();
  return Object.fromEntries(Object.entries(found).map(([name, t]) => [name, t.data as Float32Array]));
}

function agree(before: Readonly<Record<string, Float32Array>>, after: Readonly<Record<string, Float32Array>>): void {
  for (const [name, expected] of Object.entries(before)) {
    const largest = Math.max(1, ...expected.map(Math.abs));
    assert.ok(
      expected.some(v => v !== 0),
      `${name} is zero`,
    );
    for (const [i, e] of expected.entries())
      assert.ok(Math.abs(after[name]![i]! - e) < 2e-5 * largest, `${name}[${i}]: ${after[name]![i]}, without ${e}`);
  }
}

describe('rewrites in the steps of a scan', () => {
  for (const [name, of] of Object.entries(cases)) {
    it(`${name}: the same numbers and gradients`, async () => {
      const ops = opsOf(runPasses(of.call(...inputsOf(of)), training));
      for (const op of ['conv', 'maxPool']) assert.ok(!ops.includes(op), `${op} is still there`);
      agree(await numbers(of, []), await numbers(of, training));
    });
    it(`${name}, forward only: the same numbers`, async () => {
      for (const by of [portableRewrites, training]) agree(await numbers(of, [], false), await numbers(of, by, false));
    });
  }

  it('take the place of inner nodes that nobody reads, and of no others', () => {
    const xs = inputsOf({ inputs: one, call: () => [] });
    const left = (...read: GraphNode[]) => opsOf(runPasses(read, [sinkTransposes, convolutionAndPool]));
    const { carry, outputs } = run(xs, ({ active, pooled }) => [active, pooled]);
    assert.ok(!left(carry[0]!, outputs[1]!).includes('maxPool'));
    assert.ok(left(carry[0]!, outputs[0]!).includes('maxPool'));
  });

  it('leave what does not change from step to step before the scan', () => {
    const xs = inputsOf({ inputs: one, call: () => [] });
    const [after] = runPasses(run(xs, () => []).carry, training);
    const body = bodyOf(topological([after!]).find(node => node.op.name === 'scan')!)!;
    const kernel = topological([after!]).filter(node => node.op.name !== 'scan' && node.inputs.includes(xs[2]!));
    assert.ok(kernel.length > 0, 'the kernel is turned');
    const steady = new Set(body.captures);
    for (const node of topological(body.outputs).filter(n => n.inputs.length > 0))
      assert.ok(!node.inputs.every(i => steady.has(i)), `${node.op.name} is computed in every step`);
  });

  it('leave a scan in which nothing is found as it is', () => {
    const [h, xs, u] = [input('h', ['N', 3]), input('xs', [LENGTH, 'N', 3]), input('u', [3, 3])];
    const { carry, outputs } = scan(
      ([before], [now]) => {
        const y = tanh(add(matmul(before!, u), now!));
        return { carry: [y], outputs: [y] };
      },
      [h],
      [xs],
    );
    const ends = [...carry, ...outputs];
    for (const [i, end] of runPasses(ends, training).entries()) assert.equal(end, ends[i]);
  });
});
