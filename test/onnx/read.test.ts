import assert from 'node:assert/strict';
import { layers } from '../../src/catalogue';
import { openSession } from '../../src/engine';
import { readOnnx } from '../../src/engine/ort';
import { wasmEngine } from '../../src/engine/wasm';
import { TensorwireError } from '../../src/errors';
import { hashUniform, topological } from '../../src/graph';
import { encode } from '../../src/onnx/proto';
import { DataType, type Message } from '../../src/onnx/schema';
import type { HostTensor } from '../../src/spec';
import { filesOf } from './layer-files';

const TOLERANCE = 1e-5;

function assertSame(actual: HostTensor, expected: HostTensor, what: string): void {
  assert.deepEqual([...actual.shape], [...expected.shape], `${what}: shape`);
  assert.equal(actual.dtype, expected.dtype, `${what}: dtype`);
  expected.data.forEach((value, i) => {
    const difference = Math.abs(value - actual.data[i]!);
    assert.ok(difference <= TOLERANCE * Math.max(1, Math.abs(value)), `${what}[${i}]: ${actual.data[i]}, not ${value}`);
  });
}

describe('model.onnx, read as a graph and run by the engine of our own', () => {
  for (const { className } of Object.values(layers).filter(layer => layer.inputs !== 'none'))
    it(`${className}: as ONNX Runtime`, async () => {
      for (const { what, bytes, feeds } of filesOf(className)) {
        const { graph, weights } = readOnnx(bytes);
        const ours = await wasmEngine.compile(graph, weights);
        const theirs = await openSession(bytes, 'onnx');
        for (const batch of [1, 5]) {
          const [found, wanted] = [ours.runNow!(feeds(batch)), await theirs.run(feeds(batch))];
          assert.deepEqual(Object.keys(found), Object.keys(wanted));
          assertSame(found.it!, wanted.it!, `${what} on ${batch}`);
        }
        await theirs.dispose();
      }
    });
});

type Options = Partial<Message<'Node'>> & {
  readonly initializer?: Message<'Tensor'>[];
  readonly opset?: number;
  readonly dims?: (string | number)[];
};

/** A file of one node, `it`, from x to y. */
function fileOf(opType: string, { initializer, opset = 18, dims = ['N', 2], ...node }: Options = {}): Uint8Array {
  const dim = dims.map(d => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }));
  const type = { tensorType: { elemType: DataType.float32, shape: { dim } } };
  return encode('Model', {
    opsetImport: [{ version: opset }],
    graph: {
      node: [{ name: 'it', opType, input: ['x'], output: ['y'], ...node }],
      initializer,
      input: [{ name: 'x', type }],
      output: [{ name: 'y', type }],
    },
  });
}
const refuses = (bytes: Uint8Array, message: RegExp | string): void =>
  assert.throws(
    () => readOnnx(bytes),
    error => {
      assert.ok(error instanceof TensorwireError, String(error));
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
      return true;
    },
  );

describe('a model.onnx that cannot be read', () => {
  it('names an op that is not known, its node and opset', () => {
    refuses(fileOf('Foo'), 'model.onnx: node "it": op Foo of opset 18 is not known');
    refuses(fileOf('toString'), 'model.onnx: node "it": op toString of opset 18 is not known');
    refuses(fileOf('Relu', { domain: 'my.own' }), 'model.onnx: node "it": op my.own.Relu of opset 0 is not known');
    refuses(fileOf('Foo', { name: '' }), 'model.onnx: node "y": op Foo of opset 18 is not known');
  });
  it('names a node whose inputs do not fit or are missing', () => {
    const w = { name: 'w', dataType: DataType.float32, dims: [3, 1], floatData: [1, 2, 3] };
    refuses(
      fileOf('MatMul', { input: ['x', 'w'], initializer: [w] }),
      'model.onnx: node "it": MatMul: matmul: [N, 2] · [3, 1]: 2 columns do not fit 3 rows',
    );
    refuses(fileOf('Relu', { input: ['z'] }), 'model.onnx: node "it": Relu: there is no value "z"');
    refuses(fileOf('Add'), 'model.onnx: node "it": Add: input 1 is missing');
    refuses(fileOf('Relu', { output: ['z'] }), 'model.onnx: there is no value "y"');
  });
  it('says that weights lie in another file, or are not as many as their shape has', () => {
    const input = ['x', 'w'];
    const w = { name: 'w', dataType: DataType.float32, dims: [2] };
    refuses(
      fileOf('Add', { input, initializer: [{ ...w, dataLocation: 1 }] }),
      'model.onnx: tensor "w" lies in another file: save the model as one file',
    );
    refuses(
      fileOf('Add', { input, initializer: [{ ...w, floatData: [1] }] }),
      'model.onnx: tensor "w" of shape [2] must have 2 numbers, received 1',
    );
    refuses(fileOf('Add', { input, initializer: [{ ...w, rawData: new Uint8Array(7) }] }), /7 bytes, which are not/);
    refuses(fileOf('Add', { input, initializer: [{ ...w, dataType: 10 }] }), /the type float16 is not supported/);
  });
  it('wants a batch as the only dimension that is open, in the first place', () => {
    const there = 'only the first dimension may be open';
    refuses(fileOf('Relu', { dims: ['N', 'width'] }), `model.onnx: input "x": ${there}, received "width" at axis 1`);
    refuses(fileOf('Relu', { opset: 6 }), /opset 6 is too old/);
  });
  it('is no crash, whatever is broken', () => {
    refuses(new Uint8Array(), 'model.onnx: the file has no graph');
    refuses(new TextEncoder().encode('this is no model'), /not an ONNX file/);
    for (const layer of ['Conv2D', 'LSTM', 'AveragePooling2D', 'Cropping1D', 'BatchNormalization']) {
      const { bytes } = filesOf(layer)[0]!;
      for (let i = 0; i < 300; i++) {
        const [at, to] = hashUniform(2, i);
        const broken = bytes.slice(0, i % 3 === 0 ? Math.floor(at! * bytes.length) : bytes.length);
        broken[Math.floor(at! * bytes.length)] = Math.floor(to! * 256);
        try {
          readOnnx(broken);
        } catch (error) {
          assert.ok(error instanceof TensorwireError, `${layer}, ${i}: ${(error as Error).stack}`);
        }
      }
    }
  });
});

describe('what is read', () => {
  it('has the inputs and outputs of the file, the batch as N, and weights as inputs with their numbers', () => {
    const w = { name: 'w', dataType: DataType.float32, dims: [2], floatData: [1, 2] };
    const one = { name: 'one', dataType: DataType.float32, dims: [1], floatData: [1] };
    const { graph, weights } = readOnnx(
      fileOf('Sum', { input: ['x', 'w', 'one'], initializer: [w, one], dims: ['b', 2] }),
    );
    assert.deepEqual(
      graph.inputs.map(i => [i.attributes.name, i.shape]),
      [
        ['x', ['N', 2]],
        ['w', [2]],
      ],
    );
    assert.deepEqual(weights, { w: { data: Float32Array.of(1, 2), shape: [2], dtype: 'float32' } });
    assert.deepEqual([Object.keys(graph.outputs), graph.outputs.y!.shape], [['y'], ['N', 2]]);
  });
  it('is small: shapes are no longer computed, and our layers keep their names', () => {
    const { graph } = readOnnx(filesOf('Conv2D')[0]!.bytes);
    const nodes = topological(Object.values(graph.outputs));
    assert.ok(nodes.every(node => node.dtype === 'float32'));
    assert.ok(nodes.filter(node => node.op.name === 'conv').every(node => node.scope === 'it'));
  });
});
