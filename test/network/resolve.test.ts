import assert from 'node:assert/strict';
import {
  addOutput,
  appendLayer,
  appendOutput,
  describeNetwork,
  emptyNetwork,
  joinNetworks,
  resolveInputs,
  resolveOutputs,
} from '../../src/network';
import type { NetworkSpec, OutputSpec, Pipeline, TargetPipeline } from '../../src/spec';

import { resolveNetwork } from '../../src/training/step/objective';
import { faultOf, inputOf, next } from './sample';

const number = (name: string): TargetPipeline => ({
  name,
  type: 'number',
  task: 'regression',
  shape: [1],
  transform: { kind: 'standardize', mean: 0, std: 1 },
});
const classes = (name: string, ...categories: string[]): TargetPipeline => ({
  name,
  type: 'category',
  task: categories.length === 2 ? 'binary' : 'classification',
  classes: categories,
  shape: [1],
  transform: { kind: 'index', categories },
});
const tensor = (name: string, ...shape: number[]): TargetPipeline => ({
  name,
  type: 'tensor',
  task: 'regression',
  shape,
  transform: { kind: 'identity' },
});
const species = classes('species', 'Adelie', 'Chinstrap', 'Gentoo');
const sex = classes('sex', 'female', 'male');

const data = (...targets: TargetPipeline[]): Pipeline => ({
  version: 1,
  features: [
    number('age'),
    { name: 'island', type: 'category', shape: [3], transform: { kind: 'one-hot', categories: ['a', 'b', 'c'] } },
    { name: 'picture', type: 'tensor', shape: [4, 6], transform: { kind: 'identity' } },
  ],
  targets,
});
const trunk = (): NetworkSpec => next(inputOf('x', [4]), 'Dense', { units: 8 }, 'hidden');
const out = (targets: TargetPipeline[], output: Omit<OutputSpec, 'call'> = {}) => {
  const network = resolveOutputs(appendOutput(trunk(), { id: 'out', label: 'output' }, output), data(...targets));
  const { task, loss, metrics, target } = network.outputs[0]!;
  const { units, activation } = network.layers.find(l => l.id === 'out')!.args;
  return { units, activation, task, loss, metrics, target };
};
const own = (targets: TargetPipeline[], args: Record<string, unknown>, output: Partial<OutputSpec> = {}) => {
  const network = next(trunk(), 'Dense', args, 'last');
  const wanted = Object.keys(output).length > 0 ? addOutput(network, { call: network.heads[0]!, ...output }) : network;
  const { task, loss, metrics } = resolveOutputs(wanted, data(...targets)).outputs[0]!;
  return { task, loss, metrics };
};

describe('inputs from the data', () => {
  const resolve = (args: Record<string, unknown>) => {
    const network = appendLayer(inputOf('other', [4]), { id: 'x', className: 'InputLayer', label: 'in', args });
    return resolveInputs(network, { ...data(species), features: data().features.slice(0, 2) }).layers[1]!.args.shape;
  };
  it('an input takes its columns side by side; no columns: all', () => {
    assert.deepEqual(resolve({}), [4]);
    assert.deepEqual(resolve({ columns: 'island' }), [3]);
    assert.deepEqual(resolve({ columns: ['island', 'age'] }), [4]);
  });
  it('a single tensor column keeps its shape, or takes one of as many numbers', () => {
    const shape = (args: Record<string, unknown>) =>
      resolveInputs(appendLayer(joinNetworks([]), { id: 'x', className: 'InputLayer', args }), data(species)).layers[0]!
        .args.shape;
    assert.deepEqual(shape({ columns: ['picture'] }), [4, 6]);
    assert.deepEqual(shape({ columns: ['picture'], shape: '4, 6, 1' }), [4, 6, 1]);
    assert.match(
      faultOf(() => shape({ columns: ['picture'], shape: '5, 5' })).message,
      /input: shape must hold the 24 numbers of its columns \(\[4, 6\]\), received \[5, 5\]/,
    );
    assert.match(faultOf(() => shape({})).message, /columns age \[1\] and picture \[4, 6\] do not fit side by side/);
  });
  it('an input of whole numbers refuses a column that is scaled, and takes one that is as it is', () => {
    const whole = (columns: string[]) =>
      appendLayer(emptyNetwork(), { id: 'ids', className: 'InputLayer', args: { dtype: 'int32', columns } });
    assert.deepEqual(
      faultOf(() => resolveInputs(whole(['age']), data())),
      {
        message:
          'input: dtype int32 needs whole numbers as they are, in a tensor column; column "age" (number) is scaled. Give it as a list in each row, or set dtype to float32',
        layer: 'ids',
      },
    );
    assert.deepEqual(resolveInputs(whole(['picture']), data()).layers[0]!.args.shape, [4, 6]);
  });
  it('a column that the data do not have is named', () =>
    assert.deepEqual(
      faultOf(() => resolve({ columns: 'height' })),
      {
        message:
          'in: columns must be feature columns of the data (age, island), received "height"; a text becomes one when its type is set to category in the dataset node',
        layer: 'x',
      },
    ));
});

