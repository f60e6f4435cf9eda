import assert from 'node:assert/strict';
import { reportContent, wordsIn } from '../../src/charts';
import { draw } from '../../src/charts/draw/draw';
import { PAGE } from '../../src/charts/look';
import { picturesOf } from '../../src/charts/page/content';
import { htmlOf } from '../../src/charts/page/html';
import { makeDataset, readTable } from '../../src/data';
import { evaluate } from '../../src/evaluation';
import { Model } from '../../src/values/model';

/** Answers of any kind make a report, and the report a page. */
async function pageOf(
  records: readonly object[],
  output: (row: number, at: number) => number,
  width: number,
): Promise<string> {
  const data = await makeDataset(await readTable({ records }), { targets: ['y'], validation: 0, test: 0.5 });
  const rows = data.indices('test');
  const values = Float32Array.from({ length: rows.length * width }, (_, i) => output(Math.floor(i / width), i % width));
  const model = new Model('m', null, { pipeline: data.pipeline } as Model['body']);
  const outputs = async () => [{ data: values, shape: [rows.length, width] }];
  const { data: report } = await evaluate(model, data, 'test', { outputs }, { falseAlarm: 1, miss: 3 });
  assert.ok(JSON.stringify(report).length < 200_000);
  const content = reportContent(report, { say: wordsIn('en-US'), sentence: text => text, look: PAGE });
  return htmlOf(content, picturesOf(content).map(draw), 'en-US');
}
const rows = (n: number, y: (i: number) => unknown, rest: (i: number) => object = i => ({ a: i % 7 })) =>
  Array.from({ length: n }, (_, i) => ({ ...rest(i), y: y(i) }));

describe('a report as a page', function () {
  this.timeout(60_000);
  const classes = (i: number) => (i % 2 ? 'yes' : 'no');
  const cases: Record<string, () => Promise<string>> = {
    'probabilities that are no numbers': () => pageOf(rows(40, classes), () => Number.NaN, 1),
    'probabilities of 0 and 1 only': () => pageOf(rows(40, classes), row => row % 2, 1),
    'the same probability everywhere': () => pageOf(rows(40, classes), () => 0.5, 1),
    'five rows': () => pageOf(rows(5, classes), row => row / 5, 1),
    'numbers that are none': () =>
      pageOf(
        rows(40, i => i * 1.5),
        () => Number.NaN,
        1,
      ),
    'numbers that are infinite': () =>
      pageOf(
        rows(40, i => i * 1.5),
        () => Number.POSITIVE_INFINITY,
        1,
      ),
    'a constant': () =>
      pageOf(
        rows(40, i => (i < 20 ? 1 : 2) * 1.5),
        () => 0,
        1,
      ),
    'two rows': () =>
      pageOf(
        rows(4, i => i + 0.5),
        () => 0,
        1,
      ),
    'ninety classes': () =>
      pageOf(
        rows(360, i => `c${i % 90}`),
        (row, at) => Number(row % 90 === at),
        90,
      ),
    'a category of a thousand values': () =>
      pageOf(
        rows(2000, classes, i => ({ a: i % 7, b: `v${i % 1000}` })),
        row => (row % 10) / 10,
        1,
      ),
    'a hundred columns': () =>
      pageOf(
        rows(
          200,
          i => i * 1.5,
          i => Object.fromEntries(Array.from({ length: 100 }, (_, k) => [`column ${k}`, (i * (k + 1)) % 17])),
        ),
        row => row / 100,
        1,
      ),
  };
  it('several targets, of labels and of arrays, have a part of the page each', async () => {
    const features = Array.from({ length: 40 }, (_, i) => [i, i % 2]);
    const tags = features.map((_, i) => [i % 2, Number(i > 15), Number(i % 3 === 0)]);
    const ahead = features.map((_, i) => [i / 2, i / 3]);
    const table = await readTable({ features, targets: { tags, ahead } });
    const data = await makeDataset(table, { targets: [], validation: 0, test: 0.5 });
    const rows = data.indices('test').length;
    const outputs = async () => [
      { data: Float32Array.from({ length: rows * 3 }, (_, i) => (i % 5) / 5), shape: [rows, 3], target: 'tags' },
      { data: new Float32Array(rows * 2), shape: [rows, 2], target: 'ahead' },
    ];
    const model = new Model('m', null, { pipeline: data.pipeline } as Model['body']);
    const { data: report } = await evaluate(model, data, 'test', { outputs }, { falseAlarm: 1, miss: 1 });
    for (const language of ['en-US', 'zh-CN'] as const) {
      const content = reportContent(report, { say: wordsIn(language), sentence: text => text, look: PAGE });
      const pictures = picturesOf(content);
      assert.equal(new Set(pictures.map(({ name }) => name)).size, pictures.length);
      const html = htmlOf(content, pictures.map(draw), language);
      assert.match(html, language === 'en-US' ? /Target tags.*Target ahead/s : /目标 tags.*目标 ahead/s);
    }
  });

  it('says of the validation rows that the confidence was calibrated on them', () => {
    const coverage = [{ confidence: 0.9, share: 0.91, width: 2.5 }];
    const given = { model: 'm', target: 'y', task: 'regression', rows: 9, metrics: { mae: 1 }, baseline: {}, coverage };
    const said = (split: string) =>
      JSON.stringify(reportContent({ ...given, split }, { say: wordsIn('en-US'), sentence: text => text, look: PAGE }));
    assert.match(said('validation'), /was calibrated on these very rows/);
    assert.match(said('test'), /should be true in 90 % of the rows/);
  });

  for (const [name, page] of Object.entries(cases))
    it(name, async () => {
      const html = await page();
      assert.match(html, /<\/html>\n$/);
      assert.ok(html.length < 500_000, `${html.length}`);
    });
});
