import { add, constant, known, sub } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { allocate } from './allocate';
import { Module } from './assembler';
import type { Built, Slot } from './built';
import { isLoop, type Step } from './kernels/kernel';
import { pointwiseKernel } from './kernels/pointwise';
import { hasMultiplyAdd } from './multiply-add';
import { PlanContext } from './plan-context';
import { Planner } from './planner';
import { IMPORTS } from './pointwise';
import type { Pair } from './schedule';
import { allocateView, type SharedMemory } from './shared-memory';
import type { Operand, View } from './view';

/** What is computed for one batch size, and where in memory what is. */
export interface Compiled {
  readonly built: Built;
  readonly inputs: ReadonlyMap<GraphNode, View>;
  readonly results: ReadonlyMap<GraphNode, View>;
}

export interface Task {
  /** fed anew for each run */
  readonly fed: readonly GraphNode[];
  readonly pairs: readonly Pair[];
  readonly outputs: readonly GraphNode[];
}

/** 2⁻⁸³, about 1e-25 */
const TINY = 2 ** -83;

/** The module for a batch of N, whose part of the memory begins at `start`. */
export function compile(
  { fed, pairs, outputs }: Task,
  N: number,
  home: SharedMemory,
  start: number,
  subject: string,
): Compiled {
  const module = new Module(IMPORTS, hasMultiplyAdd());
  const arena = new PlanContext(N, () => module.global());
  const inputs = new Map([...home.lasting, ...fed.map(node => [node, allocateView(arena, node)] as const)]);
  const results = [...new Set(outputs)].map(node => [node, allocateView(arena, node)] as const);
  const planner = new Planner(arena, inputs);
  planner.plan(results, pairs);

  const end = allocate(arena.storages, planner.steps, start);
  const once = write(module, planner.steps);
  const states = pairs.filter(p => p.next !== p.state && p.state.dtype === 'float32').map(p => p.state);
  const begin = write(
    module,
    states.map(state => flush(state, inputs.get(state)!)),
  );
  const values = results.map(([, value]) => value);
  module.export('once', once);
  module.export('begin', begin);
  module.export(
    'steps',
    repeated(
      module,
      once,
      fed.map(n => inputs.get(n)!),
      values,
    ),
  );

  const indexed = arena.indexed.map(node => {
    const [rows] = known(
      [(node.op.name === 'gather' ? node.inputs[0]! : node).shape[node.attributes.axis as number]!],
      N,
    );
    return { subject: node.scope || subject, op: node.op.name, rows: rows! };
  });
  const places = new Map(results);
  return {
    built: {
      module: new WebAssembly.Module(module.bytes()),
      end,
      inputs: fed.map(node => slotOf(inputs.get(node)!)),
      results: outputs.map(node => slotOf(places.get(node)!)),
      constants: arena.constants.map(({ node, storage: { address } }) => ({ address, words: wordsOf(node) })),
      indexed,
    },
    inputs,
    results: places,
  };
}

export const slotOf = ({ storage, shape, dtype }: View): Slot => ({ address: storage.address, shape, dtype });

/** A function that runs the steps, each of which is a function. */
function write(module: Module, steps: readonly Step[]): number {
  const calls = steps.map(step => {
    if (!isLoop(step)) return module.function([], code => step.emit(code));
    const body = write(module, step.kernels);
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
 * (x + 2⁻⁸³) − 2⁻⁸³: numbers so small that processors handle them by microcode become 0, all others stay within rounding. A
 * unit that is never active any more leaves moments that shrink by a tenth a step, and would be denormal after 830 steps.
 */
function flush(state: GraphNode, value: View): Step {
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

/** Brings what is fed for each run from the staging to its place, and what is found back behind it. */
function repeated(module: Module, once: number, fed: readonly View[], found: readonly View[]): number {
  return module.function(['i32', 'i32'], code => {
    const run = code.local('i32');
    let before = 0;
    const staged = (bytes: number): void => {
      code.get(0).i32(before).op('i32.mul').get(run).i32(bytes).op('i32.mul', 'i32.add').get(1).op('i32.add');
      before += bytes;
    };
    code.loopTo(run, 0, () => {
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

/** A constant as it lies in memory. */
function wordsOf({ attributes, dtype }: GraphNode): Int32Array | Float32Array {
  const data = attributes.data as Float32Array | Int32Array | Uint8Array;
  if (dtype === 'float32') return Float32Array.from(data);
  return Int32Array.from(data, dtype === 'bool' ? v => -Number(v !== 0) : v => v);
}
