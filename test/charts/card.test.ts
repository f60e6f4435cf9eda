import assert from 'node:assert/strict';
import { type Content, cardContent, LANGUAGES, wordsIn } from '../../src/charts';
import { PAGE } from '../../src/charts/look';
import type { ModelAbout, ModelImportance } from '../../src/spec';

const about: ModelAbout = {
  ...{ model: 'orders', version: 3, task: 'binary', parameters: 1234, engine: 'wasm', seed: 7 },
  ...{ metrics: { loss: 0.2 }, created: '2026-01-02T00:00:00Z', background: 100, calibrated: true },
  worth: {
    ...{ target: 'returned', split: 'validation', rows: 60, metric: 'accuracy', value: 0.9, baseline: 0.7 },
    verdict: 'better',
  },
  leaks: [{ column: 'refund', target: 'returned', strength: 0.98 }],
  notInUse: { inUse: 2, because: 'column "price" is new' },
  data: { rows: 300, source: 'orders.csv' },
  columns: [
    { name: 'price', type: 'number', scaling: 'standardize' },
    { name: 'refund', type: 'category', scaling: 'one-hot' },
  ],
  targets: [{ name: 'returned', task: 'binary', classes: 2 }],
  layers: ['InputLayer', 'Dense'],
  layerNames: ['dense'],
  history: { loss: [0.5, 0.3], val_loss: [0.6, 0.4] },
};
const importance: ModelImportance = {
  rows: 100,
  targets: [{ target: 'returned', share: true, columns: [{ column: 'refund', importance: 0.4, std: 0.1 }] }],
};

describe("a model's card as a page", () => {
  for (const language of LANGUAGES)
    it(`says what is known of it, in ${language}`, () => {
      const manner = { say: wordsIn(language), sentence: (text: string) => text, look: PAGE };
      const parts = { importance, report: null, trained: 'January 2' };
      const content: Content = cardContent(about, parts, manner);
      const all = JSON.stringify(content);
      for (const part of ['orders v3', 'refund', 'returned', 'orders.csv', 'column \\"price\\" is new', '1,234'])
        assert.ok(all.includes(part), part);
      const kinds = content.sections.flatMap(({ blocks }) => blocks.map(({ kind }) => kind));
      assert.deepEqual(kinds.slice(0, 4), ['statement', 'statement', 'statement', 'tiles']);
      const { worth, leaks, notInUse, ...bare } = about;
      const little = { ...bare, columns: [], targets: [], history: {}, metrics: { loss: 0.25 } };
      const none = cardContent(little, { ...parts, importance: null }, manner);
      assert.equal(none.sections.length, 3, 'nothing is said of what is not known');
    });
});
