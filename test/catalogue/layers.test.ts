import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { layers } from '../../src/catalogue';
import { constant, mean } from '../../src/graph';
import { appendLayer, buildForward, emptyNetwork } from '../../src/network';
import { ask, type LayerCases, layerTest } from './layer-test';
import { readJson } from './oracle';
import { run } from './run';

// Every layer of the catalogue is tested without being listed: its cases are in cases/<Class>.json.
for (const entry of Object.values(layers).filter(layer => layer.inputs !== 'none'))
  describe(entry.className, () => {
    const file = join(__dirname, 'cases', `${entry.className}.json`);
    if (existsSync(file))
      layerTest(entry, readJson<LayerCases | LayerCases[]>('catalogue', 'cases', `${entry.className}.json`));
    else it('is held against Keras', () => assert.fail(`write its cases to ${file} and ${ask(entry.className)}`));
  });

describe('Dropout in training', () => {
  const network = (rate: number, more: object) =>
    appendLayer(appendLayer(emptyNetwork(), { id: 'x', className: 'InputLayer', args: { shape: [200] } }), {
      id: 'it',
      className: 'Dropout',
      args: { rate, ...more },
    });
  const drop = async (rate: number, step: number, more = {}): Promise<Float32Array> => {
    const x = { data: new Float32Array(100 * 200).fill(1), shape: [100, 200], dtype: 'float32' as const };
    const results = await run({ input: x }, () => {
      const key = constant(step, [], 'int32');
      const { inputs, outputs } = buildForward(network(rate, more), { training: true, key });
      return { inputs: Object.values(inputs), outputs: { y: outputs[0]!, mean: mean(outputs[0]!) } };
    });
    return results.y!.data as Float32Array;
  };

  it('drops the given share and scales the rest by 1 / (1 − rate)', async () => {
    const y = await drop(0.3, 1);
    const dropped = y.filter(v => v === 0).length / y.length;
    // 4 standard deviations of a binomial share over 20,000
    assert.ok(Math.abs(dropped - 0.3) < 4 * Math.sqrt((0.3 * 0.7) / y.length), `dropped ${dropped}`);
    assert.ok(y.every(v => v === 0 || Math.abs(v - 1 / 0.7) < 1e-6));
  });
  it('drops others at the next step, the same at the same step', async () => {
    const [first, again, next] = [await drop(0.5, 1), await drop(0.5, 1), await drop(0.5, 2)];
    assert.deepEqual(again, first);
    const equal = first.filter((v, i) => v === next[i]).length / first.length;
    assert.ok(Math.abs(equal - 0.5) < 0.02, `${equal} are equal`);
  });
  it('drops together what noiseShape joins, and refuses one that does not fit', async () => {
    const y = await drop(0.5, 1, { noiseShape: '-1, 1' });
    for (let row = 0; row < 100; row++) assert.equal(new Set(y.subarray(row * 200, (row + 1) * 200)).size, 1);
    assert.deepEqual([...new Set(y)].sort(), [0, 2]);
    await assert.rejects(drop(0.5, 1, { noiseShape: [null, 3] }), /noiseShape must have 1 or the size of each axis/);
  });
  it('at rate 1 nothing is left, and nothing is NaN', async () => {
    assert.ok((await drop(1, 1)).every(v => v === 0));
  });
});
