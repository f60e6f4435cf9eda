import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../src/engine';
import { openSession } from '../../src/engine';
import { readOnnx } from '../../src/engine/ort';
import { TensorwireError } from '../../src/errors';
import type { Feeds, HostTensor } from '../../src/spec';
import { float, int } from '../engine/helpers';
import { cpuEngine } from '../engines';

/**
 * Files that were once read or run wrongly, with the right results: on every engine that accepts them, else rejected
 * with a message.
 */

interface Case {
  readonly feeds: Feeds;
  /** null: only a rejection with a message is right */
  readonly wanted: HostTensor | null;
  /** what an engine that does not accept it must say */
  readonly refused?: RegExp;
}

const rows = float([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9.5]);
const exps = [0, 1, 2].map(c => [0, 1, 2].map(r => Math.exp([1, 4, 7][r]! + c + (c === 2 && r === 2 ? 0.5 : 0))));
const overBatch = [0, 1, 2].flatMap(r => exps.map(column => column[r]! / column.reduce((a, b) => a + b)));
const flat = [1, 2, 3, 4, 5, 6, 7, 8, 9.5];
/** Softmax over each of 3 rows, whatever the batch. */
const softmaxed = (numbers: readonly number[], width: number): number[] =>
  numbers.map((v, i) => {
    const row = numbers.slice(i - (i % width), i - (i % width) + width).map(Math.exp);
    return Math.exp(v) / row.reduce((a, b) => a + b);
  });
const CASES: Readonly<Record<string, readonly Case[]>> = {
  softmax_over_batch: [{ feeds: { x: rows }, wanted: float([3, 3], overBatch) }],
  centre_over_batch: [{ feeds: { x: rows }, wanted: float([3, 3], [-3, -3, -19 / 6, 0, 0, -1 / 6, 3, 3, 10 / 3]) }],
  reshape_across_batch: [
    { feeds: { x: rows }, wanted: float([3, 3], softmaxed(flat, 3)) },
    { feeds: { x: float([2, 3], flat.slice(0, 6)) }, wanted: float([2, 3], softmaxed(flat.slice(0, 6), 2)) },
  ],
  constant_of_batch_matmul: [{ feeds: { x: rows }, wanted: float([3, 2], [6, 9, 6, 9, 6, 9]) }],
  constant_of_batch_concat: [
    { feeds: { x: rows }, wanted: float([3, 5], [1, 2, 3, 6, 9, 4, 5, 6, 6, 9, 7, 8, 9.5, 6, 9]) },
  ],
  native_conv_pad_maxpool: [
    {
      feeds: {
        x: float(
          [1, 4, 4, 2],
          Float32Array.from({ length: 32 }, (_, i) => -1 - i),
        ),
      },
      wanted: float([1, 2, 2, 2], [0, 0, 0, 0, 0, 0, -23, -23]),
    },
  ],
  int64_mul: [
    { feeds: { x: int([1], [100000]) }, wanted: null, refused: /beyond 32 bits|not a number of 32 bits/ },
    { feeds: { x: int([1], [1000]) }, wanted: int([1], [1e6]), refused: /beyond 32 bits/ },
  ],
  int64_ids: [{ feeds: { ids: int([1, 3], [0, 4, -1]) }, wanted: float([1, 3, 2], [0, 1, 8, 9, 8, 9]) }],
  int64_out: [{ feeds: { x: rows }, wanted: int([3], [2, 2, 2]) }],
  cast_uint8: [{ feeds: { x: int([3], [300, -1, 7]) }, wanted: float([3], [44, 255, 7]), refused: /beyond 0 to 255/ }],
  onehot_negative: [
    { feeds: { i: int([3], [0, -1, 2]) }, wanted: float([3, 4], [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0]) },
  ],
  reducemean_int: [
    { feeds: { x: int([2], [3, 4]) }, wanted: int([], [3]) },
    { feeds: { x: int([2], [-3, -4]) }, wanted: int([], [-3]) },
    { feeds: { x: int([2], [2000000001, 0]) }, wanted: int([], [1000000000]) },
  ],
  slice9_int64max_attribute: [{ feeds: { x: float([3], [1, 2, 3]) }, wanted: float([2], [2, 3]) }],
};

const bytesOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(__dirname, '../cases/models', `${name}.onnx`)));

/** The interpreter, for the sizes that come. */
async function interpreted(onnx: Uint8Array): Promise<Program> {
  const engine = await cpuEngine();
  return {
    async run(feeds) {
      const sizes = Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, shape]));
      const { graph, weights } = readOnnx(onnx, sizes);
      return (await engine.compile(graph, weights)).run(feeds);
    },
    async dispose() {},
  };
}

const ENGINES: Readonly<Record<string, (onnx: Uint8Array) => Promise<Program>>> = {
  wasm: onnx => openSession(onnx, 'wasm'),
  onnx: onnx => openSession(onnx, 'onnx'),
  auto: onnx => openSession(onnx),
  interpreter: interpreted,
};

describe('files that were read or run wrongly', () => {
  for (const [engine, open] of Object.entries(ENGINES))
    for (const [name, cases] of Object.entries(CASES))
      it(`${name}, ${engine}: the right numbers, or a refusal by name`, async () => {
        for (const { feeds, wanted, refused } of cases) {
          let found: HostTensor;
          try {
            const program = await open(bytesOf(name));
            found = Object.values(await program.run(feeds))[0]!;
            await program.dispose();
          } catch (error) {
            assert.ok(error instanceof TensorwireError, String((error as Error).stack));
            assert.match(error.message, refused ?? /^$/);
            continue;
          }
          assert.ok(wanted, `must be refused, gave ${found.data}`);
          assert.deepEqual([found.dtype, [...found.shape]], [wanted.dtype, [...wanted.shape]]);
          wanted.data.forEach((value, i) => {
            assert.ok(Math.abs(found.data[i]! - value) < 1e-5, `[${i}]: ${found.data[i]}, not ${value}`);
          });
        }
      });

  it('onnxsim_constant_output: as many rows out as in', async () => {
    const x = (count: number): Feeds => ({
      x0: float(
        [count, 6, 9, 1],
        Float32Array.from({ length: 54 * count }, (_, i) => Math.sin(i)),
      ),
    });
    const [ours, theirs] = [await openSession(bytesOf('onnxsim_constant_output'), 'wasm'), await openSession(bytesOf('onnxsim_constant_output'), 'onnx')]; // biome-ignore format: a pair
    for (const count of [1, 3, 5]) {
      const [found, wanted] = [(await ours.run(x(count))).out0!, (await theirs.run(x(count))).out0!];
      assert.deepEqual(found.shape, [count, 2]);
      found.data.forEach((value, i) => {
        assert.ok(Math.abs(value - wanted.data[i]!) < 1e-5);
      });
    }
  });
});
