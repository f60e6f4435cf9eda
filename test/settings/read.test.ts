import assert from 'node:assert/strict';
import { settingsOf } from '../../scripts/forms';
import { readSettings } from '../../src/settings';

const { properties } = settingsOf('nn-dataset');

describe('settings of a node', () => {
  it('a setting that must not be blank may not be spaces either', () => {
    for (const file of [undefined, null, '', ' ', '\t\n'])
      assert.throws(() => readSettings(properties, { source: 'file', file }), {
        message: 'file must be the name of a file, received ""',
      });
    for (const splitColumn of ['', '  ']) {
      const read = (splitBy: string) => readSettings(properties, { splitBy, splitColumn });
      assert.throws(() => read('column'), /splitColumn must be the name of a column/);
      assert.equal(read('time').splitColumn, '');
    }
  });
});