describe('outputs from the target: the appended layer', () => {
  it('classes: softmax, sparse cross-entropy, accuracy', () =>
    assert.deepEqual(out([species]), {
      units: 3,
      activation: 'softmax',
      task: 'classification',
      loss: 'SparseCategoricalCrossentropy',
      metrics: ['accuracy'],
      target: ['species'],
    }));
  it('two classes: one sigmoid, binary cross-entropy, accuracy and AUC', () => {
    const expected = {
      units: 1,
      activation: 'sigmoid',
      task: 'binary',
      loss: 'BinaryCrossentropy',
      metrics: ['accuracy', 'roc_auc'],
      target: ['sex'],
    };
    assert.deepEqual(out([sex]), expected);
    assert.deepEqual(out([sex], { task: 'classification' }), expected);
  });
  it('numbers: linear, squared error, in as many units as targets', () => {
    const expected = {
      activation: 'linear',
      task: 'regression',
      loss: 'MeanSquaredError',
      metrics: ['mae', 'rmse', 'r2'],
    };
    assert.deepEqual(out([number('mpg')]), { ...expected, units: 1, target: ['mpg'] });
    assert.deepEqual(out([number('mpg'), number('price')]), { ...expected, units: 2, target: ['mpg', 'price'] });
  });
  it('several targets of two classes: multi-label', () => {
    const { units, activation, task } = out([sex, classes('alive', 'no', 'yes')]);
    assert.deepEqual([units, activation, task], [2, 'sigmoid', 'multi-label']);
  });
  it('a tensor is numbers, unless the task says one-hot or labels', () => {
    assert.deepEqual([out([tensor('y', 5)]).units, out([tensor('y', 5)]).loss], [5, 'MeanSquaredError']);
    assert.equal(out([tensor('y', 5)], { task: 'classification' }).loss, 'CategoricalCrossentropy');
    assert.equal(out([tensor('y', 5)], { task: 'multi-label' }).loss, 'BinaryCrossentropy');
  });
  it('what is chosen is kept', () => {
    const { loss, metrics } = out([species], { loss: 'CategoricalCrossentropy', metrics: ['precision'] });
    assert.deepEqual([loss, metrics], ['CategoricalCrossentropy', ['precision']]);
    assert.equal(out([number('mpg')], { loss: 'MeanAbsoluteError' }).loss, 'MeanAbsoluteError');
  });
  it('the appended layer has a shape and parameters; resolving again changes nothing', () => {
    const network = resolveOutputs(appendOutput(trunk(), { id: 'out', label: 'output' }), data(species));
    assert.deepEqual(describeNetwork(network).layers.out!.shape, ['N', 3]);
    assert.equal(describeNetwork(network).layers.out!.parameters, 8 * 3 + 3);
    assert.deepEqual(resolveOutputs(network, data(species)), network);
  });
});

