import assert from 'node:assert/strict';
import { adviceFor } from '../../src/runs';
import type { RunCurves, RunSummary } from '../../src/spec';

const run = (more: Partial<RunSummary> = {}): RunSummary => ({
  ...{ format: 1, run: '00000000-0000-4000-8000-000000000000', name: '', number: 1, model: 'm', pinned: false },
  origin: { node: 'n', name: '', flow: 'f', flowName: '' },
  ...{ state: 'finished', started: '2026-01-01T00:00:00Z', epoch: 40, epochs: 100, best: null },
  settings: { learningRate: 0.01, earlyStopping: true, restoreBestWeights: true },
  data: { fingerprint: '', rows: 100, validation: 20, source: '', targets: [] },
  ...{ versions: [], modelBytes: 0 },
  ...more,
});
const curves = (metrics: Record<string, number[]>): RunCurves => {
  const epochs = metrics.loss!.map((_, i) => i + 1);
  return { epochs, seconds: epochs.map(() => null), metrics };
};
const steps = (count: number, of: (i: number) => number) => Array.from({ length: count }, (_, i) => of(i));
/** falls fast, then slowly, to 0.1 */
const falling = steps(40, i => 0.1 + Math.exp(-i / 4));

describe('the advice of a run', () => {
  for (const [what, given, metrics, expected] of [
    ['nothing where it went well', {}, { loss: falling, val_loss: falling.map(v => v + 0.05) }, []],
    [
      'a loss that jumps',
      {},
      { loss: steps(40, i => (i % 2 === 0 ? 1 : 3)) },
      [/^The loss jumps.* from 0\.01 to 0\.001$/],
    ],
    ['a loss that explodes', {}, { loss: steps(20, i => 2 ** i) }, [/^The loss jumps/]],
    ['a loss that stays', {}, { loss: steps(20, () => 0.7) }, [/^The loss hardly falls.* from 0\.01 to 0\.1$/]],
    [
      'overfitting',
      {},
      { loss: falling, val_loss: steps(40, i => 1 + ((i - 10) / 20) ** 2) },
      [/^Overfitting since epoch 11/],
    ],
    [
      'what is left to do where a recipe made the layers',
      { settings: { recipe: 'table', restoreBestWeights: true } },
      { loss: falling, val_loss: steps(40, i => 1 + ((i - 10) / 20) ** 2) },
      [/^After epoch 11 .* more rows would help$/],
    ],
    [
      'nothing where the validation loss only wavers around its best',
      {},
      { loss: falling, val_loss: steps(40, i => (i < 30 ? Math.exp(-i / 5) : 0.005)) },
      [],
    ],
    [
      'overfitting that was kept',
      { settings: { learningRate: 0.01 } },
      { loss: falling, val_loss: steps(40, i => 1 + ((i - 10) / 20) ** 2) },
      [/^Overfitting/, /restore best weights/],
    ],
    [
      'an end that came too soon',
      { epochs: 40 },
      { loss: steps(40, i => 4 - i / 20) },
      [/^Still improving .* than 40$/],
    ],
    ['an end that the user chose', { state: 'stopped', epochs: 40 }, { loss: steps(40, i => 4 - i / 20) }, []],
    [
      'no better than guessing',
      { worth: { target: 'y', split: 'validation', rows: 20, metric: 'r2', value: 0, baseline: 0, verdict: 'same' } },
      { loss: falling },
      [/^No better than guessing/],
    ],
    [
      'no validation rows',
      { data: { fingerprint: '', rows: 100, validation: 0, source: '', targets: [] } },
      { loss: falling },
      [/^Without validation rows/],
    ],
    ['too few epochs to tell', { state: 'running' }, { loss: [1, 3, 1] }, []],
  ] as const)
    it(what, () => {
      const advice = adviceFor(run(given as Partial<RunSummary>), curves(metrics as Record<string, number[]>));
      assert.equal(advice.length, expected.length, advice.join('\n'));
      for (const [i, pattern] of expected.entries()) assert.match(advice[i]!, pattern);
    });
});
