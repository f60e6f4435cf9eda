import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { appendLayer, appendOutput, describeNetwork, emptyNetwork, joinNetworks } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import { faultOf, inputOf, next } from './sample';

const dense = (network: NetworkSpec, id: string, args: Record<string, unknown> = {}): NetworkSpec =>
  appendLayer(network, { id, className: 'Dense', args });
const shapes = (network: NetworkSpec) =>
  Object.fromEntries(Object.entries(describeNetwork(network).layers).map(([id, { shape }]) => [id, shape?.join('×')]));

describe('a network on the canvas', () => {
  it('layers append one after the other, with shapes and parameters', () => {
    const network = dense(dense(inputOf('x', [4]), 'a', { units: '16', activation: 'relu' }), 'b', {
      units: 3,
      useBias: 'false',
    });
    const { layers, parameters } = describeNetwork(network);
    assert.deepEqual(shapes(network), { x: 'N×4', a: 'N×16', b: 'N×3' });
    assert.deepEqual(
      Object.values(layers).map(l => l.parameters),
      [0, 4 * 16 + 16, 16 * 3],
    );
    assert.equal(parameters, 80 + 48);
    assert.deepEqual(network.path, ['x', 'a', 'b']);
  });
  it('layers without a label are dense, dense_1, … as in Keras', () => {
    const network = dense(dense(inputOf('x', [4]), 'a'), 'b');
    assert.deepEqual(
      network.layers.map(l => l.label),
      ['x', 'dense', 'dense_1'],
    );
  });
  it('appending changes nothing that was there: a wire to two layers is a fork', () => {
    const trunk = dense(inputOf('x', [4]), 'a');
    const before = JSON.stringify(trunk);
    const [left, right] = [dense(trunk, 'b', { units: 5 }), dense(trunk, 'c', { units: 5 })];
    assert.equal(JSON.stringify(trunk), before);
    const joined = appendLayer(joinNetworks([left, right]), { id: 'm', className: 'Add', args: {} });
    assert.equal(joined.calls.length, 5);
    assert.deepEqual(shapes(joined), { x: 'N×4', a: 'N×32', b: 'N×5', c: 'N×5', m: 'N×5' });
  });
  it('the order of branches is the order given, not that of arrival', () => {
    const [a, b] = [inputOf('a', [2]), inputOf('b', [3])];
    const heads = (specs: NetworkSpec[]) => {
      const joined = joinNetworks(specs);
      return joined.heads.map(head => joined.calls.find(c => c.id === head)!.layer);
    };
    assert.deepEqual(heads([a, b]), ['a', 'b']);
    assert.deepEqual(heads([b, a]), ['b', 'a']);
  });
  it('joining a network with itself or with what it has grown from changes no layer and no call', () => {
    const trunk = dense(inputOf('x', [4]), 'a');
    const grown = dense(trunk, 'b');
    assert.deepEqual(joinNetworks([grown, trunk]).layers, grown.layers);
    assert.deepEqual(joinNetworks([trunk, grown]).calls, grown.calls);
    assert.deepEqual(joinNetworks([grown]), grown);
  });
  it('calls stand after their inputs, however networks are joined', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 12 }), steps => {
        const branches = [inputOf('x', [3]), inputOf('y', [3])];
        steps.forEach((step, i) => {
          const [a, b] = [branches[step % branches.length]!, branches[(step + 1) % branches.length]!];
          const added = step % 2 ? dense(a, `d${i}`, { units: 3 }) : next(joinNetworks([a, b]), 'Add', {}, `m${i}`);
          branches.push(added);
        });
        const { calls } = joinNetworks(branches);
        const seen = new Set<string>();
        for (const call of calls) {
          assert.ok(call.inputs.every(id => seen.has(id)));
          seen.add(call.id);
        }
      }),
    ));
  it('a layer that two branches pass is one layer with two calls', () => {
    const [left, right] = ['a', 'b'].map(id => dense(inputOf(id, [4]), 'shared', { units: 2 }));
    const network = next(joinNetworks([left!, right!]), 'Concatenate', {}, 'both');
    assert.equal(network.layers.length, 4);
    assert.equal(network.calls.filter(c => c.layer === 'shared').length, 2);
    assert.equal(describeNetwork(network).parameters, 4 * 2 + 2);
    assert.deepEqual(describeNetwork(network).layers.both!.shape, ['N', 4]);
  });
  it('several inputs: each input node is one more head', () => {
    const network = appendLayer(inputOf('a', [2]), { id: 'b', className: 'InputLayer', args: { shape: [3] } });
    assert.equal(network.heads.length, 2);
    assert.deepEqual(describeNetwork(next(network, 'Concatenate', {}, 'm')).layers.m!.shape, ['N', 5]);
  });
  it('behind an input of unknown shape nothing is known, and nothing fails', () => {
    const network = dense(dense(inputOf('x', null), 'a'), 'b');
    assert.deepEqual(describeNetwork(network).layers.b, {
      label: 'dense_1',
      shape: null,
      parameters: null,
      weights: null,
    });
    assert.equal(describeNetwork(network).parameters, null);
  });
  it('the last layer of an output that waits for its target is listed', () => {
    const network = appendOutput(dense(inputOf('x', [4]), 'a'), { id: 'out', label: 'species' });
    assert.deepEqual(describeNetwork(network).layers.out, {
      label: 'species',
      shape: null,
      parameters: null,
      weights: null,
    });
    assert.deepEqual(network.path, ['x', 'a', 'out']);
  });
  it('a long chain is described without trouble', () => {
    let network = inputOf('x', [4]);
    for (let i = 0; i < 500; i++) network = dense(network, `l${i}`, { units: 4 });
    assert.equal(describeNetwork(network).parameters, 500 * 20);
    assert.equal(describeNetwork(JSON.parse(JSON.stringify(network)) as NetworkSpec).parameters, 500 * 20);
  });
});

