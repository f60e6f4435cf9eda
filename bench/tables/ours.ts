import { makeDataset, readTable } from '../../src/data';
import { chooseEngine, openModelFile } from '../../src/engine';
import { evaluate } from '../../src/evaluation';
import { outputsOf } from '../../src/inference/outputs';
import { checkPlan, train } from '../../src/training';
import { type Dataset, Model } from '../../src/values';
import type { Figures, Table } from './figures';
import type { Recipe } from './recipes';

/** Trains one of our recipes on one split of a table, from its CSV, and evaluates it on the test rows. */
export async function trainOurs(recipe: Recipe, table: Table, csv: string): Promise<Figures> {
  const options = { targets: [table.target], splitBy: 'column', splitColumn: 'split', columns: hints(table) } as const;
  const dataset = await makeDataset(await readTable({ file: csv }, { format: 'csv' }), options);
  const began = process.cpuUsage();
  const engine = await chooseEngine({ name: 'wasm' });
  const plan = checkPlan({ run: 'bench', model: 'bench', seed: 0, ...recipe(dataset) });
  const model = new Model('bench', 1, await train(plan, dataset, engine));
  const { user, system } = process.cpuUsage(began);
  const seconds = (user + system) / 1e6;
  return { seconds, ...(await metricsOf(model, dataset)) };
}

/** Columns that are texts for pandas are categories here too. */
const hints = ({ numeric }: Table) =>
  Object.entries(numeric).flatMap(([name, isNumber]) => (isNumber ? [] : [{ name, type: 'category' as const }]));

async function metricsOf(model: Model, dataset: Dataset): Promise<Omit<Figures, 'seconds'>> {
  const { program } = await openModelFile(model.body.onnx, 'wasm', []);
  try {
    const { metrics } = (await evaluate(model, dataset, 'test', outputsOf(model, program))).data;
    return { rmse: metrics.rmse, log_loss: metrics.log_loss, accuracy: metrics.accuracy };
  } finally {
    await program.dispose();
  }
}
