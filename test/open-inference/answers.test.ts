import assert from 'node:assert/strict';
import { Problem, RemoteRecords } from '../../src';
import { answersOf } from '../../src/open-inference/client/answers';
import { Gatherer } from '../../src/open-inference/client/gatherer';
import { PLATFORM } from '../../src/open-inference/protocol/metadata';
import type { NamedTensor } from '../../src/open-inference/protocol/tensors';
import { closeAll, predictorFor, rows } from '../inference/by-hand';
import { clientOf, closeServers, listen, serving } from './peer';

afterEach(async () => {
  await closeServers();
  await closeAll();
});

describe('answers of a server', () => {
  it('each element is read once, however many rows there are', () => {
    const texts = Array.from({ length: 2000 }, (_, i) => `text ${i}`);
    let reads = 0;
    const data = new Proxy(texts, {
      get(target, key, receiver) {
        reads++;
        return Reflect.get(target, key, receiver);
      },
    });
    const output: NamedTensor = { name: 'y', datatype: 'BYTES', shape: [1000, 2], data };
    const metadata = { name: 'm', platform: 'other', inputs: [], outputs: [] };
    const answers = answersOf(metadata, [output], 1000, 'scores');
    assert.deepEqual(answers[999], { y: ['text 1998', 'text 1999'] });
    assert.ok(reads < 10 * texts.length, `${reads} reads`);
  });

  for (const labels of ['[', '{"a": 1}', '[1]'])
    it(`labels that are none are an error that says so: ${labels}`, () => {
      const metadata = {
        ...{ name: 'm', platform: PLATFORM, inputs: [] },
        outputs: [{ name: 'kind', datatype: 'FP64', shape: [-1, 1], parameters: { labels } }],
      };
      const output: NamedTensor = { name: 'kind', datatype: 'FP64', shape: [1, 1], data: Float64Array.of(1) };
      assert.throws(
        () => answersOf(metadata, [output], 1, 'scores'),
        (error: Error) =>
          error instanceof Problem && /labels of the server's output "kind" must be/.test(error.message),
      );
    });

  it('a server that does not say what the model takes is an error that says so', async () => {
    const { url } = await listen((_, response) => response.end('{"name": "sample"}'));
    const remote = new RemoteRecords(clientOf(url), 16);
    for (const payload of [{ x: 1 }, [{ x: 1 }], [1]])
      await assert.rejects(remote.predict(payload), /the server does not say what the model takes/);
    await remote.dispose();
  });

  it('what is asked just as the last answers arrive is answered, too', async () => {
    const predictor = await predictorFor({ targets: ['species'] });
    const { url } = await serving(predictor);
    const client = clientOf(url);
    const gatherer = new Gatherer(client, 16);
    const { metadata } = await client.describe();
    const inputs = metadata.inputs.map(({ name, datatype }): NamedTensor => {
      const value = rows[0]![name as keyof (typeof rows)[0]];
      const data = datatype === 'BYTES' ? [String(value)] : Float64Array.of(Number(value));
      return { name, datatype: datatype as NamedTensor['datatype'], shape: [1, 1], data };
    });
    for (let turns = 0; turns < 10; turns++) {
      await gatherer.infer(inputs);
      for (let i = 0; i < turns; i++) await Promise.resolve();
      assert.equal((await gatherer.infer(inputs))[0]!.shape[0], 1);
    }
    client.close();
  });
});
