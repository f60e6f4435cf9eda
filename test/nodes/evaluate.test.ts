import assert from 'node:assert/strict';
import type { DrawnPicture, PictureOption, Report } from '../../src';
import { catcher, deploy, end, type FlowNode } from './flow';

const MARKUP = '</script><img src=x onerror=alert(1)>';

const flow = (judges: readonly Partial<FlowNode>[]): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  catcher(),
  ...[
    { id: 'data', type: 'nn-dataset', wires: [['in']], target: `y ${MARKUP}`, seed: 1 },
    { id: 'in', type: 'nn-input', wires: [['out']] },
    { id: 'out', type: 'nn-output', wires: [['train']] },
    { id: 'train', type: 'nn-train', wires: [judges.map((_, i) => `judge${i}`), []], epochs: 5, seed: 1 },
    ...judges.map((judge, i) => ({ id: `judge${i}`, type: 'nn-evaluate', wires: [[`end${i}`]], ...judge })),
  ].map(node => ({ z: 'tab', x: 0, y: 0, ...node })),
  ...judges.map((_, i) => end(`end${i}`)),
];

/** Names, labels and values are markup. */
const rows = (y: (i: number) => unknown) =>
  Array.from({ length: 200 }, (_, i) => ({
    [`a ${MARKUP}`]: (i * 37) % 101,
    [`kind ${MARKUP}`]: `${MARKUP} ${i % 3}`,
    [`y ${MARKUP}`]: y(i),
  }));

async function judged(judges: readonly Partial<FlowNode>[], y: (i: number) => unknown): Promise<unknown[]> {
  const running = await deploy(flow(judges));
  const others = judges.slice(1).map((_, i) => running.next(`end${i + 1}`));
  const first = running.ask('data', { payload: rows(y) }, 'end0');
  return (await Promise.all([first, ...others])).map(({ payload }) => payload);
}

describe('evaluate: what its report is given as', function () {
  this.timeout(120_000);
  const twoClasses = (i: number) => ((i * 37) % 101 > 40 ? `${MARKUP} more` : `${MARKUP} less`);

  it('a report, a page in two languages, pictures, and options', async () => {
    const [report, page, chinese, svg, options] = await judged(
      [{}, { as: 'page' }, { as: 'page', language: 'zh-CN' }, { as: 'svg' }, { as: 'echarts' }],
      twoClasses,
    );
    const { curves, thresholds, linear, slices, worstRows } = report as Report;
    assert.deepEqual([curves!.length, thresholds!.table.length, worstRows!.length], [1, 19, 10]);
    assert.ok(linear && slices);
    for (const [html, language] of [
      [page, 'en-US'],
      [chinese, 'zh-CN'],
    ] as const) {
      assert.match(html as string, new RegExp(`^<!doctype html>\\n<html lang="${language}">`));
      assert.ok((html as string).includes('&lt;img src=x onerror=alert(1)&gt;'));
      const tags = (html as string).replace(/>[^<]*</g, '><');
      assert.doesNotMatch(tags, /<(script|img|link|iframe|object|foreignObject|a|image|base)\b/i);
      assert.doesNotMatch(tags.replace(/"[^"]*"/g, ''), /\son\w+/i);
      assert.doesNotMatch(
        tags.replace('http://www.w3.org', '').replace(/xmlns(:\w+)?="[^"]*"/g, ''),
        /https?:|url\((?!#)/,
      );
    }
    assert.match(chinese as string, /混淆矩阵/);
    const drawn = svg as DrawnPicture[];
    assert.deepEqual(
      drawn.map(({ name }) => name),
      (options as PictureOption[]).map(({ name }) => name),
    );
    assert.ok(drawn.length >= 7 && drawn.every(one => one.svg.startsWith('<svg ') && one.svg.endsWith('</svg>')));
    assert.deepEqual(JSON.parse(JSON.stringify(options)), options);
  });

  it('of numbers', async () => {
    const [report, page] = await judged([{}, { as: 'page' }], i => (i * 37) % 101);
    assert.equal((report as Report).residuals!.histogram.counts.length, 20);
    assert.equal((report as Report).linear!.kind, 'ridge regression');
    assert.match(page as string, /Predicted and actual/);
    const { coverage } = report as Report;
    assert.deepEqual(
      coverage!.map(({ confidence }) => confidence),
      [0.8, 0.9, 0.95],
    );
    for (const { confidence, share, width } of coverage!) assert.ok(share > confidence - 0.25 && width > 0);
    assert.match(page as string, /How sure it is/);
  });

  it('thresholds are chosen by what mistakes cost', async () => {
    const noisy = (i: number) => ((i * 37) % 101 > 20 + ((i * 53) % 60) ? 'yes' : 'no');
    const [equal, dear] = (await judged([{}, { missCost: 20 }], noisy)) as Report[];
    assert.deepEqual(dear!.thresholds!.cost, { falseAlarm: 1, miss: 20 });
    assert.ok(dear!.thresholds!.recommended.threshold < equal!.thresholds!.recommended.threshold);
    assert.ok(dear!.thresholds!.recommended.misses <= equal!.thresholds!.recommended.misses);
  });

  it('says what costs must be', async () => {
    const running = await deploy(flow([{ falseAlarmCost: 0, missCost: 0 }]));
    assert.match(
      await running.until('judge0', /missCost/),
      /missCost must be more than 0 where falseAlarmCost is 0, received 0/,
    );
  });
});
