import { choice, createPredictor, Dataset, evaluate, expectModel, type Report } from '../../src';
import { storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { text } from '../shared/settings';

const settings = { on: choice(['test', 'validation', 'train', 'payload'], 'test'), store: text() };

/** Judges a model on rows of its dataset; `payload`: on all rows of a dataset that comes with `msg.model`. */
export default defineNode('nn-evaluate', settings, (live, { on, store }) => async message => {
  const { RED, subject } = live;
  const [from, where] = on === 'payload' ? [message.model, 'msg.model'] : [message.payload, 'msg.payload'];
  const model = await expectModel(from, reference => storeOf(RED, store, subject).load(reference), subject, where);
  const dataset =
    on === 'payload'
      ? Dataset.expect(message.payload, subject, 'msg.payload')
      : Dataset.expect(message.dataset, subject, 'msg.dataset');
  live.busy('evaluating');
  // all rows at once are work for a thread, however quick a row is
  const predictor = await createPredictor(model, { resolveFrom: [live.userDir], rowLimit: 0 });
  try {
    const report = await evaluate(model, dataset, on, predictor);
    live.ready(summary(report));
    return { ...message, payload: report };
  } finally {
    await predictor.dispose();
  }
});

/** `accuracy 0.985 (0.441)`: the first metric, with the trivial answer's beside it. */
function summary({ data }: Report): string {
  const key = ['accuracy', 'r2', 'rmse', ...Object.keys(data.metrics)].find(k => data.metrics[k] !== undefined);
  if (key === undefined) return `${data.rows} rows`;
  const baseline = data.baseline[key];
  return `${key} ${data.metrics[key]!.toFixed(3)}${baseline === undefined ? '' : ` (baseline ${baseline.toFixed(3)})`}`;
}
