import { makeDataset, readTable } from '../../src/data';
import { chooseEngine } from '../../src/engine';
import type { Forecast } from '../../src/forecast';
import { createPredictor } from '../../src/inference';
import { networkFromRecipe } from '../../src/network';
import { checkPlan, train } from '../../src/training';
import { Model } from '../../src/values';
import type { Answers, Series, SetOf } from './figures';

const CONFIDENCES = [0.8, 0.95] as const;

/** Trains the recipe on what was known at an origin, all series together, and forecasts each. */
export async function forecastOurs(all: readonly Series[], about: SetOf): Promise<Answers> {
  const began = process.cpuUsage();
  const records = all.flatMap(({ key, values }) => values.map((value, time) => ({ key, time, value })));
  const steps = (size: number) => ({ unit: 'steps', size }) as const;
  const dataset = await makeDataset(await readTable({ records }, {}), {
    targets: ['value'],
    columns: [{ name: 'value', type: 'number' }],
    series: { time: 'time', key: ['key'], horizon: steps(about.horizon), season: steps(about.season) },
    ...{ validation: 0.2, test: 0 },
  });
  const rows = dataset.indices('train').length;
  const network = networkFromRecipe({ id: 'n', name: 'network', recipe: 'forecast' }, dataset.pipeline, rows);
  const { optimizer, training } = network.recipe!.found!;
  const plan = checkPlan({ run: 'bench', model: 'bench', seed: 1, network, optimizer, ...training });
  const body = await train(plan, dataset, await chooseEngine({ name: 'wasm' }));
  const { user, system } = process.cpuUsage(began);
  const model = new Model('bench', 1, body);
  const record = body.calibration!.forecasts!.value!;
  const asked = all.map(({ key, values }) =>
    values.map((value, time) => ({ key, time, value })).slice(-dataset.pipeline.series!.history),
  );
  const answersWith = async (options: object): Promise<Forecast[]> => {
    const predictor = await createPredictor(model, options);
    const answers = (await predictor.predict(asked)) as (Forecast & { readonly value: unknown })[];
    await predictor.dispose();
    return answers;
  };
  const bands = await Promise.all(CONFIDENCES.map(confidence => answersWith({ confidence })));
  const networks = await answersWith({ fallback: false });
  const valuesOf = (forecasts: readonly Forecast[]) =>
    forecasts.map(({ forecast }) => forecast.map(({ value }) => value));
  return {
    seconds: (user + system) / 1e6,
    answers: valuesOf(bands[0]!),
    network: valuesOf(networks),
    bands: bands.map(forecasts =>
      forecasts.map(({ forecast }) => forecast.map(({ low, high }) => [low, high] as const)),
    ),
    better: record.better,
    baseline: record.baseline,
    share: record.share,
    ...(process.env.TUNE && {
      record,
      history: dataset.pipeline.series!.history,
      rows,
      epochs: body.card.history.loss!.length,
    }),
  };
}