describe('errors of layers name the layer, the argument, what was expected and what came', () => {
  const network = inputOf('x', [4]);
  for (const [units, shown] of [
    [0, '0'],
    [1.5, '1.5'],
    ['many', '"many"'],
  ] as const)
    it(`units ${shown}`, () =>
      assert.deepEqual(
        faultOf(() => dense(network, 'a', { units })),
        {
          message: `dense: units must be a whole number of at least 1, received ${shown}`,
          layer: 'a',
        },
      ));
  it('an argument that the layer does not have', () =>
    assert.match(
      faultOf(() => dense(network, 'a', { unit: 3 })).message,
      /^dense: has no argument unit; it has units, activation/,
    ));
  it('a layer class that there is not', () => {
    for (const className of ['Conv9D', 'constructor', ''])
      assert.match(
        faultOf(() => appendLayer(network, { id: 'a', className, args: {} })).message,
        /layer must be one of .*Dense.*, received "/,
      );
  });
  it('a layer before any input', () => {
    for (const [className, label] of [
      ['Dense', 'dense'],
      ['Add', 'add'],
      ['Dropout', 'dropout'],
    ])
      assert.deepEqual(
        faultOf(() => appendLayer(emptyNetwork(), { id: 'a', className: className!, args: {} })),
        {
          message: `${label}: has no input: a network begins with an input node, and this layer comes before any`,
          layer: 'a',
        },
      );
    assert.match(faultOf(() => appendOutput(emptyNetwork(), { id: 'o', label: 'out' })).message, /^out: has no input/);
  });
  it('unequal shapes at a merge, both of them said', () => {
    const branches = joinNetworks([dense(network, 'a', { units: 3 }), dense(network, 'b', { units: 5 })]);
    assert.deepEqual(
      faultOf(() => appendLayer(branches, { id: 'm', className: 'Add', label: 'sum', args: {} })),
      {
        message: 'sum: expects inputs of equal shapes, or of 1 where they differ, received [N, 3] and [N, 5]',
        layer: 'm',
      },
    );
    const deep = joinNetworks([inputOf('p', [2, 3]), inputOf('q', [4, 5])]);
    assert.match(
      faultOf(() => appendLayer(deep, { id: 'm', className: 'Concatenate', args: {} })).message,
      /^concatenate: expects inputs of equal shapes but for axis -1, received \[N, 2, 3\] and \[N, 4, 5\]/,
    );
    assert.match(
      faultOf(() => appendLayer(deep, { id: 'm', className: 'Concatenate', args: { axis: 0 } })).message,
      /axis must be one of the axes 1 to 2 of its inputs, or negative from the last, received 0/,
    );
  });
  it('unequal shapes that show only when a shared layer is described', () => {
    const [left, right] = [dense(inputOf('a', [4]), 's'), dense(inputOf('b', [6]), 's')];
    assert.deepEqual(
      faultOf(() => describeNetwork(joinNetworks([left, right]))),
      {
        message:
          'dense: is shared by branches of different shapes: its kernel would be [4, 32] on one and [6, 32] on another',
        layer: 's',
      },
    );
  });
  it('one branch at a merge, and several at a layer that takes one', () => {
    assert.match(faultOf(() => next(network, 'Add', {}, 'm')).message, /^m: joins two or more branches, received one/);
    assert.match(
      faultOf(() => dense(joinNetworks([inputOf('a', [2]), inputOf('b', [2])]), 'd')).message,
      /^dense: takes one input, received 2 branches; join them with a merge layer first/,
    );
  });
  it('a Dense on numbers without features', () =>
    assert.match(
      faultOf(() => dense(inputOf('x', []), 'd')).message,
      /^dense: expects an input of shape \[N, …, features\], received \[N\]/,
    ));
  it('a layer that is passed twice with other shapes: a loop', () => {
    const twice = dense(dense(dense(network, 's', { units: 2 }), 't', { units: 5 }), 'u', { units: 3 });
    assert.match(
      faultOf(() => describeNetwork(dense(twice, 's', { units: 2 }))).message,
      /^dense: the wires lead back to this node: a network must not contain a loop/,
    );
  });
  it('one input with the columns of two datasets', () => {
    const [left, right] = [dense(inputOf('a', [4]), 'l', { units: 2 }), dense(inputOf('a', [5]), 'r', { units: 2 })];
    assert.match(
      faultOf(() => joinNetworks([left, right])).message,
      /: gets two datasets of different columns, on two branches that meet again/,
    );
  });
  it('one layer with two settings', () => {
    const [left, right] = [dense(network, 's', { units: 2 }), dense(inputOf('b', [4]), 's', { units: 3 })];
    assert.match(
      faultOf(() => joinNetworks([left, right])).message,
      /^dense: arrives with different settings on two branches/,
    );
  });
});
