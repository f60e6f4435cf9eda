import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort, NodeRed, RELEASES, ROOT } from './harness';

/** Models behind the Open Inference Protocol: the clients of Triton and MLServer ask a Node-RED, and a Node-RED asks MLServer. */

const python = process.env.SERVING_PYTHON ?? join(ROOT, '.cache/serving/bin/python');
const rows = Array.from({ length: 200 }, (_, i) => ({
  size: (i * 37) % 41,
  weight: (i % 17) / 3,
  'on sale': i % 2 === 0,
  colour: ['red', 'green', 'blue'][i % 3]!,
  kind: (i * 37) % 41 > 20 ? 'big' : i % 5 === 0 ? 'odd' : 'small',
}));
const records = rows.slice(0, 20).map(({ kind, ...record }) => record);
const TOKEN = 'secret token';

interface Scores {
  readonly label: string;
  readonly probabilities: Readonly<Record<string, number>>;
}
type Told = Record<'kind' | 'kind_probabilities', unknown[]> & { error?: string };

const node = (id: string, type: string, more: object, ...wires: string[][]) => ({
  id,
  type,
  z: 'tab',
  x: 100,
  y: 100,
  wires,
  ...more,
});
const flowOf = (mlserver: number, own: number) => [
  { id: 'tab', type: 'tab' },
  node('go', 'inject', { props: [] }, ['data']),
  node('data', 'nn-dataset', { source: 'file', file: 'rows.json', target: 'kind', seed: 1 }, ['in']),
  node('in', 'nn-input', {}, ['hidden']),
  node('hidden', 'nn-dense', { units: 8, activation: 'relu' }, ['out']),
  node('out', 'nn-output', {}, ['train']),
  node('train', 'nn-train', { name: 'kinds', epochs: 20, seed: 1 }, [], []),
  node('serve', 'nn-serve', { models: 'kinds' }),
  node('ask', 'inject', { props: [{ p: 'payload' }] }, ['here', 'there', 'raw']),
  node('here', 'nn-predict', { model: 'kinds' }, ['said here']),
  node('there', 'nn-predict', { model: 'kinds', server: 'mlserver' }, ['said there']),
  node('raw', 'nn-predict', { server: 'own' }, ['said raw']),
  ...['here', 'there', 'raw'].map(name =>
    node(`said ${name}`, 'debug', { name, active: true, tosidebar: true, complete: 'payload' }),
  ),
  { id: 'mlserver', type: 'nn-server', address: `http://127.0.0.1:${mlserver}`, model: 'kinds' },
  {
    id: 'own',
    type: 'nn-server',
    address: `http://127.0.0.1:${own}/api/v2/`,
    model: 'kinds',
    credentials: { token: TOKEN },
  },
];

describe('serving models, and asking servers', function () {
  this.timeout(300_000);
  let red: NodeRed;
  let mlserver: ChildProcess | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-serving-'));
  before(async () => {
    red = await NodeRed.start(RELEASES[0]!, { httpNodeRoot: '/api' });
    writeFileSync(join(red.userDir, 'rows.json'), JSON.stringify(rows));
  });
  after(async () => {
    if (mlserver?.exitCode === null) {
      mlserver.kill('SIGTERM');
      await once(mlserver, 'exit');
    }
    await red?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('equal numbers everywhere, JSON and binary, and a thousand requests at once', async () => {
    const port = await freePort();
    await red.deploy(flowOf(port, Number(new URL(red.url).port)));
    await red.inject('go');
    await red.until(() => /^done/.test(red.status.get('train')?.text ?? ''), 'the training');
    mlserver = await startMlserver(folder, port, join(red.userDir, 'tensorwire/models/kinds/1/model.onnx'));
    await red.inject('ask', { payload: records });
    const here = (await red.said('here')).value as Scores[];
    assert.deepEqual((await red.said('raw')).value, here);
    const there = (await red.said('there')).value as Scores[];
    const probabilities = (all: Scores[]) =>
      all.flatMap(answer => ['big', 'odd', 'small'].map(label => answer.probabilities[label]!));
    near(probabilities(there), probabilities(here));
    const flow = await (await fetch(`${red.url}/flows`)).text();
    assert.ok(!flow.includes(TOKEN), 'the token is not in the flow');

    const told = JSON.parse(await asked(`${red.url}/api`)) as Record<'binary' | 'json' | 'mlserver', Told> & {
      atOnce: string[];
    };
    const labels = here.map(({ label }) => label);
    for (const by of ['binary', 'json', 'mlserver'] as const) {
      assert.deepEqual(told[by].kind, labels, by);
      near(told[by].kind_probabilities as number[], probabilities(here), 1e-12);
    }
    for (const by of ['binary', 'json'] as const)
      assert.match(told[by].error!, /"weight", "on sale", "colour" are missing/);
    assert.deepEqual(
      told.atOnce,
      Array.from({ length: 1000 }, (_, i) => labels[i % labels.length]),
    );
  });
});

function near(actual: readonly number[], expected: readonly number[], within = 1e-6): void {
  assert.equal(actual.length, expected.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)));
  assert.ok(worst < within, `they differ by ${worst}`);
}

/** MLServer with one ONNX file as its model. */
async function startMlserver(folder: string, port: number, onnx: string): Promise<ChildProcess> {
  const model = join(folder, 'kinds');
  mkdirSync(model);
  cpSync(join(ROOT, 'test/serving/mlserver/runtime.py'), join(model, 'runtime.py'));
  cpSync(onnx, join(model, 'model.onnx'));
  const [grpc, metrics] = [await freePort(), await freePort()];
  const server = {
    ...{ host: '127.0.0.1', http_port: port, grpc_port: grpc, metrics_port: metrics, parallel_workers: 0 },
    ...{ logging_settings: null, use_structured_logging: false },
  };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(server));
  const settings = {
    name: 'kinds',
    implementation: 'runtime.OnnxModel',
    parameters: { uri: join(model, 'model.onnx') },
  };
  writeFileSync(join(model, 'model-settings.json'), JSON.stringify(settings));
  const child = spawn(join(dirname(python), 'mlserver'), ['start', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONPATH: model },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (log += text));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`MLServer ended:\n${log}`);
    const ready = await fetch(`http://127.0.0.1:${port}/v2/models/kinds/ready`).catch(() => null); // not yet
    if (ready?.ok) return child;
    await new Promise(done => setTimeout(done, 50));
  }
}

/** What the clients in Python were told. */
function asked(address: string): Promise<string> {
  return new Promise((done, fail) => {
    const child = execFile(python, [join(ROOT, 'test/serving/clients.py'), address, 'kinds'], (error, out, log) =>
      error ? fail(new Error(`${error.message}\n${log}`)) : done(out),
    );
    child.stdin!.end(JSON.stringify(records));
  });
}
