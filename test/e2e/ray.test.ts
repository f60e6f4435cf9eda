import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalRay } from '../cluster/local-ray';
import { type Caught, type Props, Tab } from './flows';
import { NodeRed, RELEASES } from './harness';

/** Trainings on a Ray cluster of this machine, which asks for a token, beside trainings here. */

const ROWS = Array.from({ length: 137 }, (_, i) => {
  const [size, age] = [40 + ((i * 37) % 80), (i * 13) % 50];
  return { size, age, district: ['north', 'south'][i % 2]!, dear: size + ((i * 7) % 23) > 85 ? 'yes' : 'no' };
});

/** '': it is gone, as those are that were renamed to a checkpoint */
const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'latin1') : '');

interface Card {
  readonly metrics: Readonly<Record<string, number>>;
}

const flow = (id: string, train: Props): Tab =>
  new Tab(id)
    .inject('go', 'data')
    .chain(
      [
        ['data', 'nn-dataset', { target: 'dear', seed: 1 }],
        ['in', 'nn-input'],
        ['dense', 'nn-dense', { units: 16, activation: 'relu' }],
        ['drop', 'nn-dropout', { layer: 'Dropout', rate: 0.2 }],
        ['out', 'nn-output'],
        ['adam', 'nn-optimizer', { algorithm: 'Adam', learningRate: 0.01 }],
        ['train', 'nn-train', { name: id, epochs: 12, batchSize: 20, seed: 1, ...train }],
      ],
      ['model'],
      [],
    )
    .debug('model')
    .inject('tell', 'train');

describe('trainings on a Ray cluster', function () {
  this.timeout(900_000); // a job takes a minute on a busy machine, and the first test has three
  let red: NodeRed;
  let ray: LocalRay;
  before(async () => {
    [red, ray] = await Promise.all([NodeRed.start(RELEASES[0]!), LocalRay.start()]);
  });
  after(async () => {
    await red?.stop();
    await ray?.stop();
  });

  const engine = (id: string, workers: number, more: Props = {}) => ({
    id,
    type: 'nn-engine',
    kind: 'ray',
    address: ray.address,
    workers,
    cpus: 1,
    credentials: { token: ray.token },
    ...more,
  });
  const text = (tab: Tab) => red.status.get(tab.named('train'))?.text ?? '';
  const caught = async (tab: Tab) => (await red.said(tab.named('error'), 300_000)).value as Caught;
  const curves = (model: string): Record<string, number[]> => {
    const folder = join(red.userDir, 'tensorwire/models', model);
    const [version] = readdirSync(folder)
      .filter(name => /^\d+$/.test(name))
      .sort()
      .reverse();
    return JSON.parse(readFileSync(join(folder, version!, 'card.json'), 'utf8')).history;
  };

  /** The files of userDir, other than that of the credentials, in which the token stands; and the log, if it does there. */
  const withToken = (): string[] => {
    const files = readdirSync(red.userDir, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && !/node_modules/.test(entry.parentPath) && !/flows_cred/.test(entry.name))
      .map(({ parentPath, name }) => join(parentPath, name));
    return [
      ...files.filter(file => textOf(file).includes(ray.token)),
      ...(red.log.includes(ray.token) ? ['the log'] : []),
    ];
  };

  it('one worker and two give the curves of this machine; a wrong token and no cluster are told at once', async () => {
    const tabs = [
      flow('here', {}),
      flow('one', { engine: 'ray1' }),
      flow('two', { engine: 'ray2' }),
      flow('refused', { engine: 'wrong' }),
      flow('nowhere', { engine: 'gone' }),
      flow('greedy', { engine: 'ray9' }),
    ];
    await red.deploy([
      ...tabs.flatMap(tab => tab.nodes),
      engine('ray1', 1),
      engine('ray2', 2),
      engine('ray9', 9),
      engine('wrong', 1, { credentials: { token: 'another token of 32 characters..' } }),
      engine('gone', 1, { address: 'http://127.0.0.1:9' }),
    ]);
    const [here, one, two, refused, nowhere, greedy] = tabs as [Tab, Tab, Tab, Tab, Tab, Tab];
    for (const tab of [refused, nowhere]) await red.inject(tab.named('go'), { payload: ROWS });
    assert.match(
      (await caught(refused)).message,
      /the Ray cluster at http\S+ refuses the token \(403\): check the token/,
    );
    assert.match((await caught(nowhere)).message, /nothing listens at http\S+: check the address/);
    for (const tab of [here, one, two]) {
      await red.inject(tab.named('go'), { payload: ROWS });
      await red.said(tab.named('model'), 300_000);
    }
    const expected = curves('here');
    for (const model of ['one', 'two'])
      for (const [name, values] of Object.entries(curves(model))) {
        assert.equal(values.length, 12, name);
        for (const [i, value] of values.entries())
          assert.ok(Math.abs(value - expected[name]![i]!) < 1e-5, `${model}: ${name} ${value} ${expected[name]![i]}`);
      }
    await red.inject(greedy.named('go'), { payload: ROWS });
    assert.match(
      (await caught(greedy)).message,
      /the largest of which has 4 processors, have place for 4 workers with 1 each, and 9 are set/,
    );
    const flows = await (await fetch(`${red.url}/flows`)).text();
    assert.ok(!flows.includes(ray.token), 'the token is not in the flow');
  });

  it('a killed worker is replaced, a restart of Node-RED finds the job again, a stop keeps what is best', async () => {
    const tab = flow('long', { engine: 'ray2', epochs: 10_000_000 });
    await red.deploy([...tab.nodes, engine('ray2', 2)]);
    const epoch = () => Number(/^epoch (\d+)/.exec(text(tab))?.[1] ?? 0);
    await red.inject(tab.named('go'), { payload: ROWS });
    await red.until(() => epoch() > 2, 'epochs', 300_000);
    assert.deepEqual(withToken(), []); // the checkpoint and the order are there now
    const [worker] = ray.workers();
    process.kill(worker!, 'SIGKILL');
    const killed = epoch();
    await red.until(() => epoch() > killed + 50, 'epochs after the worker was replaced', 300_000);
    await red.end('SIGKILL');
    await red.restart();
    await red.until(() => epoch() > killed, 'the job', 300_000);
    await red.inject(tab.named('tell'), { stop: true });
    const model = (await red.said(tab.named('model'), 300_000)).value as Card;
    assert.ok(model.metrics.val_accuracy! > 0.7, JSON.stringify(model.metrics));
  });

  it('cancel ends the job on the cluster', async () => {
    const tab = flow('cancelled', { engine: 'ray1', epochs: 10_000_000 });
    await red.deploy([...tab.nodes, engine('ray1', 1)]);
    await red.inject(tab.named('go'), { payload: ROWS });
    await red.until(() => /^epoch/.test(text(tab)), 'epochs', 300_000);
    await red.inject(tab.named('tell'), { cancel: true });
    await red.until(() => text(tab) === 'cancelled', 'the status');
    await red.until(() => ray.workers().length === 0, 'the workers to end', 60_000);
  });
});
