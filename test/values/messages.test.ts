import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { kindOf, Report, Tensor, type Value } from '../../src/values';
import { samples } from './samples';

// Node-RED's own code: what happens to a message on a second wire, and in a debug node.
const { util } = createRequire(import.meta.url)('@node-red/util') as {
  util: {
    cloneMessage<T>(message: T): T;
    encodeObject(message: { msg: unknown }, options?: object): { format: string; msg: string };
    compareObjects(a: unknown, b: unknown): boolean;
    getMessageProperty(message: object, path: string): unknown;
  };
};
const { types } = createRequire(import.meta.url)('node:util') as typeof import('node:util');

/** Every typed array reachable from a value, with the path to it. */
function arrays(value: unknown, path = ''): [string, ArrayBufferView][] {
  if (ArrayBuffer.isView(value)) return [[path, value]];
  if (typeof value !== 'object' || value === null || types.isSharedArrayBuffer(value)) return [];
  return Object.entries(value).flatMap(([key, v]) => arrays(v, `${path}/${key}`));
}

for (const [kind, value] of Object.entries(samples)) {
  describe(`a ${kind} on a message`, () => {
    const clones: Record<string, (v: Value) => Value> = {
      alone: v => util.cloneMessage(v),
      'as the payload': v => util.cloneMessage({ payload: v }).payload,
      'nested in objects and arrays': v => util.cloneMessage({ a: [{ b: v }] }).a[0]!.b,
      'twice, over two wires': v => util.cloneMessage({ payload: util.cloneMessage({ payload: v }).payload }).payload,
    };
    for (const [how, clone] of Object.entries(clones)) {
      it(`is the same value after a clone ${how}`, () => {
        const copy = clone(value);
        assert.notEqual(copy, value);
        assert.equal(kindOf(copy), kind);
        assert.equal(copy.id, value.id);
        assert.deepEqual(copy.toJSON(), value.toJSON());
        assert.equal(String(copy), String(value));
      });
    }

    it('shares its memory with its clones', () => {
      const copy = util.cloneMessage(value);
      const before = arrays(value);
      assert.deepEqual(
        arrays(copy).map(([path, a]) => [path, a.buffer]),
        before.map(([path, a]) => [path, a.buffer]),
      );
      if (Tensor.is(value) && Tensor.is(copy)) assert.equal(copy.data.buffer, value.data.buffer);
    });

    it('lets what its JSON shows be read as properties, as JSON', () => {
      const copy = util.cloneMessage(value) as unknown as Record<string, unknown>;
      const json = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
      assert.ok(Object.keys(json).length >= 2);
      for (const [key, expected] of Object.entries(json)) {
        assert.deepEqual(JSON.parse(JSON.stringify(copy[key])), expected, key);
        assert.deepEqual(util.getMessageProperty({ payload: copy }, `payload.${key}`), copy[key], key);
      }
    });

    it('gives copies of its parts, so that a flow that changes one changes nothing else', () => {
      const before = String(value);
      const open = value as unknown as Record<string, unknown>;
      for (const key of [...Object.keys(value.toJSON()), 'history']) {
        const part = open[key];
        if (typeof part === 'object' && part !== null && !Object.hasOwn(value, key)) Object.assign(part, { added: 1 });
      }
      Object.assign(value.toJSON(), { added: 1 });
      assert.equal(String(value), before);
    });

    it('is unfolded by a debug node as its JSON, alone and in a complete message', () => {
      const alone = util.encodeObject({ msg: value }, { maxLength: 1000 });
      assert.equal(alone.format, 'Object');
      assert.deepEqual(JSON.parse(alone.msg), JSON.parse(JSON.stringify(value)));
      const whole = util.encodeObject({ msg: { payload: value } }, { maxLength: 1000 });
      assert.equal(whole.format, 'Object');
      assert.deepEqual(JSON.parse(whole.msg), { payload: JSON.parse(JSON.stringify(value)) });
      assert.ok(inspect(value).startsWith(`${kind} {`));
    });

    it('has none of what Node-RED trips over', () => {
      assert.equal(Object.prototype.toString.call(value), '[object Object]');
      assert.equal((value as { name?: unknown }).name, undefined);
      assert.ok(!('name' in value), 'a property called name');
      assert.ok(!/error/i.test(value.constructor.name));
      assert.ok(!Object.isFrozen(value));
      const copy = util.cloneMessage(value) as Value & { note?: string };
      copy.note = 'mine';
      assert.equal((value as { note?: string }).note, undefined);
    });
  });
}

describe('values on messages', () => {
  it('are told apart by the filter node, also where their numbers are the same', () => {
    const [a, b] = [0, 1].map(() => new Tensor(Float32Array.of(1, 2), [2]));
    assert.ok(!util.compareObjects(a, b));
    assert.ok(util.compareObjects(a, util.cloneMessage(a)));
  });

  it('clone three million-number tensors in a fraction of the time of the bare arrays, to the same numbers', () => {
    const numbers = [1, 2, 3].map(k => Float32Array.from({ length: 1_000_000 }, (_, i) => i * k));
    const values = { payload: numbers.map(data => new Tensor(data, [1000, 1000])) };
    const time = (f: () => unknown, repeats: number) => {
      const start = process.hrtime.bigint();
      for (let i = 0; i < repeats; i++) f();
      return Number(process.hrtime.bigint() - start) / repeats;
    };
    util.cloneMessage(values);
    const ours = time(() => util.cloneMessage(values), 20);
    const bare = time(() => util.cloneMessage({ payload: numbers }), 1);
    assert.ok(ours * 200 < bare, `values took 1/${Math.round(bare / ours)} of the time of bare arrays`);
    const copy = util.cloneMessage(values);
    for (const [k, tensor] of copy.payload.entries()) assert.deepEqual(tensor.data, numbers[k]);
  });

  it('write numbers that JSON has no word for as null', () => {
    const report = new Report({ ...(samples.Report as Report).data, metrics: { roc_auc: Number.NaN } });
    assert.deepEqual(JSON.parse(JSON.stringify(report)).metrics, { roc_auc: null });
  });
});
