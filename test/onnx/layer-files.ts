import { hashUniform } from '../../src/graph';
import { appendLayer, emptyNetwork, joinNetworks } from '../../src/network';
import type { Feeds, HostTensor, NetworkSpec } from '../../src/spec';
import { writeInference } from '../../src/training/inference-file';
import type { WeightArray } from '../../src/values/model';
import type { LayerCases } from '../catalogue/layer-test';
import { type Numbers, oracle, readJson } from '../catalogue/oracle';

/** Every layer as a file: its cases are those on which it is held against Keras, with the same weights. */

interface Record {
  readonly args: object;
  readonly inputs: readonly (Numbers & { readonly dtype?: 'int32' })[];
  readonly weights: { readonly [name: string]: Numbers };
  readonly training?: boolean;
}
export interface LayerFile {
  readonly what: string;
  readonly bytes: Uint8Array;
  /** new numbers for so many rows */
  feeds(batch: number): Feeds;
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

export function filesOf(layer: string): LayerFile[] {
  const blocks = [readJson<LayerCases | LayerCases[]>('catalogue', 'cases', `${layer}.json`)].flat();
  const integers = blocks[0]!.integers ?? 0;
  return oracle<Record[]>(`layers/${layer}`)
    .filter(record => !record.training)
    .map(record => {
      const weights = Object.entries(record.weights).map(([name, { shape, data }]): [string, WeightArray] => [
        `it/${name}`,
        { shape, data: Float32Array.from(data) },
      ]);
      return {
        what: `${JSON.stringify(record.args)} on ${record.inputs.map(x => `[${x.shape.slice(1)}]`).join(' ')}`,
        bytes: writeInference(network(layer, record), Object.fromEntries(weights)),
        feeds: batch =>
          Object.fromEntries(record.inputs.map((x, i) => [`x${i}`, rows(batch, x, integers, 10 * batch + i)])),
      };
    });
}
