import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { conformityScores } from '../../src/calibration';
import { makeDataset, readTable } from '../../src/data';
import { parseSpan } from '../../src/data/series/span';
import type { Forecast } from '../../src/forecast';
import { baselines } from '../../src/forecast';
import { createPredictor } from '../../src/inference';
import { networkFromRecipe } from '../../src/network';
import type { ForecastRecord } from '../../src/spec';
import { readCalibration } from '../../src/store/calibration';
import { checkPlan, train, trainWithFolds } from '../../src/training';
import { Model } from '../../src/values';
import { ModelBody } from '../../src/values/model';
import { testEngine } from '../engines';

const HORIZON = 6;
const START = Date.UTC(2024, 0, 1);
const HOUR = 3_600_000;

/** A day's rhythm; what `mix` adds can be learned from the last values. */
const readings = (count: number, mix: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => ({
    time: new Date(START + i * HOUR).toISOString(),
    load: 50 + 10 * Math.sin((2 * Math.PI * i) / 24) + mix(i),
  }));

async function planned(records: readonly object[], epochs: number) {
  const span = (text: string) => parseSpan(text)!;
  const series = { history: span('48'), horizon: span(`${HORIZON}`), season: span('24') };
  const dataset = await makeDataset(await readTable({ records: [...records] }, {}), { targets: ['load'], series });
  const network = networkFromRecipe({ id: 'n', name: 'network', recipe: 'auto' }, dataset.pipeline, dataset.rows);
  const { optimizer, training } = network.recipe!.found!;
  const plan = checkPlan({ run: 'run', model: 'load', seed: 1, network, optimizer, ...training, epochs });
  return { dataset, plan };
}

async function trained(records: readonly object[], epochs: number) {
  const { dataset, plan } = await planned(records, epochs);
  return { dataset, body: await train(plan, dataset, await testEngine()) };
}

type Answer = Forecast & { readonly value: readonly number[]; readonly sure?: boolean };

/** The model with another record of its forecasts; no row is unusual for it. */
function recorded(body: ModelBody, change: Partial<ForecastRecord>): Model {
  const { card, network, weights, pipeline, onnx } = body;
  const { novelty: _, ...known } = body.calibration!;
  const calibration = { ...known, forecasts: { load: { ...known.forecasts!.load!, ...change } } };
  return new Model('load', 1, new ModelBody(card, network, weights, pipeline, onnx, null, calibration));
}

