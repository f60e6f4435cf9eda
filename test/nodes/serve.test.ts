import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import type { NodeAPI } from 'node-red';
import { Budget } from '../../nodes/nn-serve/budget';
import { basePath, mount } from '../../nodes/nn-serve/mount';
import { parsedBytes } from '../../nodes/nn-serve/parsed-body';
import { respond } from '../../nodes/nn-serve/respond';
import { StoreShelf } from '../../nodes/nn-serve/store-shelf';
import { createPredictor, Model, openStore, type Store } from '../../src';
import { datasetOf, engine, rows } from '../inference/by-hand';
import { modelFor } from '../inference/models';
import { turnsWhile } from '../turns';
import { eventually } from './flow';

const express = require('express') as () => NodeAPI['httpNode'];

/** A serve node's HTTP, on what a Node-RED has for it. */
async function serving(
  store: Store,
  references: string[],
  settings: object = {},
  opened = (_model: string): unknown => undefined,
) {
  const app = express();
  const RED = { httpNode: app, settings } as unknown as NodeAPI;
  const failures: unknown[] = [];
  const budget = new Budget(BUDGET);
  const shelf = new StoreShelf({
    ...{ name: 'test', version: '0', base: '/ml', store, references },
    open: model => {
      opened(model.model);
      return createPredictor(model, { engine });
    },
    warn: error => failures.push(error),
  });
  const unmount = mount(RED, '/ml', (request, response) =>
    respond(request, response, {
      ...{ shelf, at: '/ml', limit: 20_000, budget },
      answered: () => undefined,
      failed: error => failures.push(error),
    }),
  );
  const server = createServer(app);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ml/v2`;
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${url}${path}`, init);
    return [response.status, await response.json()] as const;
  };
  open.push({ server, shelf });
  /** Does no request hold anything? */
  const isFree = (): boolean => {
    if (!budget.take(BUDGET)) return false;
    budget.give(BUDGET);
    return true;
  };
  return { RED, unmount, url, ask, failures, shelf, isFree };
}
const BUDGET = 1_000_000;
const open: { server: Server; shelf: StoreShelf }[] = [];

