import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { appendLayer, emptyNetwork } from '../../src/network';
import { checkPlan, train } from '../../src/training';
import { engineName, testEngine } from '../engines';

/** Prices of which the network, whose weights are 0, predicts the mean. */
const PRICES = [12, 15, 9, 30, 22, 41, 8, 19];

/** The loss and the metrics of the first epoch, in which nothing is learned. */
async function lossOf(
  loss: string,
  metrics = 'auto',
  activation = 'linear',
): Promise<Record<string, readonly number[]>> {
  const records = PRICES.map((price, i) => ({ size: i + 0.5, price }));
  const split = { validation: 0, test: 0, splitBy: 'time' } as const;
  const dataset = await makeDataset(await readTable({ records }), { targets: ['price'], ...split });
  const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  const args = { units: 1, kernelInitializer: 'Zeros', activation };
  const plan = checkPlan({
    run: 'losses',
    model: 'losses',
    network: appendLayer(input, { id: 'last', className: 'Dense', args }),
    optimizer: { className: 'SGD', args: { learningRate: 0 } },
    ...{ loss, metrics, epochs: 1, seed: 1 },
  });
  return (await train(plan, dataset, await testEngine())).card.history;
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const mean = average(PRICES);
const close = (found: number | undefined, wanted: number): void =>
  assert.ok(Math.abs(found! - wanted) < 1e-4 * Math.abs(wanted), `${found}, wanted ${wanted}`);

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
    await assert.rejects(
      lossOf('Poisson'),
      /activation must be one that is above 0 .* for the loss Poisson, received linear/,
    );
  });
  it('directions need two numbers or more', () =>
    assert.rejects(lossOf('CosineSimilarity'), /needs an output of two numbers or more/));
});
