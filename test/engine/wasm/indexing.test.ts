import assert from 'node:assert/strict';
import { wasmEngine } from '../../../src/engine/wasm';
import { TensorwireError } from '../../../src/errors';
import * as g from '../../../src/graph';
import { float, int, noise } from '../helpers';

const failing = async (run: () => Promise<unknown>, pattern: RegExp): Promise<void> =>
  assert.rejects(run, error => {
    assert.ok(error instanceof TensorwireError, String(error));
    assert.match(error.message, pattern);
    return true;
  });

describe('rows by number in WebAssembly', () => {
  it('a wrong index is an error with the op, its layer, the index and the rows, and the program goes on', async () => {
    const [x, at] = [g.input('x', ['N', 4, 3]), g.input('at', ['N'], 'int32')];
    const outputs = g.scoped('embedding_2', () => ({
      rows: g.gather(x, at, 1),
      sums: g.scatterAdd(g.mul(x, 1.5), at, 0, 6),
      batch: g.gather(x, at),
    }));
    const values = noise([2, 4, 3]);
    const feeds = (a: number, b: number) => ({ x: values, at: int([2], [a, b]) });
    const cases = [
      ['rows', 'gather', 4],
      ['sums', 'scatterAdd', 6],
      ['batch', 'gather', 2],
    ] as const;
    for (const [name, op, rows] of cases) {
      const program = await wasmEngine.compile({ inputs: [x, at], outputs: { y: outputs[name] } });
      const right = await program.run(feeds(1, 0));
      for (const index of [rows, rows + 1, -1, 2 ** 31 - 1, -(2 ** 31)]) {
        const text = new RegExp(`^embedding_2: ${op}: index ${index} is not one of ${rows} rows`);
        await failing(() => program.run(feeds(index, 0)), text);
        await failing(() => program.run(feeds(1, index)), text);
        assert.deepEqual(await program.run(feeds(1, 0)), right);
      }
      await program.dispose();
    }
  });

  it('a wrong index that is a constant is the same error', async () => {
    const x = g.input('x', [3, 2]);
    for (const indices of [
      [0, 7],
      [-1, 0],
      [3, 3],
    ]) {
      const table = g.constant(indices, [2], 'int32');
      const program = await wasmEngine.compile({ inputs: [x], outputs: { y: g.gather(x, table) } });
      await failing(() => program.run({ x: noise([3, 2]) }), /^engine wasm: gather: index -?\d is not one of 3 rows/);
      await program.dispose();
    }
  });

  it('a wrong index in one of several steps is an error, and the next steps begin with the state that they are given', async () => {
    const [at, table] = [g.input('at', ['N'], 'int32'), g.input('table', [3, 2])];
    const taken = g.gather(table, at);
    const program = await wasmEngine.compileLoop({
      data: [at],
      scalars: [],
      state: [{ input: table, next: g.add(table, g.scatterAdd(taken, at, 0, 3)) }],
      outputs: { taken },
    });
    const start = float([3, 2], [1, 2, 3, 4, 5, 6]);
    const right = { at: int([2, 2], [0, 0, 2, 0]), table: start };
    await failing(
      () => program.run({ at: int([2, 2], [0, 1, 3, 0]), table: start }),
      /gather: index 3 is not one of 3 rows/,
    );
    const found = await program.run(right);
    assert.deepEqual([...found.table!.data], [6, 12, 3, 4, 10, 12]);
    assert.deepEqual([...found.taken!.data], [1, 2, 1, 2, 5, 6, 3, 6]);
    await program.dispose();
  });

  it('rows of any length are copied and added up, with nothing written beside them', async () => {
    for (const length of [1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 70]) {
      const [x, at] = [g.input('x', [2, 3, length]), g.input('at', [4], 'int32')];
      const rows = g.gather(x, at, 1);
      const outputs = { rows, sums: g.scatterAdd(rows, at, 1, 5) };
      const program = await wasmEngine.compile({ inputs: [x, at], outputs });
      const [values, chosen] = [noise([2, 3, length], length).data, [2, 0, 2, 1]];
      const found = await program.run({ x: float([2, 3, length], values), at: int([4], chosen) });
      const number = (block: number, row: number, i: number) => values[(block * 3 + row) * length + i]!;
      const every = Array.from({ length }, (_, i) => i);
      const wanted = [0, 1].flatMap(block => chosen.flatMap(row => every.map(i => number(block, row, i))));
      assert.deepEqual([...found.rows!.data], wanted);
      const sums = [0, 1].flatMap(block =>
        [1, 1, 2, 0, 0].flatMap((times, row) => every.map(i => (times ? times * number(block, row, i) : 0))),
      );
      assert.deepEqual([...found.sums!.data], sums);
      await program.dispose();
    }
  });

  it('whole numbers and truth values are chosen, whole numbers are added up and compared as such', async () => {
    const [i, c, at] = [g.input('i', [4], 'int32'), g.input('c', [4], 'bool'), g.input('at', [3], 'int32')];
    const outputs = {
      i: g.gather(i, at),
      c: g.gather(c, at),
      sums: g.scatterAdd(g.gather(i, at), at, 0, 4),
      largest: g.argmax(g.neg(i)),
    };
    const program = await wasmEngine.compile({ inputs: [i, c, at], outputs });
    const found = await program.run({
      i: int([4], [-5, 2 ** 30, 7, -(2 ** 30)]),
      c: { data: Uint8Array.of(1, 0, 1, 0), shape: [4], dtype: 'bool' },
      at: int([3], [1, 0, 0]),
    });
    assert.deepEqual(found, {
      i: int([3], [2 ** 30, -5, -5]),
      c: { data: Uint8Array.of(0, 1, 1), shape: [3], dtype: 'bool' },
      sums: int([4], [-10, 2 ** 30, 0, 0]),
      largest: int([], [3]),
    });
    await program.dispose();
  });

  it('the largest is the first of equals, along rows of any length', async () => {
    for (let length = 1; length <= 9; length++) {
      const x = g.input('x', ['N', length]);
      const program = await wasmEngine.compile({ inputs: [x], outputs: { at: g.argmax(x) } });
      const data = noise([20, length], length).data.map(v => Math.round(v * 3));
      const { at } = await program.run({ x: float([20, length], data) });
      const rows = Array.from({ length: 20 }, (_, i) => [...data.slice(i * length, (i + 1) * length)]);
      assert.deepEqual(
        [...at!.data],
        rows.map(row => row.indexOf(Math.max(...row))),
      );
      await program.dispose();
    }
  });

  it('a disposed program says so, whatever it is', async () => {
    const x = g.input('x', ['N']);
    const programs = [
      await wasmEngine.compile({ inputs: [x], outputs: { y: g.neg(x) } }),
      await wasmEngine.compileLoop({ data: [x], scalars: [], state: [], outputs: { y: g.neg(x) } }),
    ];
    for (const [i, program] of programs.entries()) {
      const feeds = { x: float(i === 0 ? [2] : [1, 2], [1, 2]) };
      await program.run(feeds);
      await program.dispose();
      await program.dispose();
      await failing(() => program.run(feeds), /this program was disposed and cannot run/);
      assert.throws(() => program.runNow!(feeds), TensorwireError);
    }
  });
});
