import assert from 'node:assert/strict';
import type { CanvasNode } from '../../src/canvas';
import { checkFlows } from '../../src/canvas/check-flows';
import type { NodeConfig } from '../../src/flow';
import { appendLayer, describeNetwork, joinBranches } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { inputOf } from './sample';

/** The least CPU time of several runs, in microseconds, so that other programs matter little. */
async function cost(run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    times.push(user + system);
  }
  return Math.min(...times);
}

/**
 * A chain takes about ten times as long as one of a tenth of its length; with quadratic time, a hundred times as long.
 */
async function growsWithItsLength(run: (layers: number) => unknown): Promise<void> {
  const tenShort = async () => {
    for (let i = 0; i < 10; i++) await run(300);
  };
  await tenShort();
  const [short, long] = [await cost(tenShort), await cost(() => run(3000))];
  assert.ok(long < 2.5 * short, `10 × 300 layers: ${short / 1000} ms, 3,000 layers: ${long / 1000} ms`);
}

const dense = (network: NetworkSpec, id: string): NetworkSpec =>
  appendLayer(network, { id, className: 'Dense', args: { units: 4 } });

describe('the time that long networks take grows with their length', function () {
  this.timeout(60_000);
  it('a chain, layer by layer', () =>
    growsWithItsLength(layers => {
      let network = inputOf('x', [4]);
      for (let i = 0; i < layers; i++) network = dense(network, `l${i}`);
      assert.equal(describeNetwork(network).parameters, layers * 20);
      assert.equal(network.layers.at(-1)!.label, `dense_${layers - 1}`);
    }));
  it('blocks with a way around each, as in a residual network', () =>
    growsWithItsLength(layers => {
      let network = inputOf('x', [4]);
      for (let i = 0; i < layers; i += 3) {
        const around = dense(network, `a${i}`);
        const through = dense(dense(network, `b${i}`), `c${i}`);
        network = appendLayer(joinBranches([around, through]), { id: `s${i}`, className: 'Add', args: {} });
      }
      assert.equal(describeNetwork(network).parameters, layers * 20);
    }));
  it('the flow check', () =>
    growsWithItsLength(async layers => {
      const statuses = new Map<string, string>();
      const member = (id: string, role: CanvasNode['role'], grow: (before: NetworkSpec | null) => NetworkSpec) => ({
        id,
        type: 'layer',
        name: '',
        role,
        settings: {},
        pass: (passing: Parameters<NonNullable<CanvasNode['pass']>>[0]) => ({
          ...passing,
          network: grow(passing.network),
        }),
        status: ({ text = '' }) => void statuses.set(id, text),
      });
      const ids = Array.from({ length: layers }, (_, i) => `l${i}`);
      const configs: NodeConfig[] = ['in', ...ids].map((id, i) => ({
        id,
        type: 'layer',
        wires: [ids.slice(i, i + 1)],
      }));
      const members: CanvasNode[] = [
        member('in', 'input', () => inputOf('in', [4])),
        ...ids.map(id => member(id, 'layer', network => dense(network!, id))),
      ];
      await checkFlows(configs, new Map(members.map(m => [m.id, m])), {
        stillDeployed: () => true,
        afterDeploy: async () => undefined,
        found: () => undefined,
        publish: () => undefined,
      });
      assert.equal(statuses.get(`l${layers - 1}`), '4 outputs · 20 weights');
    }));
});
