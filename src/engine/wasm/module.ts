import { TensorwireError } from '../../errors';
import { add, constant, known, sub } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { Arena } from './arena';
import { Module } from './assembler';
import { type Home, lying } from './home';
import { isLoop, type Step } from './kernels/kernel';
import { pointwiseKernel } from './kernels/pointwise';
import { place } from './memory';
import { hasMultiplyAdd } from './multiply-add';
import type { Pair } from './order';
import { Planner } from './planner';
import { IMPORTS } from './pointwise';
import type { Operand, Storage, Value } from './value';

/** What is computed for one batch size, and where in memory what is. */
export interface Compiled {
  /** one run of everything */
  readonly once: () => void;
  /** so many runs; what is fed and found for each lies from `staging` on, input by input and result by result */
  readonly steps: (count: number, staging: number) => void;
  /** flushes state that is about to become denormal */
  readonly begin: () => void;
  /** where its part of memory ends */
  readonly end: number;
  readonly inputs: ReadonlyMap<GraphNode, Value>;
  readonly results: ReadonlyMap<GraphNode, Value>;
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
  home: Home,
  start: number,
  subject: string,
): Compiled {
  const module = new Module(IMPORTS, hasMultiplyAdd());
  const arena = new Arena(N, () => module.global());
  const inputs = new Map([...home.lasting, ...fed.map(node => [node, lying(arena, node)] as const)]);
  const results = [...new Set(outputs)].map(node => [node, lying(arena, node)] as const);
  const planner = new Planner(arena, inputs);
  planner.plan(results, pairs);

  const end = place(arena.storages, planner.steps, start);
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

  home.reach(end);
  const { memory } = home;
  const fail = (place: number, index: number): never => {
    const node = arena.indexed[place]!;
    const [rows] = known([(node.op === 'gather' ? node.inputs[0]! : node).shape[node.attributes.axis as number]!], N);
    throw new TensorwireError(node.scope || subject, `${node.op}: index ${index} is not one of ${rows} rows`, {
      index,
    });
  };
  const { pow, sin, cos } = Math;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    js: { memory, fail, pow, sin, cos },
  });
  for (const { node, storage } of arena.constants) fill(memory, storage, node);
  return {
    once: exports.once as Compiled['once'],
    steps: exports.steps as Compiled['steps'],
    begin: exports.begin as Compiled['begin'],
    end,
    inputs,
    results: new Map(results),
  };
}

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
function flush(state: GraphNode, value: Value): Step {
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
function repeated(module: Module, once: number, fed: readonly Value[], found: readonly Value[]): number {
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

function fill(memory: WebAssembly.Memory, storage: Storage, { attributes, dtype }: GraphNode): void {
  const data = attributes.data as Float32Array | Int32Array | Uint8Array;
  if (dtype === 'float32') new Float32Array(memory.buffer, storage.address, data.length).set(data);
  else {
    const words = new Int32Array(memory.buffer, storage.address, data.length);
    words.set(dtype === 'bool' ? Int32Array.from(data, v => -Number(v !== 0)) : data);
  }
}
