import assert from 'node:assert/strict';
import { createPredictor, placeOnServer, RemoteRecords, serve } from '../../src';
import { place } from '../../src/inference/placement';
import { portsOf } from '../../src/inference/ports';
import { readRequest } from '../../src/open-inference/protocol/request';
import { writeResponse } from '../../src/open-inference/protocol/response';
import type { NamedTensor } from '../../src/open-inference/protocol/tensors';
import { closeAll, datasetOf, engine, predictorFor, type Row, rows } from '../inference/by-hand';
import { modelFor } from '../inference/models';
import { bodyOf, clientOf, closeServers, HEADER, listen, serving, shelfOf } from './peer';

afterEach(async () => {
  await closeServers();
  await closeAll();
});

const get = async (shelf: ReturnType<typeof shelfOf>, path: string, method = 'GET') => {
  const { status, bytes } = await serve(shelf, {
    method,
    path,
    header: undefined,
    body: async () => Buffer.from('{}'),
  });
  return [status, JSON.parse(Buffer.from(bytes).toString())] as const;
};

describe('a model behind the Open Inference Protocol', () => {
  it('says what it takes and gives', async () => {
    const shelf = shelfOf(await predictorFor({ targets: ['species', 'age'], outputs: [['species'], ['age']] }));
    const [status, metadata] = await get(shelf, '/v2/models/sample/versions/1');
    assert.equal(status, 200);
    const labels = JSON.stringify(['Adelie', 'Chinstrap', 'Gentoo']);
    assert.deepEqual(metadata, {
      ...{ name: 'sample', versions: ['1'], platform: 'tensorwire' },
      inputs: [
        { name: 'length', datatype: 'FP64', shape: [-1, 1] },
        { name: 'island', datatype: 'BYTES', shape: [-1, 1] },
        { name: 'male', datatype: 'BOOL', shape: [-1, 1] },
        { name: 'weight', datatype: 'FP64', shape: [-1, 1] },
      ],
      outputs: [
        { name: 'species', datatype: 'BYTES', shape: [-1, 1] },
        { name: 'species_probabilities', datatype: 'FP64', shape: [-1, 3], parameters: { labels } },
        { name: 'age', datatype: 'FP64', shape: [-1, 1] },
      ],
    });
    for (const path of ['/v2', '/v2/', '/v2/health/live', '/v2/health/ready', '/v2/models/sample/ready'])
      assert.equal((await get(shelf, path))[0], 200, path);
    const [, api] = await get(shelf, '/v2/openapi.json');
    assert.deepEqual(Object.keys((api as { paths: object }).paths).slice(3), [
      ...['/v2/models/sample', '/v2/models/sample/ready', '/v2/models/sample/infer'],
    ]);
    assert.deepEqual(await get(shelf, '/v2/models'), [404, { error: 'there is nothing at /v2/models' }]);
    assert.equal((await get(shelf, '/v2/models/sample', 'POST'))[0], 405);
    assert.equal((await get(shelf, '/v2/models/sample/infer', 'POST'))[0], 400);
    assert.equal((await get(shelf, '/v2/models/%E0/ready'))[0], 400);
  });

  for (const targets of [['species'], ['weight'], ['species', 'age', 'male']])
    it(`asked by records, it answers as here: ${targets}`, async () => {
      const predictor = await predictorFor({ targets, outputs: targets.map(target => [target]) });
      const { url, headers } = await serving(predictor);
      const remote = new RemoteRecords(clientOf(url), 16);
      assert.deepEqual(await remote.predict(rows), await predictor.predict(rows));
      assert.deepEqual(await remote.predict(rows[7]), await predictor.predict(rows[7]));
      assert.deepEqual(
        await remote.predict(rows.slice(0, 3), 'label'),
        await predictor.predict(rows.slice(0, 3), 'label'),
      );
      assert.equal(headers.filter(header => header !== undefined).length, headers.length, 'all were binary');
      assert.equal(headers.length, 6); // 60 rows in requests of 16
      const { length, ...rest } = rows[3]!;
      const lacking: Row[] = [{ ...rest, length: null }, rows[2]!];
      assert.deepEqual(await remote.predict(lacking), await predictor.predict(lacking));
      assert.deepEqual(await remote.predict([]), []);
      await remote.dispose();
    });

  it('many at once: each has its own answer, and one that is wrong its own error', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const expected = (await predictor.predict(rows)) as unknown[];
    const { url, headers } = await serving(predictor);
    const remote = new RemoteRecords(clientOf(url), 64);
    const all = Array.from({ length: 1000 }, (_, i) =>
      remote.predict(i % 100 === 7 ? { ...rows[0], male: 'perhaps', length: 1 } : rows[i % 60]).then(
        answer => answer,
        (error: Error) => error.message,
      ),
    );
    for (const [i, answer] of (await Promise.all(all)).entries())
      if (i % 100 === 7) assert.match(String(answer), /"male" must be a number, received "perhaps"/);
      else assert.deepEqual(answer, expected[i % 60]);
    assert.ok(headers.length <= 20, `${headers.length} requests`);
    await assert.rejects(
      remote.predict({ length: 1 }),
      /row 1: "island" is missing; the server's model takes length, island/,
    );
    await remote.dispose();
  });
});

