import assert from 'node:assert/strict';
import fc from 'fast-check';
import { optimizers, parseArguments } from '../../../src/catalogue';
import { type FusionGroup, fuse } from '../../../src/engine/wasm/fusion';
import { isLeaf, isView } from '../../../src/engine/wasm/op-kinds';
import * as g from '../../../src/graph';
import { choices, grown } from './random-graph';

const N = 3;
const all = (outputs: readonly g.GraphNode[], units = fuse(outputs, new Set(), N)): FusionGroup[] => {
  const order = g.topological(outputs).filter(node => !isView(node) && !isLeaf(node));
  return [...new Set(order.map(node => units.of(node)!))];
};
const ops = (unit: FusionGroup): string[] => unit.nodes.map(node => node.op.name);

describe('what is computed together', () => {
  it('all that Adam does with numbers of one shape is one fusion group', () => {
    const [parameter, gradient, m, v] = ['p', 'g', 'm', 'v'].map(name => g.input(name, [50, 4]));
    const [learningRate, step] = [g.input('rate', []), g.input('step', [])];
    const { update } = optimizers.Adam!;
    const args = parseArguments(optimizers.Adam!.arguments, {});
    const next = g.withSharing(() =>
      update(args, { parameter: parameter!, gradient: gradient!, learningRate, step, slots: { m: m!, v: v! } }),
    );
    const outputs = [next.parameter, ...Object.values(next.slots)];
    const units = fuse(outputs, new Set(), N);
    const large = all(outputs, units).filter(unit => unit.nodes.some(node => g.size(node.shape) === 200));
    assert.equal(large.length, 1);
    assert.equal(large[0]!.root, null);
    assert.equal(units.results(large[0]!).length, 3, 'nothing in between goes to memory');
  });

  it('what only a reduction reads is computed in its loop, and what others read too is not', () => {
    const x = g.input('x', ['N', 8]);
    const squares = g.square(g.sub(x, 1));
    const alone = all([g.sum(squares, [1])]);
    assert.deepEqual(alone.map(ops), [['sub', 'mul', 'sum']]);
    const shared = all([g.sum(squares, [1]), g.max(squares, [1])]);
    assert.deepEqual(shared.map(ops), [['sub', 'mul'], ['sum'], ['max']]);
    assert.deepEqual(all([g.sum(squares, [1]), squares]).map(ops), [['sub', 'mul'], ['sum']]);
  });

  it('what is broadcast to a larger shape before it is summed up is computed once for each of its own numbers', () => {
    const [x, b] = [g.input('x', ['N', 8]), g.input('b', [8])];
    const units = all([g.sum(g.mul(x, g.exp(b)), [1])]);
    assert.deepEqual(units.map(ops), [['exp'], ['mul', 'sum']]);
  });

  it('a number that needs the sum of what is computed with it is a group of its own', () => {
    const x = g.input('x', [8]);
    const y = g.exp(x);
    const units = all([g.div(y, g.sum(y)), g.add(y, 1)]);
    const [first, , last] = units;
    assert.ok(first!.nodes.includes(y) && !last!.nodes.includes(y));
  });

  it('each node is in one group, and what a group needs comes before it, whatever the graph', () => {
    fc.assert(
      fc.property(choices(25), fc.boolean(), (picks, few) => {
        const inputs = [['N', 4], [4], ['N', 3, 4], [4, 4], []].map((shape, i) => g.input(`x${i}`, shape as g.Shape));
        const pool = g.withSharing(() => grown(inputs, picks)).slice(inputs.length);
        const outputs = few ? pool.slice(-2) : pool;
        if (outputs.length === 0) return;
        const units = fuse(outputs, new Set(), N);
        const found = all(outputs, units);
        const computed = g.topological(outputs).filter(node => !isView(node) && !isLeaf(node));
        assert.deepEqual(
          found.flatMap(unit => unit.nodes.map(node => node.id)).sort(),
          computed.map(node => node.id).sort(),
        );
        const done = new Set<FusionGroup>();
        const walk = (unit: FusionGroup, above: ReadonlySet<FusionGroup>): void => {
          assert.ok(!above.has(unit), `${ops(unit)} waits for itself`);
          if (done.has(unit)) return;
          for (const before of units.before(unit)) walk(before, new Set([...above, unit]));
          done.add(unit);
        };
        for (const unit of found) {
          walk(unit, new Set());
          const own = new Set<g.GraphNode>();
          for (const node of unit.nodes) {
            for (const input of node.inputs) assert.ok(!unit.nodes.includes(input) || own.has(input));
            own.add(node);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
