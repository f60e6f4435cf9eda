import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { appendLayer, appendOutput, emptyNetwork } from '../../src/network';
import { checkPlan, train } from '../../src/training';
import { engineName, testEngine } from '../engines';

/** Prices of which the network, whose weights are 0, predicts the mean. */
const PRICES = [12, 15, 9, 30, 22, 41, 8, 19];

/** The loss and the metrics of the first epoch, in which nothing is learned. */
async function lossOf(
  loss: string,
  metrics = 'auto',
  activation: string | null = 'linear',
): Promise<Record<string, readonly number[]>> {
  const records = PRICES.map((price, i) => ({ size: i + 0.5, price }));
  const split = { validation: 0, test: 0, splitBy: 'time' } as const;
  const dataset = await makeDataset(await readTable({ records }), { targets: ['price'], ...split });
  const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  const args = { units: 1, kernelInitializer: 'Zeros', activation };
  // null: an output node behind a layer whose numbers are all 0
  const network =
    activation === null
      ? appendOutput(appendLayer(input, { id: 'zeros', className: 'Dense', args: { ...args, activation: 'linear' } }), {
          id: 'out',
          label: 'output',
        })
      : appendLayer(input, { id: 'last', className: 'Dense', args });
  const plan = checkPlan({
    run: 'losses',
    model: 'losses',
    network,
    optimizer: { className: 'SGD', args: { learningRate: 0 } },
    ...{ loss, metrics, epochs: 1, seed: 1 },
  });
  return (await train(plan, dataset, await testEngine())).card.history;
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const mean = average(PRICES);
const close = (found: number | undefined, wanted: number): void =>
  assert.ok(Math.abs(found! - wanted) < 1e-4 * Math.abs(wanted), `${found}, wanted ${wanted}`);

describe(`losses with arguments, on ${engineName}`, () => {
  it('are made with them', async () => {
    // Standardised, and the network says 0: |e| is the distance from the mean in standard deviations.
    const std = Math.sqrt(average(PRICES.map(price => (price - mean) ** 2)));
    const huber = (delta: number) =>
      average(
        PRICES.map(price => Math.abs(price - mean) / std).map(e => (e <= delta ? e ** 2 / 2 : delta * (e - delta / 2))),
      );
    close((await lossOf('Huber')).loss![0], huber(1));
    close((await lossOf('Huber(delta=0.25)')).loss![0], huber(0.25));
  });
  it('are read from forms, messages and JSON, and a wrong one is named', () => {
    const lossIn = (loss: unknown) => {
      const network = emptyNetwork();
      return checkPlan({ run: '', model: '', network, optimizer: { className: 'SGD', args: {} }, loss }).loss;
    };
    assert.equal(lossIn(''), 'auto');
    assert.equal(lossIn('auto'), 'auto');
    assert.equal(lossIn('Huber'), 'Huber');
    assert.equal(lossIn('Huber(2)'), 'Huber(delta=2)');
    assert.equal(lossIn({ className: 'Huber', args: { delta: '2' } }), 'Huber(delta=2)');
    assert.equal(lossIn({ className: 'Huber', args: { delta: 1 } }), 'Huber', 'as Keras has it');
    assert.throws(() => lossIn('Hubert'), /^loss must be one of .*Huber.*, received "Hubert"/);
    assert.throws(
      () => lossIn('Huber(delta=-1)'),
      /^loss: Huber: delta must be a number of at least 1e-9, received "-1"/,
    );
    assert.throws(
      () => lossIn('CategoricalCrossentropy(labelSmoothing=2)'),
      /labelSmoothing must be a number from 0 to 1/,
    );
  });
});

describe(`losses that depend on where 0 lies, on ${engineName}`, () => {
  it('are told the numbers of the target, though the network learns standardised ones', async () => {
    const percent = average(PRICES.map(price => (100 * Math.abs(price - mean)) / price));
    const history = await lossOf('MeanAbsolutePercentageError', 'mape, mae');
    close(history.loss![0], percent);
    close(history.mape![0], percent);
    close(history.mae![0], average(PRICES.map(price => Math.abs(price - mean))));
    const logarithms = average(PRICES.map(price => (Math.log(price + 1) - Math.log(mean + 1)) ** 2));
    close((await lossOf('MeanSquaredLogarithmicError')).loss![0], logarithms);
  });
  it('an error that is squared is that of the standardised ones', async () => {
    close((await lossOf('MeanSquaredError')).loss![0], 1);
  });
  it('counts are learned as they are, by a network whose outputs are above 0', async () => {
    const history = await lossOf('Poisson', 'mae', 'exponential'); // of weights that are 0: 1 whatever the row
    close(history.loss![0], 1);
    close(history.mae![0], average(PRICES) - 1);
    await assert.rejects(lossOf('Poisson'), /activation must be positive .* for the loss Poisson, received linear/);
  });
  it('counts behind an output node are learned by the exponential that it then makes', async () => {
    const history = await lossOf('Poisson', 'mae', null);
    close(history.loss![0], 1);
    close(history.mae![0], average(PRICES) - 1);
  });
  it('directions need two numbers or more', () =>
    assert.rejects(lossOf('CosineSimilarity'), /needs an output of two numbers or more/));
});
