import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { DASHBOARD, NEWEST, NodeRed, ROOT } from './harness';

const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';
type FlowNode = Record<string, unknown> & { id: string; type: string };

const EPOCHS = 30;
const CURVES = ['accuracy', 'loss', 'roc_auc', 'val_accuracy', 'val_loss', 'val_roc_auc'];
const configs = (JSON.parse(readFileSync(join(ROOT, 'examples/Prediction form.json'), 'utf8')) as FlowNode[]).filter(
  ({ type }) => /^ui-(base|theme|page)$/.test(type),
);
const page = configs.find(({ type }) => type === 'ui-page')!.id;
const records = Array.from({ length: 120 }, (_, i) => ({
  a: (i * 37) % 101,
  y: (i * 37) % 101 > 50 ? 'more' : 'less',
}));

/** As the editor makes it: nothing was set but its group. */
const chart = {
  ...{ label: 'chart', order: 1, chartType: 'line', category: 'topic', categoryType: 'msg', xAxisLabel: '' },
  ...{ xAxisProperty: '', xAxisPropertyType: 'timestamp', xAxisType: 'time', xAxisFormat: '', xAxisFormatType: 'auto' },
  ...{ xmin: '', xmax: '', yAxisLabel: '', yAxisProperty: 'payload', yAxisPropertyType: 'msg', ymin: '', ymax: '' },
  ...{ bins: 10, action: 'append', stackSeries: false, pointShape: 'circle', pointRadius: 4, showLegend: true },
  ...{ removeOlder: 1, removeOlderUnit: '3600', removeOlderPoints: '', interpolation: 'linear', className: '' },
  ...{ colors: ['#0095FF', '#FF0000', '#FF7F0E', '#2CA02C'], textColor: ['#666666'], textColorDefault: true },
  ...{ gridColor: ['#e5e5e5'], gridColorDefault: true, width: 6, height: 8 },
};
const at = (id: string, type: string, wires: string[][], more: object = {}) => ({
  ...{ id, type, z: 'tab', x: 100, y: 100, name: id, wires, ...more },
});
const flow = (chosen: object = {}): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'chart' },
  ...configs,
  { ...{ id: 'curves', type: 'ui-group', name: 'Curves of the training', page, width: '12', height: '1', order: 1 } },
  at('learn', 'inject', [['data']], {
    ...{ props: [{ p: 'payload' }], payload: JSON.stringify(records), payloadType: 'json' },
  }),
  at('data', 'nn-dataset', [['in']], { source: 'payload', target: 'y', seed: 1 }),
  at('in', 'nn-input', [['dense']], { name: '' }),
  at('dense', 'nn-dense', [['out']], { name: '', units: 8, activation: 'relu' }),
  at('out', 'nn-output', [['train']]),
  // the settings of a new node, but for the number of epochs
  at('train', 'nn-train', [[], ['chart']], {
    ...{ name: '', version: 2, epochs: EPOCHS, earlyStopping: 'false', progressAs: 'chart', progressEvery: 'auto' },
  }),
  at('chart', 'ui-chart', [[]], { group: 'curves', ...chart, ...chosen }),
];

interface Curve {
  readonly name: string;
  readonly points: [x: number, y: number][];
}

/** The curves of the chart of Dashboard, as its picture has them: by the component that draws it. */
const curves = (shown: Page): Promise<Curve[]> =>
  shown.evaluate(() => {
    interface Part {
      component?: { proxy?: { chart?: { getOption?: () => { series: Series[] } } }; subTree?: Part };
      suspense?: { activeBranch?: Part };
      children?: unknown;
    }
    type Series = { name: string; data: ([number, number] | { value: [number, number] })[] };
    const found: Series[] = [];
    const root = [...document.querySelectorAll('*')].find(element => '__vue_app__' in element);
    const rest: unknown[] = [(root as { _vnode?: Part } | undefined)?._vnode];
    while (rest.length > 0) {
      const part = rest.pop() as Part | null | undefined;
      if (!part || typeof part !== 'object') continue;
      if (typeof part.component?.proxy?.chart?.getOption === 'function')
        found.push(...part.component.proxy.chart.getOption().series);
      rest.push(part.component?.subTree, part.suspense?.activeBranch);
      if (Array.isArray(part.children)) rest.push(...part.children);
    }
    return found.map(({ name, data }) => ({
      name,
      points: data.map(one => (Array.isArray(one) ? one : one.value)).map(([x, y]): [number, number] => [+x, +y]),
    }));
  });

for (const release of NEWEST)
  (executable ? describe : describe.skip)(`a chart of Dashboard 2.0 behind train, in ${release.title}`, function () {
    this.timeout(400_000);
    let red: NodeRed;
    let browser: Browser;
    before(async () => {
      red = await NodeRed.start(release, {}, [DASHBOARD]);
      browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
    });
    after(async () => {
      await browser?.close();
      await red?.stop();
    });

    async function train(): Promise<void> {
      red.status.delete('train');
      await red.inject('learn');
      await red.until(() => /^done/.test(red.status.get('train')?.text ?? ''), 'the training', 180_000);
    }
    async function drawn(shown: Page): Promise<Curve[]> {
      for (let tries = 0; ; tries++) {
        const found = await curves(shown).catch(() => []);
        const whole = found.length > 0 && found.every(({ points }) => points.length >= EPOCHS);
        if (whole || tries > 100) return found;
        await new Promise(resolve => setTimeout(resolve, 200));
      }
    }

    for (const [how, chosen] of [
      ['as it comes from the palette', {}],
      ['over the epochs', { xAxisType: 'linear', xAxisPropertyType: 'msg', xAxisProperty: 'epoch' }],
    ] as const)
      it(`${how} shows the curves by name, and of a second run nothing of the first`, async () => {
        await red.deploy(flow(chosen));
        const shown = await (await browser.newContext({ locale: 'en-US' })).newPage();
        await shown.goto(`${red.url}/dashboard/penguins`);
        await shown.locator('canvas').first().waitFor();
        for (const run of [1, 2]) {
          await train();
          const found = await drawn(shown);
          if (process.env.PICTURES) await shown.screenshot({ path: join(process.env.PICTURES, `${how} ${run}.png`) });
          assert.deepEqual(found.map(({ name }) => name).sort(), CURVES);
          for (const { name, points } of found) {
            assert.equal(points.length, EPOCHS, `${name} of run ${run} has ${points.length} points`);
            const back = points.slice(1).filter(([x], i) => x < points[i]![0]);
            assert.deepEqual(back, [], `${name} never goes back`);
          }
        }
        await shown.close();
      });
  });