describe('models of a store over HTTP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-serve-'));
  const store = openStore(join(folder, 'models'));
  before(async () => {
    const dataset = await datasetOf(['species']);
    for (const seed of [1, 2]) await store.save(modelFor({ dataset, seed }));
  });
  afterEach(async () => {
    for (const { server, shelf } of open.splice(0)) {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await shelf.close();
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const { species, ...record } = rows[0]!;
  const inputs = Object.entries(record).map(([name, value]) => ({
    ...{ name, shape: [1], data: [value] },
    datatype: typeof value === 'string' ? 'BYTES' : typeof value === 'boolean' ? 'BOOL' : 'FP64',
  }));
  const body = JSON.stringify({ inputs });
  const answerOf = (json: unknown) => (json as { model_version: string; outputs: { data: unknown[] }[] }) ?? {};

  it('the version that the name means, or one by its number', async () => {
    const { ask, failures } = await serving(store, []);
    const [status, latest] = await ask('/models/sample/infer', { method: 'POST', body });
    assert.deepEqual([status, answerOf(latest).model_version], [200, '2']);
    const [, first] = await ask('/models/sample/versions/1/infer', { method: 'POST', body });
    assert.equal(answerOf(first).model_version, '1');
    assert.notDeepEqual(answerOf(first).outputs[1]!.data, answerOf(latest).outputs[1]!.data);
    const expected = await createPredictor(await store.load('sample:1'), { engine });
    const { probabilities } = (await expected.predict(record)) as { probabilities: Record<string, number> };
    await expected.dispose();
    assert.deepEqual(answerOf(first).outputs[1]!.data, Object.values(probabilities));
    assert.deepEqual(((await ask('/models/sample'))[1] as { versions: string[] }).versions, ['1', '2']);
    for (const path of ['/models/other', '/models/sample/versions/9', '/models/sample/versions/x'])
      assert.equal((await ask(path))[0], 404, path);
    assert.equal((await ask('/models/..%2Fsample'))[0], 400); // no name of a model
    assert.deepEqual(failures, []);
  });

  it('only what is named', async () => {
    const { ask } = await serving(store, ['sample:1']);
    assert.equal(answerOf((await ask('/models/sample/infer', { method: 'POST', body }))[1]).model_version, '1');
    assert.equal((await ask('/models/sample/versions/2/infer', { method: 'POST', body }))[0], 404);
    assert.deepEqual(await ask('/health/ready'), [200, { ready: true }]);
    const missing = await serving(store, ['later']);
    assert.equal((await missing.ask('/health/ready'))[0], 404);
    assert.deepEqual(missing.failures, []);
  });

  it('bodies are bounded, also after decompression; compressed ones are read', async () => {
    const { ask } = await serving(store, []);
    const post = (sent: string | Buffer, headers = {}) =>
      ask('/models/sample/infer', { method: 'POST', body: sent as string, headers });
    const gzip = { 'content-encoding': 'gzip' };
    assert.equal((await post(gzipSync(body), gzip))[0], 200);
    assert.equal((await post(gzipSync(' '.repeat(1_000_000)), gzip))[0], 413);
    assert.equal((await post(' '.repeat(30_000)))[0], 413);
    assert.equal((await post(body, { 'content-encoding': 'br' }))[0], 415);
    assert.equal((await post(Buffer.from('no gzip'), gzip))[0], 400);
    const [status, said] = await post(JSON.stringify({ inputs: inputs.slice(1) }));
    assert.equal(status, 400);
    assert.match((said as { error: string }).error, /column "length", row 1: is missing/);
  });

  it('a body that came as a form, as curl sends it without a header, is refused with what to do', async () => {
    const { urlencoded } = require('express') as { urlencoded(options: object): RequestHandler };
    const { ask } = await serving(store, [], { httpNodeMiddleware: urlencoded({ extended: true }) });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const [status, said] = await ask('/models/sample/infer', { method: 'POST', body, headers });
    assert.equal(status, 415);
    assert.match((said as { error: string }).error, /send it with the header "Content-Type: application\/json"/);
  });

  it('a body that a middleware has taken apart is put together again, with pauses', async () => {
    const { json } = require('express') as { json(options?: object): RequestHandler };
    const { ask } = await serving(store, [], { httpNodeMiddleware: json() });
    const post = (sent: string) =>
      ask('/models/sample/infer', { method: 'POST', body: sent, headers: { 'content-type': 'application/json' } });
    const [status, said] = await post(body);
    assert.equal(status, 200);
    const direct = await (await serving(store, [])).ask('/models/sample/infer', { method: 'POST', body });
    assert.deepEqual(answerOf(said).outputs, answerOf(direct[1]).outputs);
    const deep = await post(JSON.stringify({ inputs: JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) }));
    assert.equal(deep[0], 400);
    assert.match((deep[1] as { error: string }).error, /nested more than 64 deep/);

    const odd = { 'ключ "': [], b: {}, c: [1, null, [true, ['x\n', '𝄞']], {}, { d: -1e-7 }], e: null, f: 'text' };
    const long = { inputs: [{ data: Array.from({ length: 300_000 }, (_, i) => i / 7) }] };
    for (const value of [odd, long, [], 'text', 3])
      assert.equal(Buffer.from(await parsedBytes(value)).toString('utf8'), JSON.stringify(value));
    assert.ok((await turnsWhile(() => parsedBytes(long))) > 2);
  });

  for (const encoding of ['identity', 'gzip'])
    it(`a body whose sender goes away gives back what it held: ${encoding}`, async () => {
      const { url, isFree, failures } = await serving(store, []);
      const { hostname, port, pathname } = new URL(url);
      const whole = randomBytes(19_000);
      const sent = encoding === 'gzip' ? gzipSync(whole) : whole;
      const socket = connect(Number(port), hostname);
      const head = [
        `POST ${pathname}/models/sample/infer HTTP/1.1`,
        `Host: ${hostname}`,
        `Content-Encoding: ${encoding}`,
        `Content-Length: ${sent.length}`,
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      socket.write(sent.subarray(0, sent.length - 100));
      await eventually('the body is read', () => !isFree());
      socket.destroy();
      await eventually('nothing is held', isFree);
      assert.deepEqual(failures, []);
    });

  it('names that do not exist take no place of a model; more at once than stay open are answered', async () => {
    const many = openStore(join(folder, 'many'));
    const dataset = await datasetOf(['species']);
    const names = Array.from({ length: 10 }, (_, i) => `model-${i}`);
    const sample = modelFor({ dataset });
    for (const name of names) await many.save(new Model(name, null, sample.body));
    const opened: string[] = [];
    const { ask } = await serving(many, [], {}, model => opened.push(model));
    assert.equal((await ask('/models/model-0/ready'))[0], 200);
    for (let i = 0; i < 9; i++) assert.equal((await ask(`/models/no-${i}/ready`))[0], 404);
    assert.equal((await ask('/models/model-0/ready'))[0], 200);
    assert.deepEqual(opened, ['model-0']);
    const all = await Promise.all(names.map(name => ask(`/models/${name}/infer`, { method: 'POST', body })));
    assert.deepEqual(
      all.map(([status]) => status),
      names.map(() => 200),
    );
  });

  it('its path may be written with /v2', () => {
    assert.deepEqual(['', '/', '/v2', '/v2/', '/api/v2', '/api/v2x'].map(basePath), [
      '',
      '',
      '',
      '',
      '/api',
      '/api/v2x',
    ]);
    for (const path of ['/v2/models', '/v2/v2', '/a/v2/b'])
      assert.throws(() => basePath(path), /path must be without \/v2/);
  });

  it('passes what the settings put before it, and lets go of its path', async () => {
    const guard: RequestHandler = (request, response, next) => {
      if (request.get('authorization') === 'Bearer right') next();
      else response.status(401).json({ error: 'who are you?' });
    };
    const { RED, ask, unmount, url } = await serving(store, [], { httpNodeMiddleware: guard });
    assert.equal((await ask('/health/live'))[0], 401);
    assert.equal((await ask('/health/live', { headers: { authorization: 'Bearer right' } }))[0], 200);
    assert.throws(() => mount(RED, '/ml', () => undefined), /another serve node is at \/ml\/v2/);
    assert.throws(() => basePath('ml?'), /path must be a path such as \/ml/);
    unmount();
    assert.equal((await fetch(`${url}/health/live`)).status, 404);
    mount(RED, '/ml', (_, response) => void response.json({}))();
  });
});
