import { add, constant, sub } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { Module } from './assembler';
import { isLoop, type Step } from './kernels/kernel';
import { pointwiseKernel } from './kernels/pointwise';
import { hasMultiplyAdd } from './multiply-add';
import { IMPORTS } from './pointwise';
import type { Operand, View } from './view';

/** A float32 state that changes, and its address. */
interface State {
  readonly node: GraphNode;
  readonly view: View;
}

/** Everything that a module is written from; all addresses are known. */
export interface Program {
  readonly steps: readonly Step[];
  /** number of globals that count the steps of scans */
  readonly counters: number;
  readonly states: readonly State[];
  readonly fed: readonly View[];
  readonly found: readonly View[];
}

/** 2⁻⁸³, about 1e-25 */
const TINY = 2 ** -83;

/** The bytes of a module with the functions of `Running` (built.ts). */
export function emit({ steps, counters, states, fed, found }: Program): Uint8Array<ArrayBuffer> {
  const module = new Module(IMPORTS, hasMultiplyAdd());
  for (let i = 0; i < counters; i++) module.global();
  const once = writeSteps(module, steps);
  const begin = writeSteps(module, states.map(flush));
  module.export('once', once);
  module.export('begin', begin);
  module.export('steps', repeated(module, once, fed, found));
  return module.bytes();
}

/** A function that runs the steps, each of which is a function. */
function writeSteps(module: Module, steps: readonly Step[]): number {
  const calls = steps.map(step => {
    if (!isLoop(step)) return module.function([], code => step.emit(code));
    const body = writeSteps(module, step.kernels);
    return module.function([], code => {
      const { counter, length, reverse } = step;
      const i = code.local('i32');
      code.loop(i, { to: length }, () => {
        if (reverse)
          code
            .i32(length - 1)
            .get(i)
            .op('i32.sub');
        else code.get(i);
        code.setGlobal(counter).call(body);
      });
    });
  });
  return module.function([], code => {
    for (const call of calls) code.call(call);
  });
}

/**
 * (x + 2⁻⁸³) − 2⁻⁸³: flushes denormals, which processors handle slowly in microcode, to 0; other numbers stay within
 * rounding. The moments of a unit that is never active again shrink by a tenth each step, and would be denormal after
 * 830 steps.
 */
function flush({ node: state, view: value }: State): Step {
  const tiny = constant(TINY);
  const larger = add(state, tiny);
  const again = sub(larger, tiny);
  const literal = { kind: 'literal', value: TINY, shape: [], dtype: 'float32' } as const;
  const operands = new Map<GraphNode, Operand>([
    [state, value],
    [tiny, literal],
  ]);
  return pointwiseKernel({ shape: value.shape, nodes: [larger, again], operands }, new Map([[again, value]]), 'begin');
}

/** For each run, copies its inputs from the staging area to their addresses, and its results back. */
function repeated(module: Module, once: number, fed: readonly View[], found: readonly View[]): number {
  return module.function(['i32', 'i32'], code => {
    const [count, staging, run] = [0, 1, code.local('i32')];
    let before = 0;
    const staged = (bytes: number): void => {
      code.address([count, before], [run, bytes], staging);
      before += bytes;
    };
    code.loopTo(run, count, () => {
      for (const { storage } of fed) {
        code.i32(storage.address);
        staged(storage.bytes);
        if (storage.bytes === 4) code.memory('i32.load').memory('i32.store');
        else code.i32(storage.bytes).copy();
      }
      code.call(once);
      for (const { storage } of found) {
        staged(storage.bytes);
        code.i32(storage.address);
        if (storage.bytes === 4) code.memory('i32.load').memory('i32.store');
        else code.i32(storage.bytes).copy();
      }
    });
  });
}
