import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import type { Model, RunDetails, RunList, RunSummary } from '../../src';
import { catcher, deploy, end, type FlowNode, node, type Running } from './flow';

const records = Array.from({ length: 80 }, (_, i) => {
  const [a, b] = [(i * 37) % 101, (i * 53) % 97];
  return { a, b, kind: a > b ? 'more' : 'less' };
});
const flowWith = (train: Partial<FlowNode> = {}, ...more: FlowNode[]): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'Signs' },
  catcher(),
  node('data', 'nn-dataset', ['in'], { target: 'kind', seed: 1 }),
  node('in', 'nn-input', ['out']),
  node('out', 'nn-output', [more[0]?.id ?? 'train']),
  ...more,
  node('train', 'nn-train', [['end'], []], { name: '', epochs: 20, seed: 1, earlyStopping: false, ...train }),
  end(),
];
const LONG = { epochs: 1_000_000 };

describe('the runs', function () {
  this.timeout(120_000);
  let flow: Running;
  let server: Server | undefined;
  let base = '';

  const start = async (train?: Partial<FlowNode>, settings?: object, ...more: FlowNode[]) => {
    flow = await deploy(flowWith(train, ...more), settings);
    server = createServer(helper._httpAdmin as never).listen(0, '127.0.0.1');
    await new Promise(resolve => server!.once('listening', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => new Promise(resolve => server!.close(resolve)));

  const ask = async <T>(path: string): Promise<T> => (await (await fetch(`${base}/tensorwire/${path}`)).json()) as T;
  const change = async (what: string, body: object) => {
    const response = await fetch(`${base}/tensorwire/runs/${what}`, {
      method: 'post',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { error?: string; version?: number } };
  };
  const list = async (): Promise<readonly RunSummary[]> => (await ask<RunList>('runs')).runs;
  const one = async (run: string): Promise<RunDetails> => ask<RunDetails>(`run?run=${run}`);
  const until = async (
    what: string,
    right: (runs: readonly RunSummary[]) => boolean,
  ): Promise<readonly RunSummary[]> => {
    for (let tries = 0; tries < 1000; tries++) {
      const runs = await list();
      if (right(runs)) return runs;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error(`${what}: this did not come true: ${JSON.stringify(await list())}`);
  };
  const folderOf = (run: string) => join(flow.userDir, 'tensorwire/runs', run);
  const began = async () => {
    flow.send('data', { payload: records });
    return (await until('an epoch', ([run]) => (run?.epoch ?? 0) > 0))[0]!.run;
  };

  it('keep a training with its curves, and a model that no store has', async () => {
    await start();
    const model = (await flow.ask('data', { payload: records })).payload as Model;
    const [run] = await until('the model is kept', ([run]) => (run?.modelBytes ?? 0) > 0);
    assert.deepEqual(
      [run!.state, run!.number, run!.model, run!.epoch, run!.epochs, run!.versions],
      ['finished', 1, 'model', 20, 20, []],
    );
    assert.deepEqual(run!.origin, { node: 'train', name: '', flow: 'tab', flowName: 'Signs' });
    assert.deepEqual([run!.data.targets, run!.data.fingerprint], [['kind'], model.card.data.fingerprint]);
    assert.deepEqual(run!.metrics, model.card.metrics);
    assert.deepEqual(run!.worth, model.card.worth);
    const { curves, advice } = await one(run!.run);
    assert.deepEqual(curves.metrics, model.card.history);
    assert.deepEqual(
      curves.epochs,
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    assert.ok(Array.isArray(advice));
    const files = [...readdirSync(folderOf(run!.run), { recursive: true })].map(String);
    for (const name of files) {
      const { mode } = statSync(join(folderOf(run!.run), name));
      if (name.endsWith('.json')) assert.equal(mode & 0o777, 0o600, name);
    }
    const saved = await change('save', { run: run!.run, name: 'signs' });
    assert.deepEqual([saved.status, saved.body.version], [200, 1]);
    assert.deepEqual((await list())[0]!.versions, [{ store: '', name: 'signs', version: 1 }]);
    // and after a restart all is as before
    await flow.restart(flowWith());
    const [again] = await list();
    assert.deepEqual(
      { ...again, ended: 0 },
      { ...run, versions: [{ store: '', name: 'signs', version: 1 }], ended: 0 },
    );
    assert.deepEqual((await one(run!.run)).curves, curves);
    assert.equal((await change('save', { run: run!.run, name: 'again' })).body.version, 1);
  });

  it('name the version of a store that has the model, which is written once', async () => {
    await start({ name: 'signs' });
    await flow.ask('data', { payload: records });
    const [run] = await until('it is over', ([run]) => run?.state === 'finished');
    assert.deepEqual([run!.versions, run!.modelBytes], [[{ store: '', name: 'signs', version: 1 }], 0]);
    assert.equal(existsSync(join(folderOf(run!.run), 'model')), false);
    const saved = await change('save', { run: run!.run, name: 'another' });
    assert.equal(saved.body.version, 1, JSON.stringify(saved.body));
  });

  it('follow their model when it gets another name', async () => {
    await start({ name: 'signs' });
    await flow.ask('data', { payload: records });
    const [run] = await until('it is over', ([run]) => run?.state === 'finished');
    const renamed = await fetch(`${base}/tensorwire/models/rename`, {
      method: 'post',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'signs', to: 'symbols' }),
    });
    assert.equal(renamed.status, 200);
    const [now] = await list();
    assert.deepEqual([now!.model, now!.versions], ['symbols', [{ store: '', name: 'symbols', version: 1 }]]);
    assert.equal((await change('save', { run: run!.run, name: 'another' })).body.version, 1);
  });

  it('give no model that has taken the name of their own', async () => {
    await start({ name: 'signs' });
    await flow.ask('data', { payload: records });
    const [first] = await until('it is over', ([run]) => run?.state === 'finished');
    rmSync(join(flow.userDir, 'tensorwire/models/signs'), { recursive: true });
    await flow.redeploy(flowWith({ name: 'signs', seed: 2 }));
    await flow.ask('data', { payload: records });
    await until('another', runs => runs.length === 2 && runs.every(({ state }) => state === 'finished'));
    const saved = await change('save', { run: first!.run, name: 'kept' });
    assert.equal(saved.status, 422);
    assert.match(saved.body.error!, /signs:1 is another model now/);
  });

  it('end a training as the node does: with its best weights, or without', async () => {
    await start(LONG);
    const first = await began();
    const model = flow.next();
    await change('stop', { run: first });
    assert.equal(((await model).payload as Model).model, 'model');
    assert.equal((await until('it is stopped', ([run]) => run?.state === 'stopped')).length, 1);
    flow.send('data', { payload: records });
    const second = (await until('another', ([run]) => run?.state === 'running' && run.epoch > 0))[0]!.run;
    await change('cancel', { run: second });
    await until('it is cancelled', ([run]) => run?.state === 'cancelled');
    await flow.until('train', 'cancelled');
    assert.equal((await change('stop', { run: second })).status, 422);
  });

  it('of a training that fails have the sentence, in the language of who asks', async () => {
    const wild = node('wild', 'nn-optimizer', ['train'], { algorithm: 'SGD', learningRate: 1e30 });
    await start({}, {}, wild);
    flow.send('data', { payload: records.map(row => ({ ...row, kind: row.a - row.b })) });
    const [run] = await until('it fails', ([run]) => run?.state === 'failed');
    const why = `run?run=${run!.run}&problem=true`;
    assert.match((await ask<RunDetails>(why)).run.problem!, /learning ?rate/i);
    // Who may not change flows does not learn it: it may name classes.
    for (const other of [run!, (await one(run!.run)).run]) assert.equal(other.problem, undefined);
    const chinese = await fetch(`${base}/tensorwire/${why}`, { headers: { 'accept-language': 'zh-CN' } });
    assert.match(((await chinese.json()) as RunDetails).run.problem!, /\p{Script=Han}/u);
  });

  it('go on after a restart as one run', async () => {
    await start({ ...LONG, name: 'long' });
    const run = await began();
    // a checkpoint is written after two seconds
    await until('a checkpoint', () => existsSync(join(flow.userDir, 'tensorwire/checkpoints')));
    await new Promise(resolve => setTimeout(resolve, 1000));
    await flow.restart(flowWith({ ...LONG, name: 'long' }));
    const [found] = await list();
    assert.deepEqual([found!.run, found!.state], [run, 'interrupted']);
    flow.send('data', { payload: records });
    const [again] = await until('it goes on', runs => runs.length === 1 && runs[0]!.state === 'running');
    assert.notEqual(again!.run, run);
    assert.equal(again!.number, 1);
    assert.equal((await one(again!.run)).curves.epochs[0], 1, 'with the epochs of before');
    await change('cancel', { run: again!.run });
    await until('it is cancelled', ([run]) => run?.state === 'cancelled');
    assert.deepEqual(readdirSync(join(flow.userDir, 'tensorwire/runs')), [again!.run]);
  });

  it('are as many as settings.js says, but for pinned ones', async () => {
    await start({ epochs: 1, seed: '' }, { tensorwire: { runs: { keep: 2 } } });
    for (let i = 1; i <= 4; i++) {
      await flow.ask('data', { payload: records });
      const [run] = await until('it is over', ([run]) => run?.state === 'finished' && run.number === i);
      if (i === 1) await change('pin', { run: run!.run, pinned: true });
    }
    const runs = await until('there is room', found => found.length === 3);
    assert.deepEqual(
      runs.map(({ number }) => number),
      [4, 3, 1],
    );
    await change('rename', { run: runs[0]!.run, name: ' <b>mine</b> ' });
    assert.equal((await list())[0]!.name, '<b>mine</b>');
    // one that is not there any more is no reason to keep the others
    const deleted = [...runs.map(({ run }) => run), '00000000-0000-4000-8000-000000000000'];
    assert.equal((await change('delete', { runs: deleted })).status, 200);
    assert.deepEqual(await list(), []);
    assert.deepEqual(readdirSync(join(flow.userDir, 'tensorwire/runs')), []);
  });

  it('refuse what makes no sense', async () => {
    await start();
    const gone = '00000000-0000-4000-8000-000000000000';
    for (const [what, body, status] of [
      ['delete', { runs: [] }, 400],
      ['delete', { runs: ['../../models'] }, 400],
      ['pin', { run: gone }, 400],
      ['pin', { run: gone, pinned: true }, 422],
      ['save', { run: gone, name: '../x' }, 422],
      ['rename', { run: gone, name: 'x'.repeat(300) }, 400],
    ] as const)
      assert.equal((await change(what, body)).status, status, `${what} ${JSON.stringify(body)}`);
    assert.equal((await fetch(`${base}/tensorwire/run?run=..%2f..`)).status, 400);
  });
});
