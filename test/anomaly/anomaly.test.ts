import assert from 'node:assert/strict';
import { makeDataset, readTable } from '../../src/data';
import { parseSpan } from '../../src/data/series/span';
import { createPredictor } from '../../src/inference';
import { networkFromRecipe } from '../../src/network';
import { type AnomalyAnswer, FAULTS, type SeriesOptions } from '../../src/spec';
import { readCalibration } from '../../src/store/calibration';
import { checkPlan, train } from '../../src/training';
import { Model } from '../../src/values';
import { testEngine } from '../engines';
import { type MachineReading, machine } from './machine';

const HISTORY = 12;

const datasetOf = async (records: readonly object[], more: Partial<SeriesOptions> = {}) =>
  makeDataset(await readTable({ records: [...records] }, {}), {
    targets: [],
    series: { history: parseSpan(`${HISTORY}`)!, ...more },
  });

async function trained(
  records: readonly object[],
  detector: 'prediction' | 'autoencoder' = 'prediction',
  more: Partial<SeriesOptions> = {},
) {
  const dataset = await datasetOf(records, more);
  const node = { id: 'n', name: 'network', recipe: 'auto', detector };
  const network = networkFromRecipe(node, dataset.pipeline, dataset.indices('train').length);
  const { optimizer, training } = network.recipe!.found!;
  const plan = checkPlan({ run: 'run', model: 'machine', seed: 1, network, optimizer, ...training, epochs: 6 });
  const body = await train(plan, dataset, await testEngine());
  return { dataset, body, model: new Model('machine', 1, body), record: body.calibration!.anomaly! };
}

/** The places of normal scores, as differences. */
const gaps = ({ at }: { readonly at: readonly number[] }): number[] => at.slice(1).map((place, i) => place - at[i]!);

describe('what is normal', function () {
  this.timeout(120_000);

  it('readings after a hole, or some steps later by the stride, follow no others', async () => {
    const whole = await trained(machine(700));
    assert.ok(gaps(whole.record.normal).every(gap => gap === 1));
    assert.equal(whole.record.normal.single, undefined);
    const readings = machine(760).filter((_, i) => i < 500 || i >= 560); // in the validation rows
    const { record } = await trained(readings);
    assert.equal(gaps(record.normal).filter(gap => gap > 1).length, 1);
    const strided = await trained(machine(1400), 'prediction', { stride: parseSpan('2')! });
    assert.ok(gaps(strided.record.normal).every(gap => gap > 1));
    assert.equal(strided.record.normal.single, true);
  });

  it('is learned without labels; faults in the validation rows choose the measure', async () => {
    const { record, model, dataset, body } = await trained(machine(2500));
    assert.deepEqual(dataset.targets, ['temperature', 'vibration', 'current']);
    assert.deepEqual(record.sensors, dataset.targets);
    assert.equal(record.normal.interval, 60_000);
    const { network, pca } = record.quality!;
    assert.equal(record.measure, pca.mean > network.mean ? 'pca' : 'network');
    const chosen = record.quality![record.measure];
    assert.deepEqual(Object.keys(chosen.found), [...FAULTS]);
    assert.ok(chosen.mean > 0.8, JSON.stringify(record.quality));
    assert.ok(chosen.named > 0.8, JSON.stringify(record.quality));
    const written = Buffer.from(JSON.stringify(body.calibration));
    assert.deepEqual(readCalibration(written, body.pipeline), body.calibration);
    for (const change of [
      { bands: record.bands.slice(1) },
      { sensors: ['temperature', 'vibration', 'noise'] },
      { components: { ...record.components, directions: [] } },
      { normal: { ...record.normal, at: [] } },
    ]) {
      const crafted = { ...body.calibration, anomaly: { ...record, ...change } };
      assert.throws(
        () => readCalibration(Buffer.from(JSON.stringify(crafted)), body.pipeline),
        /calibration.json was damaged/,
      );
    }

    const sure: boolean[] = [];
    const routing = await createPredictor(model, { confidence: 0.9 });
    for (const vibration of [2, undefined]) {
      const readings = machine(HISTORY, 5).map((reading, i) =>
        i === HISTORY - 1 && vibration ? { ...reading, vibration } : reading,
      );
      await routing.predict(
        readings,
        'scores',
        () => undefined,
        isSure => sure.push(isSure),
      );
    }
    assert.deepEqual(sure, [false, true], 'an unusual reading is not sure');
    await routing.dispose();

    const predictor = await createPredictor(model);
    const normal = machine(HISTORY, 5);
    const usual = (await predictor.predict(normal)) as AnomalyAnswer;
    assert.ok(usual.score < 3 && usual.unusual > 0.001, JSON.stringify(usual));
    const wrong = normal.map((reading, i) => (i === HISTORY - 1 ? { ...reading, vibration: 2 } : reading));
    const unusual = (await predictor.predict(wrong)) as AnomalyAnswer;
    assert.ok(unusual.score > 5 * usual.score && unusual.unusual < 0.01, JSON.stringify(unusual));
    const [largest] = [...unusual.sensors].sort((a, b) => b.share - a.share);
    assert.equal(largest!.column, 'vibration');
    assert.equal(largest!.value, 2);
    assert.ok(largest!.low! <= largest!.expected && largest!.expected <= largest!.high! && largest!.high! < 2);
    assert.ok(Math.abs(unusual.sensors.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);

    const all = (await predictor.predict(dataset)) as AnomalyAnswer[];
    assert.equal(all.length, dataset.rows);
    const test = [...dataset.indices('test')].map(row => all[row]!);
    const above = test.filter(({ unusual: p }) => p <= 0.05).length / test.length;
    assert.ok(above < 0.12, `${above} of new normal readings are as unusual as one in twenty`);
    assert.equal(await predictor.predict(wrong, 'label'), unusual.score);
    await predictor.dispose();
  });

  it('may be learned by an autoencoder, and with a sensor that is constant', async () => {
    const records = machine(800).map((reading: MachineReading) => ({ ...reading, pressure: 5 }));
    const { model, record } = await trained(records, 'autoencoder');
    assert.equal(record.sensors.length, 4);
    const predictor = await createPredictor(model);
    const changed = records
      .slice(-HISTORY)
      .map((reading, i) => (i === HISTORY - 1 ? { ...reading, pressure: 5.5 } : reading));
    const { score, sensors } = (await predictor.predict(changed)) as AnomalyAnswer;
    assert.ok(score > 5, `${score}`);
    assert.ok(sensors[3]!.share > 0.5, JSON.stringify(sensors));
    await predictor.dispose();
  });

  it('needs columns of numbers, no horizon and more than one step', async () => {
    const records = machine(200);
    await assert.rejects(
      datasetOf(records, { horizon: parseSpan('3')! }),
      /target must be one of the columns .* leave the horizon empty/,
    );
    const words = records.map(({ time }) => ({ time, state: Math.random() < 0.5 ? 'on' : 'off' }));
    await assert.rejects(datasetOf(words), /no column of numbers/);
    const one = await datasetOf(records, { history: parseSpan('1')! });
    const node = { id: 'n', name: 'network', recipe: 'anomaly' };
    assert.throws(() => networkFromRecipe(node, one.pipeline, 100), /history must be at least 2 steps/);
    const table = await makeDataset(await readTable({ records }, {}), { targets: ['current'] });
    assert.throws(() => networkFromRecipe(node, table.pipeline, 100), /received a table without time series/);
  });
});
