import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUSINESS, type FlowNode, idOf } from './business';
import { DASHBOARD, NodeRed, RELEASES, type Release, ROOT } from './harness';

const FOLDER = join(ROOT, 'examples');
const read = (title: string): FlowNode[] => JSON.parse(readFileSync(join(FOLDER, `${title}.json`), 'utf8'));

interface Prediction {
  target: string;
  label?: string;
  probability?: number;
  value?: number;
  set?: string[];
  interval?: [number, number];
  unusual?: number;
  sure?: boolean;
}
interface ReportJson {
  metrics: Record<string, number>;
  baseline: Record<string, number>;
  rows: number;
}

/** What docs/examples/README.md promises of each example. */
const PROMISES: Record<string, (red: NodeRed, flow: FlowNode[]) => Promise<void>> = {
  'Penguin species': async (red, flow) => {
    const { metrics, baseline, rows } = (await red.said('test report')).value as ReportJson;
    assert.ok(rows > 60 && metrics.accuracy! >= 0.95, `accuracy ${metrics.accuracy} on ${rows} rows`);
    assert.ok(baseline.accuracy! < 0.5, `baseline ${baseline.accuracy}`);
    const first = (await red.said('prediction')).value as Prediction;
    assert.equal(first.label, 'Gentoo');
    await red.inject(idOf(flow, 'a small one'));
    assert.equal(((await red.said('prediction')).value as Prediction).label, 'Adelie');
    await red.inject(idOf(flow, 'a big one'));
    assert.equal(((await red.said('prediction')).value as Prediction).label, 'Gentoo');
    await red.said('stored');
  },
  'Four nodes': async (red, flow) => {
    const { id } = flow.find(({ type }) => type === 'nn-train')!;
    await red.until(() => red.status.get(id)?.text?.startsWith('done'), 'the training', 180_000);
    await red.inject(idOf(flow, 'a big one'));
    assert.equal(((await red.said('prediction')).value as Prediction).label, 'Gentoo');
    await red.inject(idOf(flow, 'a small one'));
    assert.equal(((await red.said('prediction')).value as Prediction).label, 'Adelie');
  },
  'Fuel economy': async (red, flow) => {
    const { metrics } = (await red.said('test report')).value as ReportJson;
    assert.ok(metrics.r2! >= 0.8, `R² ${metrics.r2}`);
    await red.said('stored');
    await red.inject(idOf(flow, 'ask'));
    const { value } = (await red.said('miles per gallon')).value as Prediction;
    assert.ok(value! > 24 && value! < 38, `a small Japanese car does ${value} miles per gallon`);
  },
  // What its page shows: dashboard.test.ts
  'Prediction form': async (red, flow) => {
    const { id } = flow.find(({ type }) => type === 'ui-nn-form')!;
    await red.until(() => /^penguins v\d+$/.test(red.status.get(id)?.text ?? ''), 'the model of the form', 180_000);
  },
  'Model health': async (red, flow) => {
    const { id } = flow.find(({ type }) => type === 'ui-nn-health')!;
    await red.until(() => /^\d+ answers?/.test(red.status.get(id)?.text ?? ''), 'answers', 180_000);
  },
  'Teach pictures': async (red, flow) => {
    const { id } = flow.find(({ type }) => type === 'ui-nn-teach')!;
    await red.until(() => red.status.get(id)?.text === 'no examples yet', 'the page that teaches');
  },
  'Ask a person': async (red, flow) => {
    assert.ok(((await red.said('test report')).value as ReportJson).metrics.accuracy! >= 0.95);
    await red.inject(idOf(flow, 'a Gentoo'));
    const sure = (await red.said('sure')).value as Prediction;
    assert.deepEqual([sure.set, sure.sure], [['Gentoo'], true]);
    await red.inject(idOf(flow, 'no penguin'));
    const asked = (await red.said('ask a person')).value as Prediction;
    assert.ok(asked.sure === false && asked.unusual! < 0.01, `p-value ${asked.unusual}`);
  },
  'Number with its interval': async (red, flow) => {
    assert.ok(((await red.said('test report')).value as ReportJson).metrics.r2! >= 0.75);
    await red.inject(idOf(flow, 'a large car'));
    const { value, interval } = (await red.said('miles per gallon')).value as Prediction;
    assert.ok(interval![0] <= value! && value! <= interval![1] && interval![1] - interval![0] <= 12, String(interval));
  },
  Reasons: async (red, flow) => {
    const { importance } = (await red.said('column importance', 120_000)).value as {
      importance: { column: string; importance: number }[];
    };
    assert.equal(importance.length, 6);
    assert.ok(importance[0]!.importance > 0.05, `${importance[0]!.importance}`);
    await red.inject(idOf(flow, 'a big one'));
    const { label, reasons } = (await red.said('prediction')).value as Prediction & { reasons: { text: string }[] };
    assert.deepEqual([label, reasons.length], ['Gentoo', 3]);
    assert.match(reasons[0]!.text, / points for Gentoo$/);
    const { counterfactual } = (await red.said('counterfactual')).value as {
      counterfactual: { label: string; changes: { column: string }[] } | null;
    };
    assert.ok(counterfactual && counterfactual.label !== 'Gentoo' && counterfactual.changes.length > 0);
  },
  'Report page': async red => {
    assert.ok(Number((await red.said('page', 120_000)).value) > 10_000);
    const response = await fetch(`${red.url}/report`);
    assert.match(response.headers.get('content-type')!, /text\/html/);
    const page = await response.text();
    for (const said of [
      'Evaluation of penguin sex',
      'ROC curve',
      'Where to set the threshold',
      'Where it is worse',
      'The worst rows',
    ])
      assert.ok(page.includes(said), said);
    assert.doesNotMatch(page, /<script|https?:\/\/(?!www\.w3\.org)/);
    const data = await (await fetch(`${red.url}/report/data`)).text();
    for (const said of ['What to look at', 'What tells most about Sex', 'Columns'])
      assert.ok(data.includes(said), said);
  },
  'Prediction service': async red => {
    const { metrics } = (await red.said('test report')).value as ReportJson;
    assert.ok(metrics.accuracy! >= 0.95, `accuracy ${metrics.accuracy}`);
    const ask = async (body: unknown) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${red.url}/species`, { method: 'POST', headers, body: JSON.stringify(body) });
      return [response.status, await response.json()] as const;
    };
    const big = {
      ...{ Island: 'Biscoe', 'Beak Length (mm)': 50, 'Beak Depth (mm)': 15.3 },
      ...{ 'Flipper Length (mm)': 220, 'Body Mass (g)': 5550, Sex: null },
    };
    const [status, answer] = await ask(big);
    assert.deepEqual([status, (answer as Prediction).label], [200, 'Gentoo']);
    const [, many] = await ask([big, big]);
    assert.equal((many as Prediction[]).length, 2);
    const { Island, Sex, ...incomplete } = big;
    const [refused, reason] = await ask({ ...incomplete, island: Island });
    assert.equal(refused, 400);
    assert.match(
      (reason as { error: string }).error,
      /"Island", "Sex" are missing.*did you mean "island" for "Island"/,
    );
    assert.deepEqual(await ask([]), [200, []]);
  },
  'Inference server': async (red, flow) => {
    await red.said('test report');
    const model = await (await fetch(`${red.url}/v2/models/penguins%20served`)).json();
    assert.equal((model as { inputs: unknown[] }).inputs.length, 6);
    await red.inject(idOf(flow, 'a big one'));
    assert.equal(((await red.said('prediction')).value as Prediction).label, 'Gentoo');
    await red.inject(idOf(flow, 'a small one'));
    assert.equal(((await red.said('prediction')).value as Prediction).label, 'Adelie');
  },
  'Transfer learning': async (red, flow) => {
    const accuracy = async (name: string) => ((await red.said(name)).value as ReportJson).metrics.accuracy!;
    const [transferred, alone] = [await accuracy('with its layers'), await accuracy('from scratch')];
    assert.ok(transferred >= 0.85 && alone <= 0.75, `accuracy ${transferred} with the layers, ${alone} without`);
    await red.inject(idOf(flow, 'a worn bearing'));
    assert.equal(((await red.said('state')).value as Prediction).label, 'worn bearing');
  },
  'Four optimizers': async red => {
    const losses = new Map<string, number>();
    for (let i = 0; i < 4; i++) {
      const { topic, value } = await red.said('loss at the end');
      losses.set(topic!, Number(value));
    }
    assert.deepEqual([...losses.keys()].sort(), ['Adam', 'SGD', 'gradient descent', 'momentum']);
    assert.ok(losses.get('Adam')! < losses.get('gradient descent')!, 'Adam ends below gradient descent');
    assert.ok(losses.get('momentum')! < losses.get('SGD')!, 'momentum ends below plain SGD');
    const page = await (await fetch(`${red.url}/optimizers`)).text();
    assert.equal(page.match(/<polyline/g)?.length, 4);
  },
  'Reference network': async red => {
    const { metrics } = (await red.said('test report')).value as ReportJson;
    assert.ok(metrics.accuracy! >= 0.95, `accuracy ${metrics.accuracy}`);
    const { value } = await red.said('prediction');
    const prediction = [value as Prediction].flat()[0]!;
    assert.equal(prediction.label, '4');
  },
  'Machine state': async (red, flow) => {
    const { metrics } = (await red.said('test report')).value as ReportJson;
    assert.ok(metrics.accuracy! >= 0.9, `accuracy ${metrics.accuracy}`);
    await red.inject(idOf(flow, 'a worn bearing'));
    assert.equal(((await red.said('state')).value as Prediction).label, 'worn bearing');
  },
  'Handwritten digits': async (red, flow) => {
    const { metrics, rows } = (await red.said('test report', 300_000)).value as ReportJson;
    assert.equal(rows, 1000);
    assert.ok(metrics.accuracy! >= 0.97, `accuracy ${metrics.accuracy}`);
    await red.inject(idOf(flow, 'a digit'));
    const { label, probability } = (await red.said('read')).value as Prediction;
    assert.match(label!, /^[0-9]$/);
    assert.ok(probability! > 0.1 && probability! <= 1);
    const looked = (await red.said('where it looks')).value as string;
    assert.match(looked, new RegExp(`^rows \\d+–\\d+, columns \\d+–\\d+ count most for ${label}$`));
  },
  'Digits row by row': async (red, flow) => {
    const { metrics, baseline, rows } = (await red.said('test report', 300_000)).value as ReportJson;
    assert.equal(rows, 1000);
    assert.ok(metrics.accuracy! >= 0.93 && baseline.accuracy! < 0.2, `accuracy ${metrics.accuracy}`);
    await red.inject(idOf(flow, 'a digit'));
    assert.match(((await red.said('read')).value as Prediction).label!, /^[0-9]$/);
  },
  'Live forecast': async red => {
    const { metrics } = (await red.said('test report')).value as ReportJson;
    assert.ok(metrics.r2! >= 0.8, `R² ${metrics.r2}`);
    for (let hour = 0; hour < 2; hour++) {
      const { came, predicted } = (await red.said('forecast')).value as { came: number; predicted: number };
      assert.ok(Math.abs(came - predicted) < 15, `${predicted} predicted, ${came} came`);
    }
  },
  'Temperature tomorrow': async (red, flow) => {
    const { metrics, baseline } = (await red.said('test report', 120_000)).value as ReportJson;
    const naive = (await red.said('same as today')).value as { mae: number };
    assert.ok(metrics.mae! < naive.mae, `LSTM ${metrics.mae} °C, same as today ${naive.mae} °C`);
    assert.ok(metrics.mae! < baseline.mae! / 2, `the mean of the years: ${baseline.mae} °C`);
    await red.inject(idOf(flow, 'after two mild weeks'));
    const { value } = (await red.said('tomorrow')).value as Prediction;
    assert.ok(value! > 8 && value! < 26, `${value} °C`);
  },
  'Event log': async (red, flow) => {
    const { metrics, baseline } = (await red.said('test report', 120_000)).value as ReportJson;
    assert.ok(metrics.accuracy! >= 0.95 && baseline.accuracy! < 0.7, `accuracy ${metrics.accuracy}`);
    await red.inject(idOf(flow, 'an overheated one'));
    assert.equal(((await red.said('outcome')).value as Prediction).label, 'stops');
  },
};

describe('the examples', () => {
  const titles = readdirSync(FOLDER)
    .filter(file => file.endsWith('.json'))
    .map(file => file.replace('.json', ''));

  it('are promised something each', () =>
    assert.deepEqual(titles.sort(), Object.keys({ ...PROMISES, ...BUSINESS }).sort()));

  it('use every node type of the palette together', () => {
    const used = new Set(titles.flatMap(title => read(title).map(node => node.type)));
    const types = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))['node-red'].nodes);
    assert.deepEqual(
      types.filter(type => !used.has(type)),
      [],
    );
  });

  const [newest, oldest] = RELEASES.slice(1) as [Release, Release];
  for (const release of [newest, oldest]) {
    /** All of them run in one release; in the other one every third: an example does the same there. */
    const here = (title: string) => release === newest || titles.indexOf(title) % 3 === 0;
    describe(release.title, () => {
      let red: NodeRed;
      before(async function () {
        this.timeout(300_000);
        red = await NodeRed.start(release, {}, [DASHBOARD]);
      });
      after(() => red?.stop());
      afterEach(async () => {
        await red.deploy([]); // the next example hears nothing of this one
        red.debug.length = 0;
      });
      for (const title of titles.filter(each => each in PROMISES && here(each))) {
        it(`${title}: does what it promises`, async function () {
          this.timeout(400_000);
          const flow = read(title);
          const asking = flow.map(node => (node.type === 'nn-server' ? { ...node, address: red.url } : node));
          await red.deploy(asking as unknown as Record<string, unknown>[]);
          await PROMISES[title]!(red, flow);
        });
      }
      for (const [title, { needs, service, promise }] of Object.entries(BUSINESS).filter(([each]) => here(each))) {
        it(`${title}: does what it promises`, async function () {
          this.timeout(400_000);
          if (needs && !needs()) {
            if (process.env.CI) throw new Error(`${title}: its service is not installed`);
            this.skip();
          }
          const flow = read(title);
          const running = await service?.start();
          try {
            const deployed = flow.map(node => ({ ...node, ...(running && service?.address(node, running.port)) }));
            await red.deploy(deployed as unknown as Record<string, unknown>[]);
            await promise(red, flow);
          } finally {
            await red.deploy([]); // it lets go of the service
            await running?.stop();
          }
        });
      }
    });
  }
});