describe('outputs from the target: the network’s own last layer', () => {
  it('decides by its activation', () => {
    assert.equal(own([species], { units: 3, activation: 'softmax' }).loss, 'SparseCategoricalCrossentropy');
    assert.equal(own([sex], { units: 2, activation: 'softmax' }).loss, 'SparseCategoricalCrossentropy');
    assert.equal(own([sex], { units: 1, activation: 'sigmoid' }).loss, 'BinaryCrossentropy');
    assert.equal(own([tensor('y', 5)], { units: 5, activation: 'softmax' }).loss, 'CategoricalCrossentropy');
    assert.equal(own([tensor('y', 5)], { units: 5, activation: 'sigmoid' }).loss, 'BinaryCrossentropy');
    assert.equal(own([tensor('y', 5)], { units: 5 }).loss, 'MeanSquaredError');
    assert.equal(own([number('mpg')], { units: 1, activation: 'relu' }).loss, 'MeanSquaredError');
  });
  it('an Activation layer at the end counts', () => {
    const network = next(next(trunk(), 'Dense', { units: 3 }), 'Activation', { activation: 'softmax' });
    assert.equal(resolveOutputs(network, data(species)).outputs[0]!.task, 'classification');
  });
  it('units that do not fit are an error of that layer', () =>
    assert.deepEqual(
      faultOf(() => own([species], { units: 4, activation: 'softmax' })),
      {
        message:
          'last: no output node follows, and this layer does not suit the 3 classes of target species (Adelie, Chinstrap, Gentoo): its units must be 3, received 4. Put an output node after it, which adds the last layer that the target needs',
        layer: 'last',
      },
    ));
  it('where it is said what they are to predict, no output node is missing', () =>
    assert.equal(
      faultOf(() => own([species], { units: 4, activation: 'softmax' }, { target: ['species'] })).message,
      'last: units must be 3 for the 3 classes of target species (Adelie, Chinstrap, Gentoo), received 4',
    ));
  it('so is an activation', () => {
    assert.deepEqual(
      faultOf(() => own([species], { units: 3 })),
      {
        message:
          'last: no output node follows, and this layer does not suit the 3 classes of target species (Adelie, Chinstrap, Gentoo): its activation must be softmax, received linear. Put an output node after it, which adds the last layer that the target needs',
        layer: 'last',
      },
    );
    assert.match(
      faultOf(() => own([sex], { units: 1, activation: 'tanh' })).message,
      /activation must be sigmoid or softmax, received tanh/,
    );
    assert.match(
      faultOf(() => own([number('mpg')], { units: 3 })).message,
      /does not suit the number target mpg: its units must be 1, received 3/,
    );
  });
  it('a layer that an output node made follows the loss', () => {
    const withNode = (targets: TargetPipeline[], loss: string, task?: 'classification') => {
      const appended = appendOutput(trunk(), { id: 'out', label: 'output' }, task ? { task } : {});
      const pipeline = { ...data(...targets), features: ['a', 'b', 'c', 'd'].map(number) };
      const atNode = resolveOutputs(appended, pipeline); // as the message leaves the node
      const network = resolveNetwork(atNode, pipeline, { loss, metrics: 'auto' });
      const { units, activation } = network.layers.at(-1)!.args;
      const [output] = network.outputs;
      assert.equal(output!.appended, undefined);
      return [units, activation, output!.loss];
    };
    assert.deepEqual(withNode([number('mpg')], 'auto'), [1, 'linear', 'MeanSquaredError']);
    assert.deepEqual(withNode([number('mpg')], 'Poisson'), [1, 'exponential', 'Poisson']);
    assert.deepEqual(withNode([number('mpg')], 'Huber(delta=2)'), [1, 'linear', 'Huber(delta=2)']);
    assert.deepEqual(withNode([sex], 'BinaryFocalCrossentropy'), [1, 'sigmoid', 'BinaryFocalCrossentropy']);
    for (const task of [undefined, 'classification'] as const)
      assert.deepEqual(withNode([sex], 'CategoricalCrossentropy(labelSmoothing=0.1)', task), [
        ...[2, 'softmax'],
        'CategoricalCrossentropy(labelSmoothing=0.1)',
      ]);
    assert.match(
      faultOf(() => withNode([sex], 'Huber(size=2)')).message,
      /loss: Huber: has no argument size; it has delta/,
    );
  });
  it('and a loss, a metric, a task that does not suit the target', () => {
    const softmax = { units: 3, activation: 'softmax' };
    assert.match(
      faultOf(() => own([species], softmax, { loss: 'MeanSquaredError' })).message,
      /loss must be one that suits .*species.*, as SparseCategoricalCrossentropy, received MeanSquaredError/,
    );
    assert.match(
      faultOf(() => own([species], softmax, { loss: 'Tversky' })).message,
      /loss must be one of .*, received "Tversky"/,
    );
    assert.match(
      faultOf(() => own([species], softmax, { metrics: ['mae'] })).message,
      /metrics must be of accuracy, .*, received "mae"/,
    );
    assert.match(
      faultOf(() => own([species], softmax, { task: 'regression' })).message,
      /task regression does not suit the target species/,
    );
    assert.match(
      faultOf(() => own([number('mpg')], { units: 1 }, { task: 'classification' })).message,
      /task classification does not suit/,
    );
  });
  it('an end that is not one row', () => {
    const network = next(inputOf('x', [4, 3]), 'Dense', { units: 3, activation: 'softmax' }, 'last');
    assert.match(
      faultOf(() => resolveOutputs(network, data(species))).message,
      /^last: must end in one row of outputs, \[N, units\], received \[N, 4, 3\]/,
    );
  });
});

