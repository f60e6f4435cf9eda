import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync } from 'node:zlib';
import { checkCluster, npy, rayUrl } from '../../src/cluster';
import { eventOf } from '../../src/cluster/ray/events';
import { jobInfo, submit, upload } from '../../src/cluster/ray/jobs';

/** The client of Ray's Jobs API, beside a server that answers as Ray does. */

describe("the client of Ray's Jobs API", () => {
  let server: Server;
  let url = '';
  let answer: (request: IncomingMessage, body: Buffer) => readonly [status: number, text: string];
  before(async () => {
    server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const [status, text] = answer(request, Buffer.concat(parts));
      response.writeHead(status).end(text);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const at = (token = 'token') => ({ url, token });

  it('a cluster that answers tells its version', async () => {
    answer = ({ headers, url: path }) => {
      assert.equal(headers.authorization, 'Bearer token');
      assert.equal(headers['sec-fetch-mode'], undefined, 'Ray takes it for a browser');
      assert.equal(path, '/api/version');
      return [200, '{"version": "4", "ray_version": "2.60.0"}'];
    };
    assert.equal(await checkCluster(at()), '2.60.0');
  });

  it('what is wrong with address, token or version is one sentence', async () => {
    const cases: (readonly [number, string, string, RegExp])[] = [
      [401, 'Unauthorized', '', /asks for a token \(401\): set the token/],
      [403, 'Forbidden', 'wrong', /refuses the token \(403\): check the token/],
      [404, 'not here', 'token', /there is no Ray dashboard at http\S+: it answers 404. The usual port is 8265/],
      [200, '<html>', 'token', /there is no Ray dashboard/],
      [200, '{"ray_version": "2.9.3"}', 'token', /the cluster runs Ray 2.9.3, and Ray 2.51 or newer is needed/],
    ];
    for (const [status, text, token, expected] of cases) {
      answer = () => [status, text];
      await assert.rejects(checkCluster(at(token)), expected);
    }
    await assert.rejects(
      checkCluster({ url: 'http://127.0.0.1:9', token: '' }),
      /nothing listens at http:\/\/127.0.0.1:9/,
    );
    await assert.rejects(checkCluster({ url: 'http://no-machine.invalid', token: '' }), /cannot be reached \(E\w+\)/);
  });

  it('addresses', () => {
    assert.equal(rayUrl('https://ray.example.com/team/'), 'https://ray.example.com/team');
    assert.throws(() => rayUrl('192.168.0.10:8265'), /the URL of a Ray cluster/);
    const withSecrets = [
      'http://me:secret@ray:8265',
      'http://me:secret@ray:8265/?x',
      'me:secret@ray:8265',
      'ftp://me:secret@ray',
      'https://me:se@secret?@ray:8265',
      'http://ray:8265/?token=secret',
      'http://ray:8265/#secret',
    ];
    for (const address of withSecrets)
      assert.throws(
        () => rayUrl(address),
        (error: Error) => /^address must be/.test(error.message) && !/secret/.test(JSON.stringify(error)),
        address,
      );
    assert.throws(() => rayUrl('http://me:secret@ray:8265/?x'), /without a name and a password: set the token/);
  });

  it('a package is uploaded once, and a refusal says why', async () => {
    const asked: string[] = [];
    let has = false;
    answer = ({ method, url: path }) => {
      asked.push(`${method} ${path!.replace(/_pkg_\w+/, '_pkg')}`);
      const known = has;
      has = true;
      return [method === 'PUT' || known ? 200 : 404, ''];
    };
    const uri = await upload(at(), Buffer.from('zip'));
    assert.match(uri, /^gcs:\/\/_ray_pkg_[0-9a-f]{32}\.zip$/);
    assert.equal(await upload(at(), Buffer.from('zip')), uri);
    const path = '/api/packages/gcs/_ray_pkg.zip';
    assert.deepEqual(asked, [`GET ${path}`, `PUT ${path}`, `GET ${path}`]);
    answer = () => [500, 'Traceback …\nValueError: no space left'];
    await assert.rejects(
      submit(at(), { id: 'a', entrypoint: 'b', runtimeEnv: {} }),
      /does not take the job: 500 ValueError: no space left/,
    );
    answer = () => [404, ''];
    assert.equal(await jobInfo(at(), 'a'), null);
  });

  it('events of a log, and nothing else', () => {
    assert.equal(eventOf('2026-01-01 INFO something'), null);
    const event = eventOf(
      'tensorwire: {"event": "epoch", "epoch": 1, "rows": 2, "sums": {"loss": ["nan"]}, "validation": null}',
    );
    assert.ok(event?.event === 'epoch' && Number.isNaN(event.sums.loss![0]));
    const bins = deflateSync(Buffer.from(Float64Array.of(1.5, -2).buffer)).toString('base64');
    const many = eventOf(
      `tensorwire: {"event": "progress", "epoch": 1, "step": 1, "rows": 2, "sums": {"auc": "${bins}"}}`,
    );
    assert.deepEqual(many?.event === 'progress' && many.sums.auc, [1.5, -2]);
    assert.throws(() => eventOf('tensorwire: {"event": "danced"}'), /does not understand/);
  });

  it('an array as a file of NumPy', () => {
    const bytes = Buffer.from(npy(Float32Array.of(1, 2, 3), [3]));
    assert.equal(bytes.readUInt16LE(8) % 64, 54, 'the numbers begin at a multiple of 64 bytes');
    assert.match(bytes.toString('latin1', 10), /^{'descr': '<f4', 'fortran_order': False, 'shape': \(3,\), }/);
    assert.equal(bytes.readFloatLE(bytes.length - 4), 3);
  });
});
