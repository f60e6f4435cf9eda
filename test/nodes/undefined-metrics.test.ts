import assert from 'node:assert/strict';
import type { Model } from '../../src';
import { deploy, end, tab } from './flow';

/** `when` says the split: all rows of one class are in training. */
const rows = Array.from({ length: 60 }, (_, i) => ({
  x: i % 7,
  y: i < 40 && i % 2 === 0 ? 'no' : 'yes',
  when: i < 40 ? 'train' : 'validation',
}));

describe('a metric that the rows do not define', () => {
  it('is left out and said, never 0', async () => {
    const flow = await deploy([
      ...tab(
        { id: 'data', type: 'nn-dataset', target: 'y', splitBy: 'column', splitColumn: 'when' },
        { type: 'nn-input' },
        { type: 'nn-dense', units: 4, activation: 'relu' },
        { type: 'nn-output' },
        { id: 'train', type: 'nn-train', metrics: 'accuracy,roc_auc', epochs: 3, seed: 1, wires: [['end'], []] },
      ),
      end(),
    ]);
    const warnings: string[] = [];
    const node = flow.node('train');
    const warn = node.warn.bind(node);
    node.warn = text => {
      warnings.push(String(text));
      warn(text);
    };
    const { card } = (await flow.ask('data', { payload: rows })).payload as Model;
    assert.ok(card.metrics.roc_auc! >= 0 && card.metrics.roc_auc! <= 1);
    assert.ok(!('val_roc_auc' in card.metrics) && !('val_roc_auc' in card.history), JSON.stringify(card.metrics));
    assert.deepEqual(
      warnings.filter(text => /val_roc_auc/.test(text)),
      [
        'train: val_roc_auc is not defined and is left out: it needs rows of both classes, but there are none among the validation rows',
      ],
    );
  });
});
