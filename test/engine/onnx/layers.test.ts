import assert from 'node:assert/strict';
import { layers } from '../../../src/catalogue';
import { type Feeds, type HostTensor, openSession } from '../../../src/engine';
import { hashUniform } from '../../../src/graph';
import { appendLayer, emptyNetwork, joinNetworks, type NetworkSpec } from '../../../src/network';
import { writeInference } from '../../../src/training/inference-file';
import type { WeightArray } from '../../../src/values/model';
import type { LayerCases } from '../../catalogue/layer-test';
import { type Numbers, oracle, readJson } from '../../catalogue/run';
import { engineName } from '../../engines';
import { judge, pythonIsThere, type Verdict } from './python';

/**
 * Every layer as `model.onnx` has it: its cases are those on which it is held against Keras, with the same weights, for
 * one row and for five.
 */
const BATCHES = [1, 5];
const TOLERANCE = 1e-5;

interface Record {
  readonly args: object;
  readonly inputs: readonly (Numbers & { readonly dtype?: 'int32' })[];
  readonly weights: { readonly [name: string]: Numbers };
  readonly training?: boolean;
}
interface Trial {
  readonly layer: string;
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly feeds: Feeds;
}

function network(className: string, { args, inputs }: Record): NetworkSpec {
  const heads = inputs.map(({ shape, dtype = 'float32' }, i) => {
    const layer = { id: `x${i}`, className: 'InputLayer', label: `x${i}`, args: { shape: shape.slice(1), dtype } };
    return appendLayer(emptyNetwork(), layer);
  });
  return appendLayer(joinNetworks(heads), { id: 'it', className, label: 'it', args: { ...args } });
}

function rows(count: number, { shape, dtype }: Record['inputs'][number], integers: number, key: number): HostTensor {
  const whole = [count, ...shape.slice(1)];
  const numbers = hashUniform(
    whole.reduce((a, d) => a * d, 1),
    key,
  );
  return dtype === 'int32'
    ? { shape: whole, dtype, data: Int32Array.from(numbers, u => Math.floor(u * integers)) }
    : { shape: whole, dtype: 'float32', data: numbers.map(u => 2 * u - 1) };
}

function trialsOf(layer: string): Trial[] {
  const blocks = [readJson<LayerCases | LayerCases[]>('catalogue', 'cases', `${layer}.json`)].flat();
  const integers = blocks[0]!.integers ?? 0;
  return oracle<Record[]>(`layers/${layer}`)
    .filter(record => !record.training)
    .flatMap(record => {
      const weights = Object.entries(record.weights).map(([name, { shape, data }]): [string, WeightArray] => [
        `it/${name}`,
        { shape, data: Float32Array.from(data) },
      ]);
      const bytes = writeInference(network(layer, record), Object.fromEntries(weights));
      return BATCHES.map(batch => ({
        layer,
        what: `${JSON.stringify(record.args)} on ${batch} of ${record.inputs.map(x => `[${x.shape.slice(1)}]`).join(' ')}`,
        bytes,
        feeds: Object.fromEntries(record.inputs.map((x, i) => [`x${i}`, rows(batch, x, integers, 10 * batch + i)])),
      }));
    });
}

describe(`every layer's ONNX file, run as ${engineName}`, () => {
  const all = Object.values(layers).filter(layer => layer.inputs !== 'none');
  const trials: (Trial & { verdict?: Verdict })[] = [];
  before(function () {
    if (!engineName.startsWith('onnx') || !pythonIsThere()) this.skip();
    trials.push(...all.flatMap(layer => trialsOf(layer.className)));
    for (const [i, verdict] of judge(trials).entries()) trials[i]!.verdict = verdict;
  });

  for (const { className } of all)
    it(`${className}: passes the checker, and Python's onnxruntime gives the same numbers`, async () => {
      const own = trials.filter(t => t.layer === className);
      assert.ok(own.length > 0);
      for (const { what, bytes, feeds, verdict } of own) {
        const session = await openSession(bytes, engineName);
        const { it: ours } = await session.run(feeds);
        await session.dispose();
        const { inputs, opsets, outputs } = verdict!;
        assert.deepEqual(opsets, { '': 18 }, what);
        for (const dims of Object.values(inputs)) assert.equal(dims[0], 'N', what);
        const theirs = outputs.it!;
        assert.deepEqual([...ours!.shape], theirs.shape, what);
        theirs.data.forEach((value, i) => {
          const difference = Math.abs(value - ours!.data[i]!);
          assert.ok(difference <= TOLERANCE * Math.max(1, Math.abs(value)), `${what}: ${ours!.data[i]} and ${value}`);
        });
      }
    });
});
