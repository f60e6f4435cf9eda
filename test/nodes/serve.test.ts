import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import type { NodeAPI } from 'node-red';
import { Budget } from '../../nodes/nn-serve/budget';
import { basePath, mount } from '../../nodes/nn-serve/mount';
import { respond } from '../../nodes/nn-serve/respond';
import { StoreShelf } from '../../nodes/nn-serve/store-shelf';
import { createPredictor, openStore, type Store } from '../../src';
import { datasetOf, engine, rows } from '../inference/by-hand';
import { modelFor } from '../inference/models';

const express = require('express') as () => NodeAPI['httpNode'];

/** A serve node's HTTP, on what a Node-RED has for it. */
async function serving(store: Store, references: string[], settings: object = {}) {
  const app = express();
  const RED = { httpNode: app, settings } as unknown as NodeAPI;
  const failures: unknown[] = [];
  const shelf = new StoreShelf({
    ...{ name: 'test', version: '0', base: '/ml', store, references },
    open: model => createPredictor(model, { engine }),
    warn: error => failures.push(error),
  });
  const unmount = mount(RED, '/ml', (request, response) =>
    respond(request, response, {
      ...{ shelf, at: '/ml', limit: 20_000, budget: new Budget(1_000_000) },
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
  return { RED, unmount, url, ask, failures };
}
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