describe('a server that computes a network', () => {
  /** As Triton or MLServer with model.onnx: encoded inputs, raw outputs. */
  async function computing(binary: boolean, shape?: number[]) {
    const model = modelFor({ dataset: await datasetOf(['species']) });
    const local = await createPredictor(model, { engine });
    const { inputs, outputs } = portsOf(model.body.network, model.body.pipeline!);
    const { program } = await place(model.body.onnx, inputs, { engine });
    const said = (ports: typeof inputs | typeof outputs) =>
      ports.map(port => ({ name: port.name, datatype: 'FP32', shape: shape ?? [-1, ...port.shape] }));
    const { url } = await listen(async (request, response) => {
      const reply = (json: object) => response.end(JSON.stringify(json));
      if (request.url === '/v2') return reply({ name: 'peer', extensions: binary ? ['binary_tensor_data'] : [] });
      if (request.method === 'GET')
        return reply({ name: 'sample', platform: 'onnx', inputs: said(inputs), outputs: said(outputs) });
      const asked = readRequest(await bodyOf(request), request.headers[HEADER] as string | undefined);
      const feeds = Object.fromEntries(
        asked.inputs.map(({ name, shape, data }) => [
          name,
          { data: data as Float32Array, shape, dtype: 'float32' as const },
        ]),
      );
      const results = await program.run(feeds);
      const tensors = outputs.map(({ name }): NamedTensor => {
        const { data, shape } = results[name]!;
        return { name, datatype: 'FP32', shape, data: data as Float32Array };
      });
      const written = await writeResponse({ model: 'sample', version: '1', outputs: tensors }, asked);
      if (written.header !== null) response.setHeader(HEADER, written.header);
      response.end(written.bytes);
    });
    const client = clientOf(url);
    const elsewhere = await createPredictor(model, { elsewhere: (i, o) => placeOnServer(client, i, o, 32) });
    return {
      local,
      elsewhere,
      async dispose() {
        await Promise.all([local.dispose(), elsewhere.dispose(), program.dispose()]);
      },
    };
  }

  for (const binary of [true, false])
    it(`the pipeline runs here, and answers are those of an engine here: ${binary ? 'binary' : 'JSON'}`, async () => {
      const { local, elsewhere, dispose } = await computing(binary);
      const near = (a: unknown, b: unknown) => {
        const probabilities = (answer: unknown) =>
          Object.values((answer as { probabilities: Record<string, number> }).probabilities);
        for (const [i, p] of probabilities(a).entries()) assert.ok(Math.abs(p - probabilities(b)[i]!) < 1e-6);
      };
      const [here, there] = [(await local.predict(rows)) as unknown[], (await elsewhere.predict(rows)) as unknown[]];
      for (const [i, answer] of there.entries()) near(answer, here[i]);
      const singles = await Promise.all(rows.map(row => elsewhere.predict(row)));
      for (const [i, answer] of singles.entries()) near(answer, here[i]);
      await dispose();
    });

  it('refuses a model that takes something else', async () => {
    await assert.rejects(
      computing(true, [-1, 4]),
      /must be numbers of the shape \[rows, \d+\], but is FP32 of \[-1, 4\]. Is it this model\?/,
    );
  });
});

describe('a server that does not answer', () => {
  const describing = (url: string, more: object = {}) => clientOf(url, more).describe();

  it('is asked again as often as allowed', async () => {
    let tries = 0;
    const { url } = await listen((_, response) => {
      tries++;
      response.writeHead(503, { 'retry-after': '0' }).end('{"error": "starting"}');
    });
    await assert.rejects(describing(url, { retries: 2 }), /answered 503: starting/);
    assert.equal(tries, 3);
    await assert.rejects(describing(url), /answered 503: starting/);
    assert.equal(tries, 4);
  });

  it('is named with the reason', async () => {
    const { url } = await listen((_, response) => response.end());
    await closeServers();
    await assert.rejects(describing(url), /the server http:\/\/127\.0\.0\.1:\d+ cannot be reached: ECONNREFUSED/);
    const silent = await listen(() => undefined);
    await assert.rejects(describing(silent.url, { timeout: 50 }), /did not answer within 0.05 s/);
    const page = await listen((_, response) => response.end('<html>'));
    await assert.rejects(describing(page.url), /the server's answer is not JSON/);
    const other = await listen((_, response) => response.end('{"message": "hello"}'));
    await assert.rejects(describing(other.url), /does not speak the Open Inference Protocol/);
    const moved = await listen((_, response) => response.writeHead(301, { location: 'http://elsewhere' }).end());
    await assert.rejects(describing(moved.url), /has moved to http:\/\/elsewhere/);
    const refusing = await listen((request, response) =>
      response.writeHead(request.headers.authorization === 'Bearer right' ? 404 : 401).end(),
    );
    await assert.rejects(describing(refusing.url, { token: 'wrong' }), /refuses the request \(401\): check the token/);
    await assert.rejects(describing(refusing.url, { token: 'right' }), /does not have the model "sample"/);
  });

  it('tells all that wait, once', async () => {
    let requests = 0;
    const { url } = await listen((request, response) => {
      if (request.method === 'POST') requests++;
      if (request.url === '/v2') return response.end('{"name": "peer"}');
      if (request.method === 'GET')
        return response.end('{"name": "sample", "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1]}]}');
      response.destroy();
    });
    const remote = new RemoteRecords(clientOf(url), 64);
    const all = await Promise.allSettled([1, 2, 3].map(x => remote.predict({ x })));
    assert.deepEqual(
      all.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    assert.equal(requests, 1);
  });
});
