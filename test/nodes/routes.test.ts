import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { deploy, type Running, tab } from './flow';

// Node-RED's own guard of admin routes, as it stands in front of them with adminAuth.
const auth = require('@node-red/editor-api/lib/auth');
const express = require('express');

interface Route {
  readonly path: string;
  readonly methods: Readonly<Record<string, boolean>>;
}
/** Every route that a router has under /tensorwire. */
const routesOf = (app: { _router?: unknown }): Route[] =>
  (app._router as { stack: { route?: Route }[] }).stack
    .flatMap(layer => (layer.route ? [layer.route] : []))
    .filter(route => String(route.path).startsWith('/tensorwire'));

describe('the admin routes', () => {
  let flow: Running;
  let server: Server;
  let base: string;
  const serve = async (app: unknown) => {
    server = createServer(app as never).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => new Promise(resolve => server.close(resolve)));
  const get = async (path: string, headers = {}, method = 'get') => {
    const response = await fetch(base + path, { headers, method });
    return { status: response.status, body: (await response.json().catch(() => null)) as never };
  };

  describe('without a guard', () => {
    beforeEach(async () => {
      flow = await deploy(tab());
      await serve(helper._httpAdmin);
    });

    it('are these', () => {
      const routes = routesOf(helper._httpAdmin as object).map(r => `${Object.keys(r.methods)} ${r.path}`);
      assert.deepEqual(routes.sort(), [
        'get /tensorwire/columns',
        'get /tensorwire/engines',
        'get /tensorwire/engines/install',
        'get /tensorwire/layer',
        'get /tensorwire/models',
        'post /tensorwire/engines/install',
      ]);
    });
    it('tell the columns of an example and of a file', async () => {
      const { body } = await get('/tensorwire/columns?source=example&file=penguins');
      const columns = body as { name: string; type: string; missing: number }[];
      assert.equal(columns.find(c => c.name === 'Species')?.type, 'category');
      writeFileSync(join(flow.userDir, 'a.csv'), 'n,word\n1,x\n2,y\n3,x\n');
      const file = (await get('/tensorwire/columns?source=file&file=a.csv')).body as { name: string; type: string }[];
      assert.deepEqual(
        file.map(c => c.name),
        ['n', 'word'],
      );
    });
    it('tell models and engines', async () => {
      assert.deepEqual((await get('/tensorwire/models')).body, []);
      const engines = (await get('/tensorwire/engines')).body as { name: string; available: boolean }[];
      assert.ok(engines.some(e => e.name === 'wasm' && e.available));
    });
    it('refuse what makes no sense', async () => {
      assert.equal((await get('/tensorwire/columns')).status, 400);
      assert.equal((await get('/tensorwire/columns?source=payload&file=x')).status, 400);
      assert.equal((await get('/tensorwire/columns?source=file&file=a&file=b')).status, 400);
      assert.equal((await get(`/tensorwire/columns?source=file&file=${'x'.repeat(5000)}`)).status, 400);
      const missing = await get('/tensorwire/columns?source=file&file=none.csv');
      assert.equal(missing.status, 422);
      assert.match((missing.body as { error: string }).error, /none\.csv/);
      assert.equal((await get('/tensorwire/columns?source=example&file=../../etc/passwd')).status, 422);
      assert.equal((await get('/tensorwire/models?store=gone')).status, 422);
      assert.equal((await get('/tensorwire/layer?id=a')).status, 400);
      for (const args of ['', '%7B', '[]', '3', 'null'])
        assert.equal(
          (await get(`/tensorwire/layer?id=a&type=nn-dense&layer=Dense&arguments=${args}`)).status,
          400,
          args,
        );
    });
  });

  describe('under adminAuth', () => {
    let routes: Route[];
    const outside = join(tmpdir(), `tensorwire-outside-${process.pid}.csv`);

    beforeEach(async () => {
      const may = {
        reader: ['tensorwire.read'],
        writer: ['tensorwire.read', 'tensorwire.write'],
        other: ['flows.read'],
      };
      const users = Object.entries(may).map(([username, permissions]) => ({ username, password: 'x', permissions }));
      const tokens = Object.keys(may).map(user => ({ token: user, user, scope: may[user as keyof typeof may] }));
      auth.init({ adminAuth: { type: 'credentials', users, tokens } }, { getSessions: async () => ({}) });
      const app = express();
      flow = await deploy(tab());
      const RED = {
        httpAdmin: app,
        auth: { needsPermission: auth.needsPermission },
        settings: { userDir: flow.userDir, externalModules: { palette: { allowInstall: false } } },
        log: { error: () => undefined },
        nodes: { registerType: () => undefined, getNode: () => null },
        events: { on: () => undefined },
      };
      for (const type of ['nn-dataset', 'nn-engine', 'nn-store', 'nn-dense', 'nn-merge'])
        require(`../../nodes/${type}/runtime`).default(RED);
      routes = routesOf(app);
      writeFileSync(outside, 'n\n1\n2\n');
      await serve(app);
    });
    afterEach(() => rmSync(outside));
    const as = (user: string, path: string, method?: string) => get(path, { authorization: `Bearer ${user}` }, method);

    it('answer nobody without a token, and nobody without the permission', async () => {
      assert.equal(routes.length, 6);
      for (const { path, methods } of routes)
        for (const query of [
          '',
          '?source=example&file=penguins',
          '?source=file&file=a.csv',
          '?id=a&type=nn-dense&layer=Dense&arguments=%7B%7D',
          '?x=1',
        ]) {
          const [method = ''] = Object.keys(methods);
          assert.equal((await get(path + query, {}, method)).status, 401, path + query);
          assert.equal((await as('other', path + query, method)).status, 401, path + query);
        }
    });
    it('answer who may read', async () => {
      assert.equal((await as('reader', '/tensorwire/engines')).status, 200);
      assert.equal((await as('reader', '/tensorwire/models')).status, 200);
      const layer = '/tensorwire/layer?id=a&type=nn-dense&layer=Dense&arguments=%7B%7D';
      assert.equal((await as('reader', layer)).status, 200);
      assert.equal((await as('reader', '/tensorwire/columns?source=example&file=penguins')).status, 200);
    });
    it('install only for who may write, and for nobody where the settings forbid it', async () => {
      assert.equal((await as('reader', '/tensorwire/engines/install')).status, 200);
      assert.equal((await as('reader', '/tensorwire/engines/install', 'post')).status, 401);
      const { status, body } = await as('writer', '/tensorwire/engines/install', 'post');
      assert.deepEqual([status, (body as { reason: string }).reason], [200, 'forbidden']);
      const after = (await as('reader', '/tensorwire/engines/install')).body as { state: string };
      assert.equal(after.state, 'none');
    });
    it('read files outside userDir only for who may write', async () => {
      writeFileSync(join(flow.userDir, 'a.csv'), 'n\n1\n2\n');
      assert.equal((await as('reader', '/tensorwire/columns?source=file&file=a.csv')).status, 200);
      assert.equal((await as('reader', `/tensorwire/columns?source=file&file=${outside}`)).status, 401);
      assert.equal(
        (await as('reader', `/tensorwire/columns?source=file&file=../${outside.split('/').at(-1)}`)).status,
        401,
      );
      assert.equal((await as('writer', `/tensorwire/columns?source=file&file=${outside}`)).status, 200);
    });
  });
});