describe('several outputs', () => {
  const fork = (a: Omit<OutputSpec, 'call'>, b: Omit<OutputSpec, 'call'>) =>
    joinNetworks([
      appendOutput(trunk(), { id: 'p', label: 'p' }, a),
      appendOutput(trunk(), { id: 'q', label: 'q' }, b),
    ]);
  const pairs = (network: NetworkSpec) =>
    network.outputs.map(o => [network.calls.find(c => c.id === o.call)!.layer, o.target?.join(), o.task]);

  it('take the targets in order, or by name', () => {
    assert.deepEqual(pairs(resolveOutputs(fork({}, {}), data(species, number('mpg')))), [
      ['p', 'species', 'classification'],
      ['q', 'mpg', 'regression'],
    ]);
    assert.deepEqual(
      pairs(resolveOutputs(fork({ target: ['mpg'] }, { target: ['species'] }), data(species, number('mpg')))),
      [
        ['p', 'mpg', 'regression'],
        ['q', 'species', 'classification'],
      ],
    );
  });
  it('ask for names where the numbers differ, and for targets that there are', () => {
    assert.match(
      faultOf(() => resolveOutputs(fork({}, {}), data(species))).message,
      /^p: target must be chosen: the network has 2 outputs and the data 1 targets/,
    );
    assert.deepEqual(
      faultOf(() => resolveOutputs(fork({ target: ['mpg'] }, {}), data(species))),
      {
        message: 'p: target must be a target column of the data (species), received "mpg"',
        layer: 'p',
      },
    );
  });
  it('a mixture at one output is an error', () =>
    assert.match(
      faultOf(() => out([species, number('mpg')])).message,
      /^output: target must be one column of classes.*species \(classification\), mpg \(regression\); give each an output of its own/,
    ));
  it('a branch without an output node is an output too', () => {
    const network = joinNetworks([
      appendOutput(trunk(), { id: 'p', label: 'p' }),
      next(trunk(), 'Dense', { units: 1 }, 'own'),
    ]);
    assert.deepEqual(pairs(resolveOutputs(network, data(species, number('mpg')))), [
      ['p', 'species', 'classification'],
      ['own', 'mpg', 'regression'],
    ]);
  });
  it('no target and no layers are errors', () => {
    assert.match(faultOf(() => resolveOutputs(trunk(), data())).message, /the data have no target/);
    assert.match(faultOf(() => resolveOutputs(joinNetworks([]), data(species))).message, /has no layers yet/);
  });
});
