import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Rate } from '../../nodes/shared/rate';
import { browser } from './dashboard';
import { catcher, deploy, end, eventually, type FlowNode, node, stopAll } from './flow';

const records = Array.from({ length: 100 }, (_, i) => ({ a: (i * 37) % 100, y: (i * 37) % 100 > 50 ? 'yes' : 'no' }));
const training: FlowNode[] = [
  { id: 'tab', type: 'tab' },
  catcher(),
  node('data', 'nn-dataset', ['net'], { target: 'y', seed: 1 }),
  node('net', 'nn-input', ['out']),
  node('out', 'nn-output', ['train']),
  node('train', 'nn-train', [['end']], { name: 'clock', epochs: 1, progressEvery: 'off' }),
  end(),
];
const { now } = Date;
const HOUR = 3_600_000;
const setBack = (): void => {
  Date.now = () => now() - HOUR;
};
const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe('a clock that is set back by an hour', function () {
  this.timeout(60_000);
  afterEach(() => {
    Date.now = now;
    return stopAll();
  });

  it('does not keep predict at an older version, or one that another process has deleted; its rate goes on', async () => {
    const flow = await deploy([
      ...training,
      node('predict', 'nn-predict', [['answer']], { model: 'clock' }),
      end('answer'),
    ]);
    await flow.ask('data', { payload: records });
    const ask = () => flow.ask('predict', { payload: { a: 3 } }, 'answer');
    await ask();
    await flow.until('predict', /^clock v1/);
    setBack();
    await flow.ask('data', { payload: records });
    await ask();
    await flow.until('predict', /^clock v2/);
    const rates = new Set<string>();
    await eventually('a rate that is shown anew', () => {
      for (let i = 0; i < 10 * (rates.size + 1); i++) flow.send('predict', { payload: { a: i } });
      rates.add(/[\d.]+\/s/.exec(flow.status('predict'))?.[0] ?? '');
      return rates.size > 2;
    });
    await rm(join(flow.userDir, 'tensorwire/models/clock/2'), { recursive: true });
    await wait(1100);
    await ask();
    await flow.until('predict', /^clock v1/);
  });

  it('does not stop the count of what happens in a second', () => {
    const rate = new Rate();
    assert.ok(rate.count(1) !== null);
    setBack();
    const later = performance.now() + 2000;
    const found = rate.count(9, later)!;
    assert.ok(found > 4.4 && found <= 4.5, `${found}`);
  });

  it('does not keep the health of a model at an older version', async () => {
    const flow = await deploy([
      ...training,
      { id: 'group', type: 'ui-group' },
      node('health', 'ui-nn-health', [[]], { group: 'group', model: 'clock' }),
    ]);
    const title = async () =>
      ((await browser.ask('health', 'summary', { level: null })) as { title: string | null }).title;
    await flow.ask('data', { payload: records });
    assert.equal(await title(), 'clock v1');
    setBack();
    await flow.ask('data', { payload: records });
    await wait(1100);
    assert.equal(await title(), 'clock v2');
  });
});
