import assert from 'node:assert/strict';
import vm from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { Problem } from '../../src/errors';
import {
  Dataset,
  expectModel,
  forCrossing,
  kindOf,
  type Model,
  Report,
  revive,
  summaryOf,
  Tensor,
} from '../../src/values';
import { sampleModel, samples } from './samples';

const summary = (kind: string): unknown => JSON.parse(JSON.stringify(samples[kind]));
const never = () => Promise.reject(new Error('must not be called'));

describe('expecting a value', () => {
  for (const [kind, value] of Object.entries(samples)) {
    it(`knows the JSON summary of a ${kind}, and the value itself is none`, () => {
      assert.equal(summaryOf(summary(kind)), kind);
      assert.equal(summaryOf(value), undefined);
    });
  }

  it('names where, what was expected and what came', () => {
    const cases: [unknown, RegExp][] = [
      [undefined, /^msg\.dataset must be a Dataset, received nothing$/],
      [[1, 2], /received an array of 2$/],
      [samples.Model, /received a Model$/],
      [summary('Dataset'), /received the JSON summary of a Dataset, which does not hold the Dataset itself/],
    ];
    for (const [value, message] of cases)
      assert.throws(() => Dataset.expect(value, 'msg.dataset'), { name: 'Problem', message });
  });

  it('refuses a value of another layout of this palette', () => {
    const old = Object.create({ [Symbol.for('tensorwire.Report')]: 0 });
    assert.throws(() => Report.expect(old, 'payload'), /a Report of another version of this palette/);
  });

  it('takes typed arrays of another realm, as function nodes make them', () => {
    const foreign = vm.runInNewContext('[new Int32Array([1, 2]), new Float32Array([1, 2]), new Uint8Array([1, 0])]');
    const tensors = Array.from(foreign as Float32Array[], data => new Tensor(data, [2]));
    assert.deepEqual(
      tensors.map(t => t.dtype),
      ['int32', 'float32', 'bool'],
    );
    assert.ok(tensors[0]!.data instanceof Int32Array);
    assert.deepEqual([...tensors[0]!.data], [1, 2]);
  });

  it('refuses a tensor whose shape holds another number of elements', () => {
    assert.throws(() => new Tensor(new Float32Array(5), [2, 3]), /tensor: shape \[2, 3\] holds 6 elements, received 5/);
  });
});

describe('expecting a model', () => {
  it('takes a Model as it is', async () => {
    assert.equal(await expectModel(samples.Model, never, 'payload'), samples.Model);
  });

  it('loads its JSON summary by name and version', async () => {
    const asked: string[] = [];
    const load = (reference: string) => {
      asked.push(reference);
      return Promise.resolve(samples.Model as Model);
    };
    assert.equal(await expectModel(summary('Model'), load, 'payload'), samples.Model);
    assert.deepEqual(asked, ['sample:3']);
  });

  it('says that the summary of an unsaved model cannot be loaded', async () => {
    const unsaved = JSON.parse(JSON.stringify(sampleModel('lost')));
    await assert.rejects(
      expectModel(unsaved, never, 'payload'),
      /^payload is the JSON summary of the model "lost", which was not saved/,
    );
  });

  it('refuses every other summary', async () => {
    for (const kind of ['Tensor', 'Dataset', 'Network', 'Optimizer', 'Report', 'DataReport'])
      await assert.rejects(expectModel(summary(kind), never, 'payload'), (error: unknown) => {
        assert.ok(error instanceof Problem);
        assert.match(error.message, new RegExp(`must be a Model, received the JSON summary of a ${kind}`));
        return true;
      });
  });
});

describe('crossing to a worker thread', () => {
  for (const [kind, value] of Object.entries(samples)) {
    it(`revives a ${kind}`, async () => {
      const { port1, port2 } = new MessageChannel();
      const arrived = new Promise(resolve => port2.once('message', resolve));
      port1.postMessage(forCrossing(value));
      const revived = revive((await arrived) as ReturnType<typeof forCrossing>);
      port1.close();
      assert.equal(kindOf(revived), kind);
      assert.equal(revived.id, value.id);
      assert.deepEqual(revived.toJSON(), value.toJSON());
      const { body } = revived as { body?: object };
      if (body) assert.equal(Object.prototype.toString.call(body), '[object TensorwireBody]');
    });
  }

  it('shares the memory with the other side', async () => {
    const tensor = new Tensor(new Float32Array(4), [4]);
    const { port1, port2 } = new MessageChannel();
    const arrived = new Promise(resolve => port2.once('message', resolve));
    port1.postMessage(forCrossing(tensor));
    const revived = revive((await arrived) as ReturnType<typeof forCrossing>) as Tensor;
    port1.close();
    tensor.data[2] = 5;
    assert.equal(revived.data[2], 5);
  });
});
