import assert from 'node:assert/strict';
import type { Engine, EngineName } from '../../src/engine';
import {
  bodyOf,
  type GraphNode,
  gradient,
  input,
  inputName,
  mul,
  ops,
  scoped,
  sum,
  topological,
  withSharing,
} from '../../src/graph';
import type { HostTensor } from '../../src/spec';
import { engineName, loadEngine } from '../engines';
import { cases } from '../graph/cases';
import { apart, count, float, noise, sizes } from '../graph/numbers';

/**
 * The table of ops on all four engines, in one process: each op is used by some case (or its gradient), and every
 * engine gives the same numbers for it.
 */
const ENGINES: readonly EngineName[] = ['onnx', 'wasm', 'tfjs-node', 'tfjs-cpu'];
const TOLERANCE = 2e-5;

interface Trial {
  readonly name: string;
  readonly inputs: readonly GraphNode[];
  /** the value, then the gradients */
  readonly outputs: readonly GraphNode[];
  readonly used: ReadonlySet<string>;
  readonly feeds: readonly HostTensor[];
}

/** All ops of a graph, those of bodies among them. */
const opsIn = (nodes: readonly GraphNode[]): string[] =>
  topological(nodes).flatMap(node => [node.op.name, ...opsIn(bodyOf(node)?.outputs ?? [])]);

function trials(): Trial[] {
  return cases.map(({ name, inputs: shapes, call, from, to }, i) =>
    scoped(name, () => {
      const inputs = shapes.map((shape, j) => input(`${i}:${j}`, shape));
      const y = call(...inputs);
      const r = input(`${i}:r`, y.shape);
      const outputs = [y, ...gradient(sum(mul(y, r)), inputs)];
      const values = apart(shapes.map(sizes), from ?? -1, to ?? 1);
      const feeds = [
        ...shapes.map((shape, j) => float(sizes(shape), values[j]!)),
        float(sizes(y.shape), noise(count(sizes(y.shape)), i)),
      ];
      return { name, inputs: [...inputs, r], outputs, used: new Set(opsIn(outputs)), feeds };
    }),
  );
}

/** All trials in one program: an op that an engine lacks is an error when it is compiled. */
async function runAll(engine: Engine, all: readonly Trial[]): Promise<Record<string, HostTensor>> {
  const inputs = all.flatMap(t => t.inputs);
  const outputs = Object.fromEntries(all.flatMap(t => t.outputs.map((node, j) => [`${t.name} ${j}`, node])));
  const program = await engine.compile({ inputs, outputs });
  const feeds = all.flatMap(t => t.inputs.map((node, j) => [inputName(node), t.feeds[j]!]));
  const results = await program.run(Object.fromEntries(feeds));
  await program.dispose();
  return results;
}

describe('every op on every engine', () => {
  let all: Trial[] = [];
  const found = new Map<EngineName, Record<string, HostTensor>>();
  before(async function () {
    if (engineName !== 'onnx') this.skip(); // it is about all engines
    this.timeout(120_000);
    all = withSharing(trials);
    for (const name of ENGINES) found.set(name, await runAll(await loadEngine(name), all));
  });

  for (const op of Object.keys(ops))
    it(op, () => {
      const using = all.filter(t => t.used.has(op));
      assert.ok(using.length > 0, 'is in no case');
      for (const { name, outputs } of using)
        for (const j of outputs.keys()) {
          const [first, ...others] = ENGINES.map(engine => found.get(engine)![`${name} ${j}`]!);
          for (const [i, other] of others.entries()) {
            const what = `${name}, ${j === 0 ? 'value' : `gradient ${j}`} on ${ENGINES[i + 1]}`;
            assert.deepEqual([[...other.shape], other.dtype], [[...first!.shape], first!.dtype], what);
            first!.data.forEach((v, at) => {
              const apart = Math.abs(v - other.data[at]!);
              assert.ok(apart <= TOLERANCE * Math.max(1, Math.abs(v)), `${what}: ${other.data[at]}, native ${v}`);
            });
          }
        }
    });

  it('an op that an engine has nothing for is an error that names it and its layer, before anything runs', async () => {
    const x = input('x', ['N', 2]);
    const wobble = { ...x.op, name: 'wobble' };
    const y: GraphNode = { ...x, id: x.id + 1, op: wobble, inputs: [x], scope: 'dense_3' };
    for (const name of ENGINES) {
      const engine = await loadEngine(name);
      await assert.rejects(
        async () => engine.compile({ inputs: [x], outputs: { y } }),
        /^dense_3: .* the op "wobble"/,
        name,
      );
    }
  });
});
