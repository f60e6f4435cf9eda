import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import helper from 'node-red-node-test-helper';
import { Model, openStore, Tensor } from '../../src';
import type { ColumnReport, ModelAbout, ModelForm, ModelImportance, StoredAsNodes } from '../../src/spec';
import { trainedOn } from '../explanation/samples';
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
  const get = async (path: string, headers = {}, method = 'get', body: object = {}) => {
    const posted = method === 'post' && { body: JSON.stringify(body) };
    const json = method === 'post' && { 'content-type': 'application/json' };
    const response = await fetch(base + path, { headers: { ...json, ...headers }, method, ...posted });
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
        'get /tensorwire/activations',
        'get /tensorwire/columns',
        'get /tensorwire/data-report',
        'get /tensorwire/engines',
        'get /tensorwire/engines/install',
        'get /tensorwire/files',
        'get /tensorwire/layer',
        'get /tensorwire/model',
        'get /tensorwire/model/form',
        'get /tensorwire/model/importance',
        'get /tensorwire/model/nodes',
        'get /tensorwire/model/page',
        'get /tensorwire/models',
        'get /tensorwire/models/export',
        'get /tensorwire/network',
        'get /tensorwire/recipe',
        'get /tensorwire/report',
        'get /tensorwire/run',
        'get /tensorwire/runs',
        'get /tensorwire/sheets',
        'get /tensorwire/tensor',
        'get /tensorwire/weights',
        'post /tensorwire/data-report/draft',
        'post /tensorwire/engines/cluster',
        'post /tensorwire/engines/install',
        'post /tensorwire/files/upload',
        'post /tensorwire/model/answer',
        'post /tensorwire/models/delete',
        'post /tensorwire/models/import',
        'post /tensorwire/models/promote',
        'post /tensorwire/models/rename',
        'post /tensorwire/runs/cancel',
        'post /tensorwire/runs/delete',
        'post /tensorwire/runs/pin',
        'post /tensorwire/runs/rename',
        'post /tensorwire/runs/save',
        'post /tensorwire/runs/stop',
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
    it('name the sheets of a workbook', async () => {
      copyFileSync(join(__dirname, '../cases/tables/workbook.xlsx'), join(flow.userDir, 'book.xlsx'));
      writeFileSync(join(flow.userDir, 'a.csv'), 'n,word\n1,x\n2,y\n');
      assert.deepEqual((await get('/tensorwire/sheets?file=book.xlsx')).body, ['Verkäufe', 'Zweite']);
      assert.deepEqual((await get('/tensorwire/sheets?file=a.csv')).body, []);
      assert.equal((await get('/tensorwire/sheets?file=none.xlsx')).status, 422);
    });
    it('show the beginning of a long value', async () => {
      writeFileSync(join(flow.userDir, 'long.csv'), `word,n\n${'x'.repeat(100_000)},1\ny,2\ny,3\n`);
      const [column] = (await get('/tensorwire/columns?source=file&file=long.csv')).body as ColumnReport[];
      const { examples, distribution } = column!;
      assert.deepEqual(new Set(examples), new Set([`${'x'.repeat(500)}…`, 'y']));
      assert.ok(JSON.stringify(distribution).length < 2000);
    });
    it('tell what is wrong with a file as an answer where the form looks by itself', async () => {
      const { status, body } = await get('/tensorwire/columns?source=file&file=none.csv&quiet=true');
      assert.equal(status, 200);
      assert.match((body as { problem: string }).problem, /none\.csv/);
    });
    it('take a file as bytes, list it, and never replace another one unasked', async () => {
      const send = async (name: string, text: string, more = '', type = 'application/octet-stream') => {
        const headers = { 'content-type': type };
        const url = `${base}/tensorwire/files/upload?name=${encodeURIComponent(name)}${more}`;
        const response = await fetch(url, { method: 'POST', body: text, headers });
        return { status: response.status, ...((await response.json()) as object) };
      };
      assert.deepEqual(await send('a.csv', 'n\n1\n'), { status: 200, file: 'data/a.csv' });
      assert.deepEqual(await send('a.csv', 'other'), { status: 200, taken: true });
      assert.equal(readFileSync(join(flow.userDir, 'data/a.csv'), 'utf8'), 'n\n1\n');
      assert.deepEqual(await send('a.csv', 'm\n', '&existing=rename'), { status: 200, file: 'data/a (2).csv' });
      assert.deepEqual(await send('a.csv', 'n\n2\n', '&existing=replace'), { status: 200, file: 'data/a.csv' });
      assert.equal(readFileSync(join(flow.userDir, 'data/a.csv'), 'utf8'), 'n\n2\n');
      assert.equal((await send('../../b.csv', 'n\n')).status, 200);
      assert.ok(existsSync(join(flow.userDir, 'data/b.csv')), 'the name alone counts');
      for (const name of ['.hidden.csv', 'run.js', 'flows.json', 'x', '..', 'a\0.csv'])
        assert.ok([403, 422].includes((await send(name, 'n\n')).status), name);
      assert.equal((await send('c.csv', 'n\n', '', 'text/plain')).status, 415);
      assert.deepEqual(readdirSync(join(flow.userDir, 'data')).sort(), ['a (2).csv', 'a.csv', 'b.csv']);
      const list = (await get('/tensorwire/files')).body as { file: string; size: number }[];
      assert.deepEqual(list.map(({ file }) => file).sort(), ['data/a (2).csv', 'data/a.csv', 'data/b.csv']);
    });
    it('show no older data of a file that can no longer be read', async () => {
      const file = join(flow.userDir, 'rows.csv');
      const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 2 ? 'yes' : 'no'}`);
      writeFileSync(file, `a,y\n${rows.join('\n')}\n`);
      const data = { id: 'data', type: 'nn-dataset', source: 'file', file: 'rows.csv', target: 'y' };
      await flow.redeploy(tab(data, { id: 'end', type: 'helper' }));
      await flow.ask('data', {});
      writeFileSync(file, 'a,b\n1,2\n');
      await flow.fails('data', {});
      assert.equal((await get('/tensorwire/data-report?node=data')).status, 422);
    });
    it('tell how a file is read, by the settings of the form', async () => {
      writeFileSync(
        join(flow.userDir, 'amounts.csv'),
        Buffer.from('Titel\nWert €;Tag\n7.779;01/02/2024\n8.125;03/04/2024\n', 'latin1'),
      );
      type Found = { name: string; format: object; warnings: string[] };
      const look = async (settings: Record<string, string>) =>
        await get(
          `/tensorwire/columns?${new URLSearchParams({ source: 'file', file: 'amounts.csv', skipLines: '1', ...settings })}`,
        );
      const [value, day] = (await look({})).body as Found[];
      assert.match(value!.warnings.join(), /may be a thousand and more or a fraction/);
      assert.match(day!.warnings.join(), /may have the day or the month first/);
      const set = {
        decimal: 'comma',
        dateOrder: 'dmy',
        encoding: 'windows-1252',
        delimiter: 'semicolon',
        missing: '-, n/a',
      };
      const told = (await look(set)).body as Found[];
      assert.deepEqual(
        told.map(({ format, warnings }) => [format, warnings]),
        [
          [{ decimal: ',', missing: ['-', 'n/a'] }, []],
          [{ date: 'dmy', missing: ['-', 'n/a'] }, []],
        ],
      );
      const wrong = await look({ delimiter: 'colon' });
      assert.deepEqual(
        [wrong.status, /delimiter must be one of auto, comma/.test((wrong.body as { error: string }).error)],
        [422, true],
      );
    });
    it('tell models and engines', async () => {
      assert.deepEqual((await get('/tensorwire/models')).body, []);
      const engines = (await get('/tensorwire/engines')).body as { name: string; available: boolean }[];
      assert.ok(engines.some(e => e.name === 'wasm' && e.available));
    });
    it('tell what a model is, answer records with it, and change what it is called', async () => {
      const { model } = await trainedOn('penguins');
      await openStore(join(flow.userDir, 'tensorwire', 'models')).save(new Model('birds', null, model.body));
      const post = async (path: string, body: object) => {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) });
        return {
          status: response.status,
          body: (await response.json()) as { answer?: { label: string }; error?: string },
        };
      };
      const about = (await get('/tensorwire/model?reference=birds')).body as ModelAbout;
      assert.deepEqual([about.model, about.version, about.targets[0]!.classes], ['birds', 1, 3]);
      assert.ok(!JSON.stringify(about).includes('Biscoe'), 'no values of the data');
      const { nodes } = (await get('/tensorwire/model/nodes?reference=birds')).body as StoredAsNodes;
      assert.deepEqual([nodes[0]!.type, nodes.at(-1)!.type], ['nn-input', 'nn-output']);
      assert.equal(nodes.length, model.body.network.layers.length);
      assert.ok(!JSON.stringify(nodes).includes('Biscoe'), 'no values of the data');
      assert.equal((await get('/tensorwire/model/nodes?reference=nobody')).status, 422);
      assert.equal((await get('/tensorwire/model/nodes')).status, 400);
      const importance = async (compute: boolean) =>
        ((await get(`/tensorwire/model/importance?reference=birds&compute=${compute}`)).body as { importance: unknown })
          .importance as ModelImportance | null;
      assert.equal(await importance(false), null);
      const decides = (await importance(true))!;
      assert.deepEqual(await importance(false), decides, 'it is kept');
      assert.ok(!JSON.stringify(decides).includes('Biscoe'), 'no values of the data');
      assert.equal(decides.targets[0]!.columns.length, about.columns.length);
      const form = (await get('/tensorwire/model/form?reference=birds:1')).body as ModelForm;
      const island = form.fields.find(({ name }) => name === 'Island')!;
      assert.deepEqual([...island.options!].sort(), ['Biscoe', 'Dream', 'Torgersen']);
      const record = Object.fromEntries(form.fields.map(({ name, usual }) => [name, usual]));
      const asked = await post('/tensorwire/model/answer', { reference: 'birds:1', record });
      assert.ok(['Adelie', 'Chinstrap', 'Gentoo'].includes(asked.body.answer!.label));
      const wrong = await post('/tensorwire/model/answer', { reference: 'birds:1', record: { Island: 'Biscoe' } });
      assert.deepEqual([wrong.status, /are missing/.test(String(wrong.body.error))], [422, true]);
      assert.equal((await post('/tensorwire/model/answer', { reference: 'birds', record: { a: {} } })).status, 400);
      await post('/tensorwire/models/promote', { name: 'birds', version: 1, alias: 'champion' });
      assert.equal((await post('/tensorwire/models/rename', { name: 'birds', to: '../x' })).status, 422);
      await post('/tensorwire/models/rename', { name: 'birds', to: 'penguins' });
      const file = await (await fetch(`${base}/tensorwire/models/export?reference=penguins@champion`)).arrayBuffer();
      const send = async (body: ArrayBuffer, type = 'application/octet-stream') =>
        fetch(`${base}/tensorwire/models/import?name=again&file=birds.zip`, {
          method: 'POST',
          headers: { 'content-type': type },
          body,
        });
      assert.equal((await send(file, 'text/plain')).status, 415);
      assert.equal((await send(new ArrayBuffer(100))).status, 422);
      assert.deepEqual(await (await send(file)).json(), { model: 'again', version: 1 });
      assert.deepEqual(readdirSync(join(flow.userDir, 'tensorwire', 'uploads')), []);
      const imported = (await get('/tensorwire/model?reference=again')).body as ModelAbout;
      assert.equal(imported.importedFrom, 'birds.zip');
      await post('/tensorwire/models/delete', { reference: 'penguins' });
      const left = (await get('/tensorwire/models')).body as { model: string }[];
      assert.deepEqual(
        left.map(({ model }) => model),
        ['again'],
      );
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

  it('say that a file is too large, also while it is still being sent', async () => {
    flow = await deploy(tab(), { tensorwire: { upload: 1 } });
    await serve(helper._httpAdmin);
    const headers = { 'content-type': 'application/octet-stream' };
    const url = `${base}/tensorwire/files/upload?name=a.csv`;
    const response = await fetch(url, { method: 'POST', headers, body: Buffer.alloc(8 * 2 ** 20, 'n\n') });
    assert.equal(response.status, 422);
    assert.match(((await response.json()) as { error: string }).error, /larger than the 1 MB/);
  });

  it('take no file, and no model, where settings.js allows no uploads', async () => {
    flow = await deploy(tab(), { tensorwire: { upload: 0 } });
    await serve(helper._httpAdmin);
    for (const path of ['files/upload?name=a.csv', 'models/import']) {
      const headers = { 'content-type': 'application/octet-stream' };
      const { status } = await fetch(`${base}/tensorwire/${path}`, { method: 'POST', headers, body: 'n\n1\n' });
      assert.equal(status, 403, path);
    }
  });

  describe('under adminAuth', () => {
    let routes: Route[];
    let settings: Record<string, unknown>;
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
      app.use(express.json({ limit: '5mb' })); // as in Node-RED
      flow = await deploy(tab());
      settings = { userDir: flow.userDir, externalModules: { palette: { allowInstall: false } } };
      const RED = {
        httpAdmin: app,
        auth: { needsPermission: auth.needsPermission },
        settings,
        log: { error: () => undefined },
        comms: { publish: () => undefined }, // changes of stores are announced
        nodes: { registerType: () => undefined, getNode: () => null, eachNode: () => undefined },
        events: helper._events, // the nodes that are deployed
      };
      for (const type of ['nn-dataset', 'nn-engine', 'nn-store', 'nn-dense', 'nn-merge', 'nn-train', 'nn-tensor'])
        require(`../../nodes/${type}/runtime`).default(RED);
      routes = routesOf(app);
      writeFileSync(outside, 'n\n1\n2\n');
      await serve(app);
    });
    afterEach(() => rmSync(outside));
    const as = (user: string, path: string, method?: string, body?: object) =>
      get(path, { authorization: `Bearer ${user}` }, method, body);

    it('answer nobody without a token, and nobody without the permission', async () => {
      assert.equal(routes.length, 36);
      for (const { path, methods } of routes)
        for (const query of [
          '',
          '?source=example&file=penguins',
          '?source=file&file=a.csv',
          '?node=data',
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
    it('show reports and tensors only to who may see values', async () => {
      for (const path of ['/tensorwire/report?node=judge', '/tensorwire/tensor?id=none']) {
        assert.equal((await as('reader', path)).status, 401, path);
        assert.equal((await as('writer', path)).status, 422, path);
      }
      const seen = new Tensor(Float32Array.of(1, 2), [2]);
      const { id } = JSON.parse(JSON.stringify(seen)) as { id: string };
      assert.equal((await as('reader', `/tensorwire/tensor?id=${id}`)).status, 401);
      const { numbers } = (await as('writer', `/tensorwire/tensor?id=${id}`)).body as { numbers: number[][] };
      assert.deepEqual(numbers, [[1, 2]]);
    });
    it('show the data report of a node only to who may see its values, and of an example to who may read', async () => {
      const records = Array.from({ length: 60 }, (_, i) => ({
        a: i % 7,
        secret: `s${i % 3}`,
        y: i % 2 ? 'yes' : 'no',
      }));
      await flow.redeploy([
        ...tab({ id: 'data', type: 'nn-dataset', target: 'y', wires: [[]] }),
        {
          id: 'birds',
          type: 'nn-dataset',
          z: 'tab',
          source: 'example',
          file: 'penguins',
          target: 'Species',
          wires: [[]],
        },
      ]);
      const path = '/tensorwire/data-report?node=';
      assert.equal((await as('reader', `${path}data`)).status, 401);
      assert.equal((await as('reader', `${path}nobody`)).status, 401);
      const early = await as('writer', `${path}data`);
      assert.deepEqual([early.status, /no data have come yet/.test(JSON.stringify(early.body))], [422, true]);
      flow.send('data', { payload: records });
      await flow.until('data', /^60 rows/);
      const { body } = await as('writer', `${path}data`);
      const { report } = body as { report: { rows: number; columns: { name: string }[] } };
      assert.deepEqual([report.rows, report.columns.map(({ name }) => name)], [60, ['y', 'a', 'secret']]);
      const page = (await as('writer', `${path}data&as=page`)).body as { page: string };
      assert.match(page.page, /<h1>The data<\/h1>/);
      const example = await as('reader', `${path}birds`);
      assert.deepEqual([example.status, (example.body as { report: { rows: number } }).report.rows], [200, 344]);
      assert.equal((await as('writer', `${path}birds&as=pdf`)).status, 400);
    });
    it('show data that no node reads yet only to who may see values, and examples to who may read', async () => {
      const lines = Array.from({ length: 80 }, (_, i) => `${i % 7},${i % 2 ? 'left' : ''},DE,${i % 2 ? 'yes' : 'no'}`);
      writeFileSync(join(flow.userDir, 'orders.csv'), `a,why,land,gone\n${lines.join('\n')}\n`);
      const draft = (user: string, settings: object, what = 'doubts') =>
        as(user, '/tensorwire/data-report/draft', 'post', { settings, as: what });
      const settings = { source: 'file', file: 'orders.csv', target: 'gone', columns: 'auto', seed: '1' };
      assert.equal((await draft('reader', settings)).status, 401);
      const { doubts } = (await draft('writer', settings)).body as { doubts: { text: string; columns: string[] }[] };
      assert.deepEqual(
        doubts.map(({ columns }) => columns).filter(({ length }) => length > 0),
        [['why'], ['land']],
      );
      assert.match(doubts[0]!.text, /target gone were already in: why/);
      const { report } = (await draft('writer', settings, 'report')).body as { report: { rows: number } };
      assert.equal(report.rows, 80);
      // sorted: the first rows of the large file have neither a second land or class nor a reason, so all are read
      for (const [rows, columns] of [
        [9000, 4],
        [9000, 100],
      ] as const) {
        const rest = ',some more'.repeat(columns - 4);
        const cells = (i: number) =>
          i < 6000 ? ',DE,no' : `${i % 9 ? '' : i % 4 < 2 ? 'late' : 'early'},FR,${i % 2 ? 'yes' : 'no'}`;
        const more = Array.from({ length: columns - 4 }, (_, i) => `,c${i}`).join('');
        const all = Array.from({ length: rows }, (_, i) => `${i % 7},${cells(i)}${rest}`);
        writeFileSync(join(flow.userDir, 'sorted.csv'), `a,why,land,gone${more}\n${all.join('\n')}\n`);
        const sorted = (await draft('writer', { ...settings, file: 'sorted.csv' })).body as {
          doubts: { text: string }[];
        };
        const told = sorted.doubts.map(({ text }) => text).filter(text => /land|why/.test(text));
        assert.deepEqual(
          told.map(text => /Mostly without a value: why/.test(text)),
          [true],
          told.join(),
        );
      }
      for (const file of ['orders.csv', 'sorted.csv']) {
        const wrong = await draft('writer', { ...settings, file, target: 'nothing' });
        assert.deepEqual([wrong.status, /nothing/.test((wrong.body as { problem: string }).problem)], [200, true]);
      }
      assert.equal((await draft('writer', { ...settings, file: 'flows_cred.json' })).status, 200);
      assert.equal((await draft('writer', { ...settings, file: 'flows_cred.json' }, 'report')).status, 403);
      assert.equal((await draft('writer', { ...settings, source: 'payload' })).status, 400);
      const example = { source: 'example', file: 'penguins', target: 'Species' };
      assert.equal((await draft('reader', example)).status, 200);
    });
    it('install only for who may write, and for nobody where the settings forbid it', async () => {
      assert.equal((await as('reader', '/tensorwire/engines/install')).status, 200);
      assert.equal((await as('reader', '/tensorwire/engines/install', 'post')).status, 401);
      const { status, body } = await as('writer', '/tensorwire/engines/install', 'post');
      assert.deepEqual([status, (body as { reason: string }).reason], [200, 'forbidden']);
      const after = (await as('reader', '/tensorwire/engines/install')).body as { state: string };
      assert.equal(after.state, 'none');
    });
    it('answer no page of another origin, as browsers tell it, unless the administrator lets it', async () => {
      const writer = { authorization: 'Bearer writer' };
      const host = base.slice('http://'.length);
      const tries: [headers: Record<string, string>, foreign: boolean][] = [
        [{}, false],
        [{ 'sec-fetch-site': 'same-origin' }, false],
        [{ 'sec-fetch-site': 'none' }, false],
        [{ origin: `http://${host}` }, false],
        [{ origin: 'https://behind.a.proxy', 'sec-fetch-site': 'same-origin' }, false],
        [{ 'sec-fetch-site': 'cross-site' }, true],
        [{ 'sec-fetch-site': 'same-site', origin: `http://${host}` }, true],
        [{ origin: 'http://evil.example' }, true],
        [{ origin: `http://${host}`.replace(/:\d+$/, ':1') }, true],
        [{ origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' }, true],
        [{ origin: 'null' }, true],
      ];
      for (const { path, methods } of routes)
        for (const [headers, foreign] of tries) {
          const { status } = await get(path, { ...writer, ...headers }, Object.keys(methods)[0]);
          assert.equal(status === 403, foreign, `${path} ${JSON.stringify(headers)}: ${status}`);
        }
      settings.httpAdminCors = { origin: 'http://evil.example' };
      assert.equal((await get('/tensorwire/engines', { ...writer, origin: 'http://evil.example' })).status, 200);
    });

    it('change something only for a JSON body or bytes, which a page of another site cannot send unasked', async () => {
      const posts = routes.filter(({ methods }) => !methods.get);
      assert.deepEqual(posts.map(({ path }) => path.replace('/tensorwire/', '')).sort(), [
        'data-report/draft',
        'engines/cluster',
        'engines/install',
        'files/upload',
        'model/answer',
        ...['delete', 'import', 'promote', 'rename'].map(what => `models/${what}`),
        ...['cancel', 'delete', 'pin', 'rename', 'save', 'stop'].map(what => `runs/${what}`),
      ]);
      for (const { path } of posts)
        for (const type of [
          'text/plain',
          'application/x-www-form-urlencoded',
          'multipart/form-data',
          'application/json-not',
          '',
        ])
          assert.equal(
            (await get(path, { authorization: 'Bearer writer', 'content-type': type }, 'post')).status,
            415,
            type,
          );
    });

    describe('columns', () => {
      const secret = 'TOKEN-0123456789';
      beforeEach(() => {
        const put = (file: string, text: string) => writeFileSync(join(flow.userDir, file), text);
        for (const folder of ['data', 'tensorwire/models/m/1', 'context'])
          mkdirSync(join(flow.userDir, folder), { recursive: true });
        for (const file of [
          '.sessions.json',
          'flows.json',
          'flows_cred.json',
          '.config.users.json',
          'tensorwire/models/m/1/card.json',
          'context/global.json',
        ])
          put(file, JSON.stringify({ [secret]: { user: 'admin', expires: 1 } }));
        put('settings.js', `module.exports = { credentialSecret: '${secret}' }\n`);
        put('data/a.csv', `n,word\n1,${secret}\n2,y\n`);
        put('data/broken.json', `[{"n": 1}, ${secret}]`);
        symlinkSync('../.sessions.json', join(flow.userDir, 'data/link.json'));
        symlinkSync('..', join(flow.userDir, 'data/up'));
        linkSync(join(flow.userDir, 'settings.js'), join(flow.userDir, 'data/hard.csv'));
      });
      const ask = (user: string, file: string, format = 'auto') =>
        as(user, `/tensorwire/columns?${new URLSearchParams({ source: 'file', file, format })}`);

      it('of any file are shown only to who may write', async () => {
        for (const file of ['data/a.csv', outside, `../${outside.split('/').at(-1)}`, '.sessions.json', 'none.csv']) {
          const answer = await ask('reader', file);
          assert.deepEqual([answer.status, JSON.stringify(answer.body).includes(secret)], [401, false], file);
        }
        for (const file of ['data/a.csv', outside, 'data/up/data/a.csv'])
          assert.equal((await ask('writer', file)).status, 200, file);
      });

      it('of what is not meant for users are shown to nobody, whether it is there or not', async () => {
        const forbidden = [
          ...[
            '.sessions.json',
            'flows.json',
            'flows_cred.json',
            '.config.users.json',
            'settings.js',
            'context/global.json',
          ],
          ...['tensorwire/models/m/1/card.json', '.none.json', 'flows_none.json', 'data/link.json', 'data/hard.csv'],
          ...[
            'data/../.sessions.json',
            './.sessions.json',
            'data/up/settings.js',
            'data//../settings.js',
            '.SESSIONS.json',
          ],
          ...[
            'Settings.js',
            'settings.js.',
            'SETTINGS.JS',
            '/proc/self/environ',
            '/proc/self/cwd/package.json',
            '/dev/stdin',
          ],
        ];
        for (const file of [...forbidden, ...forbidden.filter(f => !f.startsWith('/')).map(f => join(flow.userDir, f))])
          for (const format of ['auto', 'csv', 'json', 'jsonl'])
            for (const user of ['reader', 'writer']) {
              const { status, body } = await ask(user, file, format);
              assert.equal(status, user === 'reader' ? 401 : 403, `${file} for a ${user}`);
              if (user === 'writer') assert.match((body as { error: string }).error, /which are not shown/);
              assert.ok(!JSON.stringify(body).includes(secret));
              const sheets = await as(user, `/tensorwire/sheets?${new URLSearchParams({ file })}`);
              assert.deepEqual([sheets.status, JSON.stringify(sheets.body).includes(secret)], [status, false], file);
            }
        // As they stand in the address: once encoded is the path, twice encoded is another name.
        for (const file of [
          '%2esessions.json',
          '%2Esessions%2Ejson',
          'data%2f..%2fsettings.js',
          'data/%2e%2e/settings.js',
        ])
          assert.equal((await as('writer', `/tensorwire/columns?source=file&file=${file}`)).status, 403, file);
        for (const file of ['%252esessions.json', 'data%5c..%5c..%5cnone.csv', 'a.csv%00.txt', '%c0%aesessions.json']) {
          const { status, body } = await as('writer', `/tensorwire/columns?source=file&file=${file}`);
          assert.ok([403, 422].includes(status) && !JSON.stringify(body).includes(secret), file);
        }
      });

      it('of Node-RED are in the answer of no route at all, under whatever parameter their path is given', async () => {
        const forbidden = [
          '.sessions.json',
          'flows_cred.json',
          'settings.js',
          'data/link.json',
          'data/hard.csv',
        ].flatMap(file => [file, `data/../${file}`, join(flow.userDir, file)]);
        const names = ['file', 'name', 'node', 'reference', 'store', 'run', 'id', 'layer', 'sheet', 'to', 'address'];
        const listed = () => ['.', 'data'].map(folder => readdirSync(join(flow.userDir, folder)));
        const before = listed();
        const contents = () => forbidden.map(file => readFileSync(resolve(flow.userDir, file), 'utf8'));
        const kept = contents();
        for (const { path, methods } of routes)
          for (const file of forbidden) {
            const all = Object.fromEntries(names.map(name => [name, file]));
            const alone = ['settings.js', 'data/link.json'].includes(file) ? names.map(name => ({ [name]: file })) : [];
            const asked: object[] = [all, ...alone].map(what => ({
              ...{ source: 'file', format: 'jsonl', as: 'report', ...what },
              ...{ settings: { source: 'file', format: 'jsonl', ...what, target: secret }, runs: [file] },
            }));
            for (const user of ['', 'other', 'reader', 'writer'])
              for (const what of user === 'writer' ? asked : asked.slice(0, 1)) {
                const { settings: _, ...plain } = what as Record<string, string>;
                const query = `?${new URLSearchParams(plain)}`;
                const headers: Record<string, string> = user === '' ? {} : { authorization: `Bearer ${user}` };
                const isGet = methods.get === true;
                const sent: RequestInit[] = isGet
                  ? [{ headers }]
                  : [
                      {
                        method: 'post',
                        headers: { ...headers, 'content-type': 'application/json' },
                        body: JSON.stringify(what),
                      },
                      {
                        method: 'post',
                        headers: { ...headers, 'content-type': 'application/octet-stream' },
                        body: 'n,y\n1,2\n',
                      },
                    ];
                for (const one of sent) {
                  const response = await fetch(base + path + query, one);
                  const where = `${path} ${file} ${JSON.stringify(plain)} for "${user}"`;
                  assert.ok(!(await response.text()).includes('TOKEN-'), where);
                  if (user === '' || user === 'other') assert.equal(response.status, 401, where);
                }
              }
          }
        assert.deepEqual(contents(), kept);
        assert.deepEqual(listed(), before);
      });

      it('of what a deployed node names: names and types for who may read, without values, paths and errors', async () => {
        const node = (id: string, file: string, more = {}) => ({
          id,
          type: 'nn-dataset',
          source: 'file',
          file,
          ...more,
        });
        await flow.redeploy(
          tab(
            node('good', 'data/a.csv'),
            node('broken', 'data/broken.json'),
            node('sessions', '.sessions.json'),
            node('none', 'none.csv'),
            { id: 'messages', type: 'nn-dataset', file: 'data/a.csv' },
            { id: 'example', type: 'nn-dataset', source: 'example', file: 'penguins' },
          ),
        );
        const asked = (id: string, more = '') => as('reader', `/tensorwire/columns?node=${id}${more}`);
        assert.deepEqual((await asked('good')).body, [
          { name: 'n', type: 'integer' },
          { name: 'word', type: 'category' },
        ]);
        assert.equal((await asked('example')).status, 200);
        for (const id of ['broken', 'sessions', 'none', 'messages', 'unknown', 'constructor']) {
          const { status, body } = await asked(id);
          assert.equal(status, 422, id);
          assert.doesNotMatch(JSON.stringify(body), new RegExp(`${secret}|csv|json`), id);
        }
        assert.ok(!JSON.stringify((await asked('good')).body).includes(secret));
        // A path beside the node's id is not looked at.
        const { body } = await asked('good', '&source=file&file=.sessions.json');
        assert.ok(!JSON.stringify(body).includes(secret));
      });

      it('lie in the folders that settings.js allows', async () => {
        settings.tensorwire = { files: ['data'] };
        assert.equal((await ask('writer', 'data/a.csv')).status, 200);
        for (const file of [outside, 'a.csv', 'data/link.json'])
          assert.equal((await ask('writer', file)).status, 403, file);
        for (const wrong of [{ files: 'data' }, { file: ['data'] }, { files: [1] }, 'data', null]) {
          settings.tensorwire = wrong;
          assert.equal((await ask('writer', 'data/a.csv')).status, 422, JSON.stringify(wrong));
        }
      });
    });
  });
});
