import assert from 'node:assert/strict';
import { openModelFile } from '../../src/engine/open';
import { explainingOf } from '../../src/explanation/explaining';
import { boxOf } from '../../src/explanation/heat-maps/heat-maps';
import { mappedColumn } from '../../src/explanation/heat-maps/mapped-column';
import { fallsByPlace, occluded, windowsOf } from '../../src/explanation/heat-maps/occlusion';
import { resized } from '../../src/explanation/heat-maps/resize';
import { playersOf } from '../../src/explanation/players';
import { portsOf } from '../../src/inference/ports';
import { addOutput, appendLayer, asMembers, emptyNetwork, withMembers } from '../../src/network';
import type { NetworkSpec, Pipeline, TargetPipeline } from '../../src/spec';
import { writeInference } from '../../src/training/inference-file';
import type { WeightArray } from '../../src/values/model';
import { readJson } from '../catalogue/oracle';

interface Numbers {
  readonly shape: number[];
  readonly data: number[];
}
/** What captum says of one network and one row. */
interface Case {
  readonly sides: number[];
  readonly channels: number;
  readonly classes: number;
  readonly patch: number;
  readonly target: number;
  readonly kernels: Numbers[];
  readonly dense: Numbers;
  readonly input: number[];
  readonly places: number[];
  readonly gradCam: number[];
  readonly resized: number[];
  readonly occlusion: number[];
}
const cases = readJson<Record<string, Case>>('oracle', 'heat_maps.json');
const NAMES = ['a', 'b', 'c'];

function networkOf({ sides, channels, classes, kernels }: Case): NetworkSpec {
  const shape = [...sides, channels];
  let network = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape } });
  const className = sides.length === 2 ? 'Conv2D' : 'Conv1D';
  for (const [i, { shape: kernel }] of kernels.entries()) {
    const args = { filters: kernel.at(-1), kernelSize: kernel.slice(0, -2), activation: 'relu', useBias: false };
    network = appendLayer(network, { id: `conv${i}`, className, label: `conv${i}`, args });
  }
  network = appendLayer(network, { id: 'flat', className: 'Flatten', args: {} });
  const activation = classes > 1 ? 'softmax' : 'linear';
  const args = { units: classes, activation, useBias: false };
  network = appendLayer(network, { id: 'out', className: 'Dense', label: 'out', args });
  return addOutput(network, { call: network.heads[0]! });
}

const weightsOf = ({ kernels, dense }: Case): Record<string, WeightArray> =>
  Object.fromEntries(
    [...kernels.entries(), ['out', dense] as const].map(([name, { shape, data }]) => [
      `${name === 'out' ? 'out' : `conv${name}`}/kernel`,
      { shape, data: Float32Array.from(data) },
    ]),
  );

function pipelineOf({ sides, channels, classes }: Case): Pipeline {
  const identity = { transform: { kind: 'identity' as const } };
  const target: TargetPipeline =
    classes === 1
      ? { name: 'y', type: 'number', task: 'regression', shape: [1], ...identity }
      : {
          ...{ name: 'y', type: 'category', task: 'classification', shape: [classes] },
          ...{ classes: NAMES.slice(0, classes), transform: { kind: 'index', categories: NAMES.slice(0, classes) } },
        };
  const features = [{ name: 'x', type: 'tensor' as const, shape: [...sides, channels], ...identity }];
  return { version: 1, features, targets: [target] };
}

async function explained(network: NetworkSpec, weights: Record<string, WeightArray>, of: Case) {
  const { program } = await openModelFile(writeInference(network, weights), 'wasm');
  const pipeline = pipelineOf(of);
  const { inputs } = portsOf(network, pipeline);
  const players = playersOf(pipeline, inputs);
  const row = [{ data: Float32Array.from(of.input), shape: inputs[0]!.shape }];
  const explaining = explainingOf({ name: 'm', network, pipeline, weights, calibration: null }, program, null);
  const request = { method: 'grad-cam', layer: '', target: 0, chosen: Int32Array.of(of.target) } as const;
  return { explaining, players, row, request };
}

function near(found: ArrayLike<number>, expected: ArrayLike<number>, most = 2e-5): void {
  assert.equal(found.length, expected.length);
  for (let i = 0; i < found.length; i++)
    assert.ok(Math.abs(found[i]! - expected[i]!) < most, `at ${i}: ${found[i]}, ${expected[i]}`);
}

