import assert from 'node:assert/strict';
import { type Import, Module } from '../../../src/engine/wasm/assembler';
import type { Code } from '../../../src/engine/wasm/code';
import { hasMultiplyAdd } from '../../../src/engine/wasm/multiply-add';

/** A module with one exported function, and what it leaves in memory or passes to its imports. */
function built(write: (code: Code, module: Module) => void, { fused = false, imports = [] as Import[] } = {}) {
  const module = new Module(imports, fused);
  const run = module.function(['i32'], code => write(code, module));
  module.export('run', run);
  return module.bytes();
}
function instance(bytes: Uint8Array<ArrayBuffer>, js: Record<string, (...numbers: number[]) => unknown> = {}) {
  assert.ok(WebAssembly.validate(bytes));
  const memory = new WebAssembly.Memory({ initial: 4 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { js: { memory, ...js } });
  return {
    floats: new Float32Array(memory.buffer),
    ints: new Int32Array(memory.buffer),
    run: exports.run as (argument: number) => void,
  };
}

/** Numbers around every length of a LEB128, signed and unsigned. */
const EDGES = [0, 1, 2 ** 6, 2 ** 7, 2 ** 13, 2 ** 14, 2 ** 20, 2 ** 21, 2 ** 27, 2 ** 28, 2 ** 31].flatMap(n => [
  n - 1,
  n,
  n + 1,
  -n,
  -n - 1,
  1 - n,
]);

describe('the assembler of WebAssembly', () => {
  it('writes whole numbers of every length', () => {
    const { ints, run } = instance(
      built(code =>
        EDGES.forEach(
          (value, i) =>
            void code
              .i32(i * 4)
              .i32(value)
              .memory('i32.store', 0),
        ),
      ),
    );
    run(0);
    assert.deepEqual(
      [...ints.slice(0, EDGES.length)],
      EDGES.map(value => value | 0),
    );
  });

  it('writes offsets of memory of every length', () => {
    const offsets = [0, 4, 124, 128, 132, 16380, 16384, 16388, 2 ** 17];
    const bytes = built(code =>
      offsets.forEach(
        (at, i) =>
          void code
            .get(0)
            .i32(i + 1)
            .memory('i32.store', at),
      ),
    );
    const { ints, run } = instance(bytes);
    run(4);
    for (const [i, at] of offsets.entries()) assert.equal(ints[at / 4 + 1], i + 1);
  });

  it('numbers more locals, functions and globals than a byte holds', () => {
    const module = new Module([], false);
    const globals = Array.from({ length: 300 }, () => module.global());
    const functions = globals.map(global => module.function([], code => void code.i32(global * 3).setGlobal(global)));
    const run = module.function(['i32'], code => {
      for (const f of functions) code.call(f);
      const locals = globals.map(() => code.local('i32'));
      for (const [i, local] of locals.entries()) code.global(globals[i]!).set(local);
      for (const [i, local] of locals.entries())
        code
          .i32(i * 4)
          .get(local)
          .memory('i32.store', 0);
    });
    module.export('run', run);
    const { ints, run: go } = instance(module.bytes());
    go(0);
    assert.deepEqual(
      [...ints.slice(0, 300)],
      globals.map(global => global * 3),
    );
  });

  it('runs a loop as often as a for loop of JavaScript, not at all and once among others', () => {
    for (const from of [0, 3])
      for (const to of [0, 1, 2, 3, 4, 5, 8, 130])
        for (const step of [1, 2, 4, 200]) {
          const { ints, run } = instance(
            built(code => {
              const [i, count] = [code.local('i32'), code.local('i32')];
              code.loop(i, { from, to, step }, () => {
                code.get(count).i32(1).op('i32.add').set(count);
                code.i32(4).get(i).memory('i32.store', 0);
              });
              code.i32(0).get(count).memory('i32.store', 0);
            }),
          );
          run(0);
          const seen = [];
          for (let i = from; i < to; i += step) seen.push(i);
          assert.deepEqual([ints[0], ints[1]], [seen.length, seen.at(-1) ?? 0], `${from} to ${to} by ${step}`);
        }
  });

  it('branches, and calls what it imports with what is on the stack', () => {
    const told: number[][] = [];
    const imports: Import[] = [
      { name: 'tell', parameters: ['i32', 'f32'], results: [] },
      { name: 'half', parameters: ['f32'], results: ['f32'] },
    ];
    const bytes = built(
      code => {
        code
          .get(0)
          .i32(10)
          .op('i32.gt_u')
          .if(() => {
            code.get(0).splat(5).extract('f32x4', 2).call(1).call(0);
          });
      },
      { imports },
    );
    const js = { tell: (...numbers: number[]) => told.push(numbers), half: (v: number) => v / 2 };
    const { run } = instance(bytes, js);
    for (const argument of [9, 10, 11, -1]) run(argument);
    assert.deepEqual(told, [
      [11, 2.5],
      [-1, 2.5],
    ]);
  });

  it('shuffles, replaces, shifts and stores lanes', () => {
    const { ints, run } = instance(
      built(code => {
        const [a, b] = [code.local('v128'), code.local('v128')];
        code.lanes([1, 2, 3, -4], 'i32').set(a).lanes([5, 6, 7, 8], 'i32').set(b);
        code.i32(0).get(a).get(b).shuffle(3, 4, 0, 7).memory('v128.store', 0);
        code.i32(0).get(a).shift('i32x4.shr_s', 1).memory('v128.store', 16);
        code.i32(0).get(a).i32(99).replace('i32x4', 1).memory('v128.store', 32);
        code.i32(0).get(b).lane('v128.store32_lane', 2, 48);
        code.i32(52).i32(0).i32(16).copy();
        code.i32(68).i32(1).i32(4).fill();
      }),
    );
    run(0);
    assert.deepEqual([...ints.slice(0, 18)], [-4, 5, 1, 8, 0, 1, 1, -2, 1, 99, 3, -4, 7, -4, 5, 1, 8, 0x01010101]);
  });

  it('keeps one constant of the same bits, and tells −0 from 0, NaN from numbers and float32 from int32', () => {
    const { ints, run } = instance(
      built(code => {
        const constants = [code.constant(0), code.constant(-0), code.constant(NaN), code.constant(1, 'i32')];
        assert.equal(code.constant(0), constants[0]);
        assert.equal(new Set(constants).size, 4);
        for (const [i, local] of constants.entries())
          code
            .i32(i * 4)
            .get(local)
            .lane('v128.store32_lane', 3, 0);
      }),
    );
    run(0);
    assert.deepEqual([...ints.slice(0, 4)], [0, 0x80000000 | 0, 0x7fc00000, 1]);
  });

  it('multiplies and adds: rounded once where it is told that the machine can', () => {
    if (!hasMultiplyAdd()) return; // which sets the flag that it needs, too
    const [a, b, c] = [1 + 2 ** -12, 1 + 2 ** -12, -(1 + 2 ** -11)].map(Math.fround) as [number, number, number];
    const of = (fused: boolean): number => {
      const bytes = built(code => void code.i32(0).splat(a).splat(b).splat(c).multiplyAdd().memory('v128.store', 0), {
        fused,
      });
      const { floats, run } = instance(bytes);
      run(0);
      return floats[0]!;
    };
    assert.equal(of(false), Math.fround(Math.fround(a * b) + c));
    assert.ok([2 ** -24, 0].includes(of(true)), String(of(true)));
  });
});
