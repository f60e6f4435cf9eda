import assert from 'node:assert/strict';
import { Explainer } from '../../src/explanation';
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
});
