import assert from 'node:assert/strict';
import { Module } from '../../../src/engine/wasm/assembler';
import type { Code } from '../../../src/engine/wasm/code';
import { setStackCheck } from '../../../src/engine/wasm/instruction-writer';
import { OperandStack } from '../../../src/engine/wasm/operand-stack';

const IMPORTS = [{ name: 'fail', parameters: ['i32', 'i32'], results: [] }] as const;
function written(write: (code: Code) => void): Uint8Array<ArrayBuffer> {
  const module = new Module(IMPORTS, false);
  module.function(['i32'], write);
  return module.bytes();
}

/** Each kind of break: code, and what is said of it. */
const breaks: readonly (readonly [what: string, write: (code: Code) => void, said: RegExp])[] = [
  ['an operand that is missing', code => code.i32(1).op('i32.add'), /instruction 2: i32.add takes i32 i32, .* i32$/],
  ['an operand of another type', code => code.i32(1).splat(0).op('i32.add'), /3: i32.add takes .* holds i32 v128$/],
  ['operands in the wrong order', code => code.splat(1).get(0).memory('v128.store'), /v128.store takes i32 v128/],
  ['a local of another type', code => code.splat(0).set(0), /local.set 0 takes i32, and the stack holds v128/],
  ['a local that is set to nothing', code => code.set(0), /local.set 0 takes i32, and the stack holds nothing/],
  ['a condition of another type', code => code.splat(0).if(() => {}), /if takes i32/],
  ['an argument too few', code => code.i32(1).call(0), /call 0 takes i32 i32/],
  ['what a function leaves', code => code.i32(1), /the block or function ends and leaves i32/],
  ['what a block leaves', code => code.i32(1).if(() => void code.splat(0)), /ends and leaves v128/],
  [
    'what a block takes from outside',
    code =>
      code
        .i32(5)
        .loop(code.local('i32'), { to: 2 }, () => void code.op('drop'))
        .op('drop'),
    /drop takes any, and the stack holds nothing/,
  ],
  ['a sum over less than two vectors', code => code.splat(1).multiplyAdd(), /f32x4.mul takes v128 v128/],
  ['a shift of nothing', code => code.shift('i32x4.shl', 1), /i32x4.shl takes v128 i32/],
  ['a lane of another type', code => code.splat(0).i32(1).replace('f32x4', 0), /f32x4.replace_lane takes v128 f32/],
  ['a length that is missing', code => code.i32(0).i32(0).copy(), /memory.copy takes i32 i32 i32/],
];

describe('the operand stack of code that is written', () => {
  for (const [what, write, said] of breaks)
    it(`finds ${what} where it is written, and V8 agrees that it is wrong`, () => {
      assert.throws(() => written(write), said);
      setStackCheck(null);
      try {
        assert.equal(WebAssembly.validate(written(write)), false);
      } finally {
        setStackCheck(() => new OperandStack());
      }
    });

  it('finds nothing wrong with code that V8 takes', () => {
    const bytes = written(code => {
      const [i, vector] = [code.local('i32'), code.local('v128')];
      code.loop(i, { to: 16, step: 4 }, () => {
        code.address(0, [i, 4]).memory('v128.load').tee(vector).get(vector).get(code.constant(2)).multiplyAdd();
        code.set(vector).address(0, [i, 4]).get(vector).memory('v128.store');
        code.get(i).i32(8).op('i32.gt_u');
        code.if(() => void code.i32(0).get(i).call(0));
      });
    });
    assert.ok(WebAssembly.validate(bytes));
  });
});