describe('forecasts', () => {
  it('a network that learned what a season does not say is better, and answers with bands', async () => {
    const { body, dataset } = await trained(
      readings(500, i => 6 * Math.sin((2 * Math.PI * i) / 31)),
      12,
    );
    const record = body.calibration!.forecasts!.load!;
    assert.ok(record.better && record.errors.blend < record.errors[record.baseline]!, JSON.stringify(record.errors));
    const predictor = await createPredictor(new Model('load', 1, body));
    const records = readings(548, i => 6 * Math.sin((2 * Math.PI * i) / 31));
    const answer = (await predictor.predict(records.slice(-48))) as Answer;
    assert.equal(answer.better, true);
    assert.equal(answer.forecast.length, HORIZON);
    assert.equal(answer.forecast[0]!.time, new Date(START + 548 * HOUR).toISOString());
    for (const { value, low, high } of answer.forecast) assert.ok(low! <= value && value <= high!);
    const { smoothing } = record;
    const simple = baselines[record.baseline](
      { values: records.slice(-48).map(r => Math.fround(r.load)), season: 24, smoothing },
      HORIZON,
    );
    assert.deepEqual(
      answer.baseline.map(({ value }) => value),
      [...simple],
    );

    const [first] = (await predictor.predict(dataset)) as Answer[];
    const again = (await predictor.predict(readings(48, i => 6 * Math.sin((2 * Math.PI * i) / 31)))) as Answer;
    assert.deepEqual(first!.baseline, again.baseline);
    // alone and in a batch the network's sums are rounded differently
    first!.forecast.forEach(({ value }, step) => {
      assert.ok(Math.abs(value - again.forecast[step]!.value) < 1e-4);
    });
    await predictor.dispose();
  });

  it('a network that is no better leaves the answer to the simple forecast, unless that is forbidden', async () => {
    let walk = 0;
    let state = 1;
    const { body } = await trained(
      readings(400, () => {
        state = (state * 16807) % 2147483647;
        walk += state / 2147483647 - 0.5;
        return 3 * walk;
      }),
      1,
    );
    const record = { ...body.calibration!.forecasts!.load!, better: false };
    const { card, network: spec, weights, pipeline, onnx } = body;
    const calibration = { ...body.calibration!, forecasts: { load: record } };
    const model = new Model('load', 1, new ModelBody(card, spec, weights, pipeline, onnx, null, calibration));
    const asked = readings(48, () => 0);
    const simple = await createPredictor(model, { confidence: 0.8 });
    const answer = (await simple.predict(asked)) as Answer & { interval: readonly [number[], number[]] };
    assert.equal(answer.better, false);
    assert.deepEqual(
      answer.forecast.map(({ value }) => value),
      answer.baseline.map(({ value }) => value),
    );
    assert.deepEqual(
      answer.value,
      answer.forecast.map(({ value }) => value),
    );
    assert.deepEqual(
      answer.interval[0],
      answer.forecast.map(({ low }) => low),
    );
    assert.deepEqual(await simple.predict(asked, 'label'), answer.value);
    await simple.dispose();
    const network = await createPredictor(model, { fallback: false });
    const other = (await network.predict(asked)) as Answer;
    assert.equal(other.better, false);
    assert.notDeepEqual(other.value, answer.value);
    await network.dispose();
  });

  it('of a blend are the mean of the network and the simple forecast, and so is their band', async () => {
    const { body } = await trained(
      readings(400, i => i % 5),
      2,
    );
    const asked = readings(48, i => i % 5);
    const answered = async (share: number, reach: number) => {
      const bands = Array.from({ length: HORIZON }, () => conformityScores(new Array(50).fill(reach)));
      const model = recorded(body, { better: true, share, bands: { blend: bands, baseline: bands } });
      const predictor = await createPredictor(model);
      const answer = (await predictor.predict(asked)) as Answer;
      await predictor.dispose();
      return answer;
    };
    const [alone, half, wide] = [await answered(1, 0), await answered(0.5, 0), await answered(0.5, 2)];
    const past = asked.map(({ load }) => load);
    const unit = past.slice(24).reduce((sum, value, i) => sum + Math.abs(value - past[i]!), 0) / 24;
    half.forecast.forEach(({ value, low }, step) => {
      const simple = half.baseline[step]!.value;
      assert.ok(Math.abs(value - (alone.forecast[step]!.value + simple) / 2) < 1e-3);
      assert.ok(Math.abs(low! - Math.min(value, (alone.forecast[step]!.low! + simple) / 2)) < 1e-3);
      // the scores of a band are in units of what the season before gets wrong within the window
      const outward = (alone.forecast[step]!.low! + simple) / 2 - 2 * unit;
      assert.ok(Math.abs(wide.forecast[step]!.low! - Math.min(value, outward)) < 1e-3);
    });
  });

  it('are stored with the calibration, which must suit the pipeline', async () => {
    const { body } = await trained(
      readings(300, i => i % 3),
      1,
    );
    const bytes = Buffer.from(JSON.stringify(body.calibration));
    assert.deepEqual(readCalibration(bytes, body.pipeline), JSON.parse(bytes.toString()));
    const short = { ...body.pipeline!, series: { ...body.pipeline!.series!, horizon: 3 } };
    assert.throws(() => readCalibration(bytes, short), /the forecast of "load" does not suit the pipeline/);

    const record = body.calibration!.forecasts!.load!;
    const withErrors = (errors: object) =>
      Buffer.from(JSON.stringify({ ...body.calibration, forecasts: { load: { ...record, errors } } }));
    const { network, blend } = record.errors;
    const needed = { network, blend, [record.baseline]: record.errors[record.baseline] };
    const older = readCalibration(withErrors(needed), body.pipeline);
    assert.deepEqual(older!.forecasts!.load!.errors, needed);
    for (const errors of [{ network, blend }, { [record.baseline]: 1 }])
      assert.throws(() => readCalibration(withErrors(errors), body.pipeline), /calibration.json was damaged/);
  });

  it('with folds are compared on the windows of the folds, by the models that have not seen them', async () => {
    const { plan, dataset } = await planned(
      readings(200, i => i % 3),
      1,
    );
    const engine = await testEngine();
    const warnings: string[] = [];
    for (const finalModel of ['refit', 'ensemble'] as const) {
      const body = await trainWithFolds({ ...plan, folds: 2, finalModel }, dataset, async () => engine, {
        onWarning: text => warnings.push(text),
      });
      const record = body.calibration!.forecasts!.load!;
      assert.equal(record.bands.blend.length, HORIZON);
      // the series repeats every three hours, which one epoch does not learn, but the season of a day holds
      assert.ok(record.errors['seasonal naive']! < 1e-3 && record.errors.network > 1e-3, JSON.stringify(record.errors));
      const bytes = Buffer.from(JSON.stringify(body.calibration));
      assert.ok(readCalibration(bytes, body.pipeline));
      const predictor = await createPredictor(new Model('load', 1, body));
      const answer = (await predictor.predict(readings(48, i => i % 3))) as Answer;
      assert.equal(answer.forecast.length, HORIZON);
      await predictor.dispose();
    }
    assert.deepEqual(warnings, []);
  });

  it('are sure by the band that they answer', async () => {
    const scores = (width: number) =>
      Array.from({ length: HORIZON }, () => conformityScores(new Array(50).fill(width)));
    const { body } = await trained(
      readings(400, i => i % 3),
      1,
    );
    const asked = readings(48, i => i % 3);
    // the network's own intervals are wider than the bands of the simple forecast, or narrower
    for (const [reach, sure] of [
      [0.001, true],
      [1000, false],
    ] as const) {
      const model = recorded(body, { better: false, bands: { blend: scores(1), baseline: scores(reach) } });
      const predictor = await createPredictor(model, { confidence: 0.8, widest: sure ? 0.01 : 500 });
      for (const mode of ['scores', 'label'] as const) {
        const heard: boolean[] = [];
        const answer = (await predictor.predict(asked, mode, undefined, isSure => heard.push(isSure))) as Answer;
        assert.deepEqual(heard, [sure]);
        if (mode === 'scores') assert.equal(answer.sure, sure);
      }
      await predictor.dispose();
    }
    const few = Array.from({ length: HORIZON }, () => conformityScores([1, 1]));
    const model = recorded(body, { better: false, bands: { blend: few, baseline: few } });
    const predictor = await createPredictor(model, { confidence: 0.8 });
    const answer = (await predictor.predict(asked)) as Answer;
    assert.deepEqual([answer.forecast[0]!.low, answer.sure], [null, false]);
    await predictor.dispose();
  });

  it('leave turns of the event loop to others, and simple ones are only made where they are wanted', async () => {
    const { body, dataset } = await trained(
      readings(400, i => i % 3),
      1,
    );
    const model = recorded(body, { better: true, baseline: 'drift', share: 1 });
    const { drift } = baselines;
    const slow = mock.method(baselines as { drift: typeof drift }, 'drift', (...given: Parameters<typeof drift>) => {
      for (const end = performance.now() + 4; performance.now() < end; );
      return drift(...given);
    });
    let turns = 0;
    const count = () => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const predictor = await createPredictor(model);
    try {
      await predictor.predict(dataset, 'label');
      assert.equal(slow.mock.callCount(), 0);
      turns = 0;
      await predictor.predict(dataset);
      assert.equal(slow.mock.callCount(), dataset.rows);
      assert.ok(turns >= dataset.rows / 2, `${turns} turns`);
      turns = 0;
      const order: number[] = [];
      await Promise.all(
        Array.from({ length: 40 }, async (_, i) => {
          await predictor.predict(readings(48, () => i));
          order.push(i);
        }),
      );
      assert.ok(turns >= 20, `${turns} turns`);
      assert.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
      );
    } finally {
      clearImmediate(next);
      slow.mock.restore();
      await predictor.dispose();
    }
  });
});
