import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { arrivals, expand, Network, type NodeConfig, type RunningNode } from '../../src';
import { deploy, end, type FlowNode, node, tab } from './flow';

const penguins = (to: string[]) =>
  node('data', 'nn-dataset', to, { source: 'example', file: 'penguins', target: 'Species' });
const dense = (id: string, to: string[], more: Partial<FlowNode> = {}) =>
  node(id, 'nn-dense', to, { units: 4, ...more });

describe('the flow check, against Node-RED itself', () => {
  /** Everything that a message can go through, and merges that tell how many reached them. */
  const flow: FlowNode[] = [
    { id: 'tab', type: 'tab' },
    { id: 'tab2', type: 'tab' },
    { id: 'off', type: 'tab', disabled: true },
    {
      id: 'S',
      type: 'subflow',
      in: [{ wires: [{ id: 'sa' }] }],
      out: [
        { wires: [{ id: 'sa', port: 0 }] },
        {
          wires: [
            { id: 'sj', port: 0 },
            { id: 'S', port: 0 },
          ],
        },
      ],
    },
    node('sa', 'junction', ['sj'], { z: 'S' }),
    node('sj', 'junction', [], { z: 'S' }),
    { id: 'T', type: 'subflow', in: [{ wires: [{ id: 'ts' }] }], out: [{ wires: [{ id: 'ts', port: 1 }] }] },
    node('ts', 'subflow:S', [[], []], { z: 'T' }),
    node('start', 'junction', ['s', 't', 'o', 'c', 'd', 'm1', 'gone']),
    node('s', 'subflow:S', [['m1'], ['m1', 'm2']]),
    node('t', 'subflow:T', [['m2']]),
    node('o', 'link out', [], { links: ['i'], mode: 'link' }),
    node('i', 'link in', ['i2'], { z: 'tab2', links: ['o'] }),
    node('i2', 'junction', ['o2'], { z: 'tab2' }),
    node('o2', 'link out', [], { z: 'tab2', links: ['i3'], mode: 'link' }),
    node('i3', 'link in', ['m2']),
    node('c', 'link call', ['c2', 'm1'], { links: ['called'], linkType: 'static', timeout: '30' }),
    node('c2', 'link call', ['m3'], { links: ['called'], linkType: 'static', timeout: '30' }),
    node('called', 'link in', ['cj', 'return'], { z: 'tab2' }),
    node('cj', 'junction', ['return'], { z: 'tab2' }),
    node('return', 'link out', [], { z: 'tab2', mode: 'return', links: [] }),
    node('d', 'junction', ['m1'], { d: true }),
    node('dead', 'junction', ['m1'], { z: 'off' }),
    node('m1', 'helper', []),
    node('m2', 'helper', []),
    node('m3', 'helper', []),
  ];

  it('counts the messages that really arrive', async () => {
    const running = await deploy(flow);
    const real = ['m1', 'm2', 'm3'].map(id => running.all(id));
    running.send('start', { payload: 1 });
    await new Promise(resolve => setTimeout(resolve, 100));
    const role = (n: RunningNode) => (n.id === 'start' ? 'input' : n.config.type === 'helper' ? 'merge' : 'through');
    const expected = arrivals(expand(flow as unknown as NodeConfig[]), role)!;
    assert.deepEqual(
      ['m1', 'm2', 'm3'].map(id => expected.get(id)!.length),
      real.map(messages => messages.length),
    );
    assert.ok(real.every(messages => messages.length > 1));
  });

  it('gives the nodes the wires that they have', async () => {
    const running = await deploy(flow);
    for (const [id, { wires, config }] of expand(flow as unknown as NodeConfig[]).nodes) {
      if (config.type === 'tab') continue;
      const live = running.node(id);
      // A live wire may lead to an instance's node, which sends on to what stands inside.
      const real = ((live as unknown as { wires: string[][] }).wires ?? []).map(to =>
        to.flatMap(x => behind(running, x)).sort(),
      );
      assert.deepEqual(
        wires.map(to => [...to].sort()).filter(to => to.length),
        real.filter(to => to.length),
        id,
      );
    }
  });
  const behind = (running: Awaited<ReturnType<typeof deploy>>, id: string): string[] => {
    const live = running.node(id) as unknown as { type: string; wires: string[][] } | undefined;
    if (!live) return [];
    return live.type.startsWith('subflow:') ? live.wires.flat().flatMap(x => behind(running, x)) : [id];
  };
});

