import assert from 'node:assert/strict';
import { recordsToColumns } from '../../src/data';
import { about } from '../../src/errors';
import { readPipeline } from '../../src/store/pipeline';
import { datasetOf, fails } from '../data/helpers';

describe('how a column was read', () => {
  const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

  it('goes with the model, and the text is the same number again', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `1.${100 + i},50 €;0${1 + (i % 9)}/02/2024;${i % 3 ? i : '<3'},5;${i % 2 ? 'p' : 'q'}`,
    );
    const text = `price;day;lab;y\n${rows.join('\n')}\n`;
    const options = {
      targets: ['y'],
      dateOrder: 'dmy',
      missing: ['n/a'],
      columns: [{ name: 'lab', type: 'category' }],
    } as const;
    const { pipeline } = await datasetOf({ text }, options);
    const read = readPipeline(bytes(pipeline))!;
    assert.deepEqual(read, pipeline);
    assert.deepEqual(read.features[0]!.format, { decimal: ',', unit: '€', missing: ['n/a'] });
    const record = { price: '2.075,25 €', day: '03/04/2024', lab: '4,5' };
    const values = recordsToColumns(read, record).columns.map(({ data, labels }) => labels?.[data[0]!] ?? data[0]);
    assert.deepEqual(values, [2075.25, Date.UTC(2024, 3, 3), '4,5']);
  });

  it('is validated', async () => {
    const { pipeline } = await datasetOf(
      { text: 'a,y\n1,p\n2,q\n3,p\n4,q\n' },
      { targets: ['y'], validation: 0, test: 0 },
    );
    for (const format of [{ decimal: '.5' }, { date: 'dym' }, { missing: 'NA' }, { lenient: 'yes' }, 5]) {
      const features = pipeline.features.map(feature => ({ ...feature, format }));
      await fails(
        () => about('model "m"', () => readPipeline(bytes({ ...pipeline, features }))),
        'pipeline.json was damaged',
        'features.0.format',
      );
    }
  });
});
