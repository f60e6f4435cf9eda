import assert from 'node:assert/strict';
import { recordsToColumns } from '../../src/data';
import type { DatasetOptions, Scaling } from '../../src/spec';

import { datasetOf } from './helpers';

describe('a number far from those of training', () => {
  const records = Array.from({ length: 101 }, (_, i) => ({ x: i + 0.5, at: `2024-05-${10 + (i % 20)}`, y: i % 2 }));
  const told = async (record: Record<string, unknown> | Record<string, unknown>[], scaling?: Scaling) => {
    const options: DatasetOptions = {
      targets: ['y'],
      ...{ validation: 0, test: 0, dateOrder: 'dmy' },
      ...(scaling && { columns: [{ name: 'x', scaling }] }),
    };
    const { pipeline } = await datasetOf(records, options);
    return recordsToColumns(pipeline, record).warnings;
  };
  const at = '2024-06-01';

  for (const [scaling, near, far, training] of [
    ['standard', 340, 350, 'mean 50.5, standard deviation 29.15'],
    ['minmax', 1050, 1051, 'minimum 0.5, maximum 100.5'],
    ['robust', 5050, 5051, 'median 50.5, interquartile range 50'],
  ] as const)
    it(`is told with what training saw (${scaling})`, async () => {
      assert.deepEqual(await told({ x: near, at }, scaling), []);
      assert.deepEqual(await told({ x: far, at }, scaling), [
        `column "x": ${far} is far from the values of training (${training})`,
      ]);
      assert.equal((await told({ x: -far, at }, scaling)).length, 1);
    });

  it('once for a column, whatever the rows; a missing one is none', async () => {
    const rows = [1, null, 1e6, 2e6, 3].map(x => ({ x, at }));
    assert.deepEqual(await told(rows), [
      'column "x": 1000000 is far from the values of training (mean 50.5, standard deviation 29.15)',
    ]);
    assert.deepEqual(await told({ x: 1e9, at }, 'none'), []);
  });

  it('a date of another age, too', async () => {
    assert.deepEqual(await told({ x: 1, at: 45448 }), [
      'column "at": the year 1970 is far from the values of training (mean 2024, standard deviation 1)',
    ]);
  });
});
