import assert from 'node:assert/strict';
import { wordsIn } from '../../src/charts';
import { NEUTRAL } from '../../src/charts/look';
import { explanationContent } from '../../src/explanation/content';

describe('explanations as a page', () => {
  const textsFor = (columns: number) => {
    const importance = Array.from({ length: columns }, (_, i) => ({ column: `c${i}`, importance: 40 - i, std: 0 }));
    const explained = { target: 'y', method: 'importance', metric: 'accuracy', rows: 9, importance } as const;
    const manner = { say: wordsIn('en-US'), sentence: (text: string) => text, look: NEUTRAL };
    const { sections } = explanationContent('m', [explained], manner);
    return sections.flatMap(({ blocks }) => blocks.flatMap(block => (block.kind === 'text' ? [block.text] : [])));
  };

  it('say how many columns have no bar', () => {
    assert.deepEqual(textsFor(15), []);
    assert.deepEqual(textsFor(20), ['5 more columns are not shown.']);
  });
});