describe('the flow check, at deploy time', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: how flows name environment variables
  it('shows shapes and parameters before any message', async () => {
    const flow = await deploy(
      [
        ...tab(),
        penguins(['in']),
        node('in', 'nn-input', ['a', 'b']),
        dense('a', ['m'], { units: '${UNITS}' }),
        dense('b', ['m'], { y: 200, units: 3 }),
        node('m', 'nn-merge', ['out'], { layer: 'Concatenate' }),
        node('out', 'nn-output', ['train']),
        node('train', 'nn-train', [[], []]),
      ].map(n => (n.id === 'tab' ? { ...n, env: [{ name: 'UNITS', value: '5', type: 'num' }] } : n)),
    );
    await flow.until('out', '3 outputs · 27 weights');
    const width = Number(flow.status('in').split(' ')[0]);
    assert.ok(width >= 8, 'numbers and one-hot categories');
    assert.equal(flow.status('a'), `5 outputs · ${5 * (width + 1)} weights`);
    assert.equal(flow.status('b'), `3 outputs · ${3 * (width + 1)} weights`);
    assert.equal(flow.status('m'), '8 outputs');
  });

  it('shows an error on the node that causes it', async () => {
    const flow = await deploy([
      ...tab(),
      penguins(['in']),
      node('in', 'nn-input', ['a', 'b', 'flat', 'zero', 'half', 'many']),
      dense('a', ['add'], { units: 3 }),
      dense('b', ['add'], { units: 4 }),
      node('add', 'nn-merge', [], { layer: 'Add', name: 'plus' }),
      node('flat', 'nn-reshape', ['last']),
      dense('last', ['train'], { units: 7, activation: 'softmax' }),
      node('train', 'nn-train', [[], []]),
      dense('zero', [], { units: 0 }),
      dense('half', [], { units: 1.5, name: 'half a unit' }),
      dense('many', [], { units: 'many' }),
      node('lone', 'inject', ['before']),
      dense('before', []),
      node('lonely', 'nn-merge', [], { layer: 'Lambda' }),
    ]);
    await flow.until('last', /no output node follows, and this layer does not suit the 3 classes/);
    assert.match(flow.status('add'), /inputs of equal shapes/);
    assert.equal(flow.status('zero'), 'units must be a whole number of at least 1, received 0');
    assert.equal(flow.status('half'), 'units must be a whole number of at least 1, received 1.5');
    assert.equal(flow.status('many'), 'units must be a whole number of at least 1, received "many"');
    assert.match(flow.status('before'), /no network on the message/);
    assert.match(flow.status('lonely'), /layer must be one of Add, .*Average/);
    for (const id of ['add', 'last', 'zero', 'half', 'many', 'before', 'lonely'])
      assert.equal(flow.fill(id), 'red', id);
    assert.equal(flow.status('a').split(' ')[0], '3');
  });

  it('shows a loop on its nodes', async () => {
    const flow = await deploy([
      ...tab(),
      penguins(['in']),
      node('in', 'nn-input', ['a']),
      dense('a', ['j']),
      node('j', 'junction', ['b']),
      dense('b', ['a', 'c']),
      dense('c', []),
    ]);
    await flow.until('a', /loop/);
    assert.match(flow.status('b'), /loop/);
    assert.doesNotMatch(flow.status('c'), /loop/);
  });

  it('says nothing behind what it cannot see', async () => {
    const flow = await deploy([
      ...tab(),
      penguins(['in']),
      node('in', 'nn-input', ['f']),
      node('f', 'switch', ['a'], { rules: [] }),
      dense('a', []),
      dense('b', []),
    ]);
    await flow.until('in', /^\d+ outputs$/);
    assert.equal(flow.status('a'), '');
  });

  it('sees into subflows: their properties, the status of instances and templates', async () => {
    const template: FlowNode[] = [
      {
        id: 'S',
        type: 'subflow',
        in: [{ wires: [{ id: 'd' }] }],
        out: [{ wires: [{ id: 'e', port: 0 }] }],
        env: [{ name: 'UNITS', type: 'num', value: '2' }],
      },
      node('d', 'nn-dense', ['e'], { z: 'S', units: '${UNITS}' }),
      node('e', 'nn-dense', [], { z: 'S', units: 6 }),
    ];
    const flow = await deploy([
      ...tab(),
      ...template,
      penguins(['in']),
      node('in', 'nn-input', ['s']),
      node('s', 'subflow:S', ['t'], { env: [{ name: 'UNITS', type: 'num', value: '3' }] }),
      node('t', 'subflow:S', ['end']),
      end(),
    ]);
    await flow.until('t', '6 outputs · 18 weights');
    assert.equal(flow.status('s'), '6 outputs · 24 weights');
    assert.equal(flow.status('t-d'), '2 outputs · 14 weights');
    assert.equal(flow.status('d'), '', 'the instances do not agree');
    const { network } = await flow.ask('data', {});
    assert.deepEqual(Network.expect(network, 'network').spec.path, ['in', 's-d', 's-e', 't-d', 't-e']);
  });

  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: how flows name environment variables

  it('learns anew at each deploy', async () => {
    const nodes = (units: number) => [
      ...tab(),
      penguins(['in']),
      node('in', 'nn-input', ['a']),
      dense('a', ['b'], { units }),
      dense('b', []),
    ];
    const flow = await deploy(nodes(4));
    await flow.until('b', '4 outputs · 20 weights');
    await flow.redeploy(nodes(7), 'nodes');
    await flow.until('b', '4 outputs · 32 weights');
  });

  it('survives a file that cannot be read', async () => {
    const flow = await deploy([
      ...tab(),
      node('data', 'nn-dataset', ['in'], { source: 'file', file: 'none.csv', target: 'y' }),
      node('in', 'nn-input', ['a']),
      dense('a', []),
    ]);
    await flow.until('data', /none\.csv/);
    writeFileSync(join(flow.userDir, 'none.csv'), 'a,y\n1,2\n2,3\n3,4\n4,5\n5,6\n');
    await flow.redeploy([
      ...tab(),
      node('data', 'nn-dataset', ['in'], { source: 'file', file: 'none.csv', target: 'y' }),
      node('in', 'nn-input', ['a']),
      dense('a', []),
    ]);
    await flow.until('a', '4 outputs · 8 weights');
  });
});