describe('maps of pictures and sequences', () => {
  for (const [name, of] of Object.entries(cases)) {
    it(`Grad-CAM of a ${name} is captum's`, async () => {
      const { explaining, row, request } = await explained(networkOf(of), weightsOf(of), of);
      const found = await explaining.gradCam(1, row, request);
      assert.deepEqual([found.layer, found.sides], ['conv1', of.places]);
      assert.ok(of.gradCam.some(value => value > 0.01));
      near(found.data, of.gradCam);
      near(resized(found.data, found.sides, of.sides), of.resized);
      const first = await explaining.gradCam(1, row, { ...request, layer: 'conv0' });
      assert.equal(first.layer, 'conv0');
      assert.ok(first.sides[0]! > found.sides[0]!);
    });

    it(`occlusion of a ${name} is captum's`, async () => {
      const network = networkOf(of);
      const { explaining, players, row } = await explained(network, weightsOf(of), of);
      const column = mappedColumn('m', network, players, '');
      assert.deepEqual([column.kind, column.sides], [of.sides.length === 2 ? 'picture' : 'sequence', of.sides]);
      const windows = windowsOf(column, of.patch);
      const answers = async (rows: number, inputs: typeof row) => {
        const [{ data, width }] = (await explaining.outputs(rows, inputs)) as [{ data: Float32Array; width: number }];
        return Array.from({ length: rows }, (_, i) => data[i * width + of.target]!);
      };
      const [whole] = await answers(1, row);
      const zeros = [new Float32Array(of.input.length)];
      const without = await answers(windows.places.length, occluded(row, column, windows.places, zeros) as typeof row);
      near(
        fallsByPlace(
          of.sides,
          windows,
          without.map(answer => whole! - answer),
        ),
        of.occlusion,
      );
    });
  }

  it('of an ensemble Grad-CAM is the mean of its members', async () => {
    const of = cases.picture!;
    const one = networkOf(of);
    const network = asMembers(withMembers(one, 2));
    assert.ok(network.outputs[0]!.members);
    const own = weightsOf(of);
    const copies = network.layers.filter(({ id }) =>
      /Conv2D|Dense/.test(network.layers.find(l => l.id === id)!.className),
    );
    const weights = Object.fromEntries(
      copies.map(({ id, label }) => {
        const key = Object.keys(own).find(
          name => id.startsWith(name.split('/')[0]!) || label.startsWith(name.split('/')[0]!),
        )!;
        return [`${id}/kernel`, own[key]!];
      }),
    );
    const { explaining, row, request } = await explained(network, weights, of);
    near((await explaining.gradCam(1, row, request)).data, of.gradCam);
  });

  it('of a picture with more places than a function may have arguments', () => {
    const map = new Float64Array(500 * 500);
    assert.equal(boxOf(map, [500, 500]), null);
    map[3 * 500 + 7] = 1;
    assert.deepEqual(boxOf(map, [500, 500]), { from: [3, 7], to: [3, 7] });
  });

  it('what cannot be mapped is an error that says why, and what to do', async () => {
    const of = cases.picture!;
    const { explaining, row, request, players } = await explained(networkOf(of), weightsOf(of), of);
    await assert.rejects(
      explaining.gradCam(1, row, { ...request, layer: 'other' }),
      /layer must be empty, or a layer of the model \(.*conv0, conv1, flatten\)/,
    );
    await assert.rejects(
      explaining.gradCam(1, row, { ...request, layer: 'flatten' }),
      /layer must be a layer whose result has one or two sides and channels/,
    );
    const column = mappedColumn('m', networkOf(of), players, '');
    assert.throws(() => windowsOf({ ...column, sides: [200, 200] }, 1), /patch must be large enough for at most 10000/);
    assert.throws(() => mappedColumn('m', networkOf(of), [], ''), /m: has no column of pictures or sequences/);
    assert.throws(() => mappedColumn('m', networkOf(of), players, 'z'), /columns must be an array column \(x\)/);
    await assert.rejects(explaining.attribute(1, row, { method: 'auto' }), /keeps no training rows/);
  });
});
