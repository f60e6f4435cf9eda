import assert from 'node:assert/strict';
import { Explainer, explainModel, explainRecords, explainRows } from '../../src/explanation';
import type { ExplanationRequest, Method } from '../../src/explanation/request';
import { bundle } from '../training/program';
import { trainedOn, withBackground } from './samples';

describe('the thread that explains a model', function () {
  this.timeout(240_000);
  let program: Awaited<ReturnType<typeof bundle>>;
  before(async () => {
    program = await bundle('src/explanation/worker/thread.ts');
  });
  after(() => program.remove());

  it('is ended where it does not open the model in time, and the next question starts another', async () => {
    const { model, dataset } = await trainedOn('penguins');
    const explainer = new Explainer(withBackground(model, dataset), null, { entry: program.path, openLimit: 1 });
    const ask = () => explainer.choices(dataset.body.columns, Int32Array.of(0), 0);
    for (let i = 0; i < 2; i++) await assert.rejects(ask(), /^explain: the model was not opened within 0\.001 s$/);
    await explainer.dispose();
  });

  it('says how far it is, of records, rows and the importance of columns', async () => {
    const { model, dataset } = await trainedOn('penguins');
    const explainer = new Explainer(withBackground(model, dataset), null, { entry: program.path });
    const told: [number, number][] = [];
    const request = (method: Method) => ({
      ...{ method, target: '', label: '', columns: [], layer: '', patch: null, reasons: 1, language: null },
      onProgress: (done: number, all: number) => void told.push([done, all]),
    });
    const said = () => told.splice(0);
    const { columns } = dataset.body;
    await explainRows(explainer, columns, dataset.indices('test').subarray(0, 40), request('auto'));
    assert.deepEqual(said(), [
      [32, 40],
      [40, 40],
    ]);
    const record = { Island: 'Biscoe', 'Beak Length (mm)': 47, 'Beak Depth (mm)': 14.5, 'Flipper Length (mm)': 216 };
    const records = new Array<object>(300).fill({ ...record, 'Body Mass (g)': 5200, Sex: null });
    await explainRecords(explainer, records, request('expected-gradients'), assert.fail);
    const all = said();
    assert.deepEqual(all.at(-1), [300, 300]);
    assert.ok(all.every(([done, of], i) => of === 300 && done > (all[i - 1]?.[0] ?? 0)));
    await explainModel(explainer, dataset, dataset.indices('test'), request('importance'));
    assert.deepEqual(said().at(-1), [6, 6]);
    await explainer.dispose();
  });

  it('ends at once where the model is closed in the middle', async () => {
    const { model, dataset } = await trainedOn('penguins');
    const explainer = new Explainer(withBackground(model, dataset), null, { entry: program.path });
    const request: ExplanationRequest = {
      method: 'shapley',
      ...{ target: '', label: '', columns: [], layer: '', patch: null, reasons: 1, language: null },
      onProgress: () => void explainer.dispose(),
    };
    const rows = new Int32Array(200);
    await assert.rejects(explainRows(explainer, dataset.body.columns, rows, request), /the model was closed/);
  });
});
