import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OnnxModel, readOnnx } from '../../src/engine/ort';
import { openModel } from '../../src/engine/wasm';
import { TensorwireError } from '../../src/errors';
import { DEFAULT_LIMITS, inputName, known, setLimits, uniformSequence } from '../../src/graph';
import { decode, encode } from '../../src/onnx/proto';
import type { Message } from '../../src/onnx/schema';
import type { Feeds, HostTensor } from '../../src/spec';
import { filesOf } from './layer-files';

/**
 * Valid files with random but reproducible changes: each is read and run, or rejected with a message, and none takes
 * more than a second of CPU time. FUZZ_RUNS and FUZZ_SEED: more of them, and others.
 */

const RUNS = Number(process.env.FUZZ_RUNS ?? 1600);
const next = uniformSequence(Number(process.env.FUZZ_SEED ?? 1));
const below = (count: number): number => Math.floor(next() * count);
const one = <T>(list: readonly T[]): T => list[below(list.length)]!;

const folder = join(__dirname, '../cases/models');
const LAYERS = [
  ...['Conv2D', 'Conv1DTranspose', 'DepthwiseConv2D', 'LSTM', 'GRU', 'AveragePooling2D', 'MaxPooling2D', 'Cropping1D'],
  ...['BatchNormalization', 'LayerNormalization', 'Embedding', 'MultiHeadAttention', 'Dot', 'UpSampling2D', 'Softmax'],
];

function seeds(): Uint8Array[] {
  const cases = readdirSync(folder).filter(name => name.endsWith('.onnx'));
  return [
    ...cases.map(name => new Uint8Array(readFileSync(join(folder, name)))),
    ...LAYERS.flatMap(layer => filesOf(layer).slice(0, 2)).map(({ bytes }) => bytes),
  ];
}

/** Bytes that are changed, missing, doubled, or from another file. */
function shaken(bytes: Uint8Array, other: Uint8Array): Uint8Array {
  const [at, length] = [below(bytes.length), 1 + below(12)];
  const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (below(6)) {
    case 0:
      return before;
    case 1:
      return Uint8Array.from(bytes, (byte, i) => (i === at ? below(256) : byte));
    case 2:
      return Buffer.concat([before, new Uint8Array(length).fill(255), behind.subarray(length)]);
    case 3:
      return Buffer.concat([before, behind.subarray(length)]);
    case 4:
      return Buffer.concat([before, behind.subarray(0, length), behind]);
    default:
      return Buffer.concat([before, other.subarray(below(other.length)).subarray(0, 40), behind]);
  }
}

const EXTREME = [0, 1, -1, 2, 7, 255, 2 ** 31 - 1, -(2 ** 31), 2 ** 40, 2 ** 53 - 1, -(2 ** 53 - 1)];
const OPS = ['Concat', 'Reshape', 'MatMul', 'Conv', 'Pad', 'Slice', 'Split', 'Gather', 'ReduceSum', 'Scan', 'Expand'];
/** fields of 32 bits */
const INT32 = /^(dataType|elemType|type|dataLocation)$/;
type Any = Record<string, unknown>;

/** A file of the same form in which a number, a name or an op was changed. */
function bent(bytes: Uint8Array): Uint8Array {
  const model = decode('Model', bytes);
  const leaves: (() => void)[] = [];
  const names: string[] = [];
  const visit = (value: unknown, key: string | number, holder: Any | unknown[]): void => {
    const put = (changed: unknown): void => {
      (holder as Any)[key] = changed;
    };
    if (typeof value === 'number') leaves.push(() => put(INT32.test(String(key)) ? below(20) : one(EXTREME)));
    else if (typeof value === 'string') {
      names.push(value);
      leaves.push(() => put(key === 'opType' ? one(OPS) : one(names)));
    } else if (ArrayBuffer.isView(value)) leaves.push(() => put((value as Uint8Array).subarray(0, below(9))));
    else if (Array.isArray(value)) {
      leaves.push(
        () => void value.splice(below(value.length + 1), below(2), ...(value.length > 0 ? [one(value)] : [])),
      );
      value.forEach((inner, i) => void visit(inner, i, value));
    } else if (value && typeof value === 'object')
      for (const [name, inner] of Object.entries(value)) if (name !== 'int32Data') visit(inner, name, value as Any);
  };
  visit(model.graph, 'graph', model as unknown as Any);
  for (let i = 0; i < 1 + below(3); i++) one(leaves)();
  // the writer has numbers of up to 2⁵³, the reader all of them
  if (JSON.stringify(model.graph).includes(String(2 ** 63))) return shaken(bytes, bytes);
  return encode('Model', model as Message<'Model'>);
}

/** A row of zeros of what is fed. */
function run({ graph, weights }: OnnxModel): void {
  const fed = graph.inputs.filter(input => !(inputName(input) in weights));
  const program = openModel(graph, weights);
  const feeds = fed.map(({ attributes, shape, dtype }): [string, HostTensor] => {
    const sizes = known(shape, 1);
    const count = sizes.reduce((a, b) => a * b, 1);
    const data =
      dtype === 'float32' ? new Float32Array(count) : dtype === 'int32' ? new Int32Array(count) : new Uint8Array(count);
    return [String(attributes.name), { shape: sizes, dtype, data }];
  });
  program.runNow!(Object.fromEntries(feeds) as Feeds);
}

describe('files that are broken at random', () => {
  // so that what is run takes a moment; each limit is held by tests of its own
  before(() => setLimits({ elements: 2 ** 20, constants: 2 ** 16, indices: 2 ** 18 }));
  after(() => setLimits({}));

  it(`${RUNS} of them are read and run, or refused by name, in a moment`, () => {
    const files = seeds();
    let [read, ran] = [0, 0];
    const problems: string[] = [];
    for (let i = 0; i < RUNS; i++) {
      const bytes = i % 2 ? shaken(one(files), one(files)) : bent(one(files));
      const began = process.cpuUsage();
      try {
        const model = readOnnx(bytes);
        read++;
        run(model);
        ran++;
      } catch (error) {
        if (!(error instanceof TensorwireError)) problems.push(`file ${i}: ${(error as Error).stack}`);
      }
      const { user, system } = process.cpuUsage(began);
      if (user + system > 1e6) problems.push(`file ${i} took ${((user + system) / 1e6).toFixed(1)} s`);
    }
    console.log(`      ${read} read, ${ran} of them run, ${RUNS - read} refused`);
    assert.deepEqual(problems.slice(0, 5), []);
    assert.ok(ran > RUNS / 20 && read < RUNS * 0.9, 'some are whole, and many are not');
  });

  it('100 more within the usual limits: reading alone never makes what is not there', () => {
    setLimits(DEFAULT_LIMITS);
    const files = seeds();
    for (let i = 0; i < 100; i++) {
      const before = process.memoryUsage().arrayBuffers;
      const bytes = bent(one(files));
      try {
        readOnnx(bytes);
      } catch (error) {
        assert.ok(error instanceof TensorwireError, (error as Error).stack);
      }
      assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 27);
    }
  });
});
