import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allocate, LINE } from '../../../src/engine/wasm/allocate';
import { isLoop, type Kernel, type Step } from '../../../src/engine/wasm/kernels/kernel';
import type { Allocation } from '../../../src/engine/wasm/view';

/** A program of kernels and loops over numbered storages. */
type Plan = readonly (
  | readonly number[]
  | { readonly length: number; readonly around: readonly number[]; readonly plan: Plan }
)[];

const STORAGES = 12;
const some = fc.array(fc.nat(STORAGES - 1), { minLength: 1, maxLength: 3 });
const { plan: plans } = fc.letrec<{ plan: Plan; loop: Plan[number] }>(tie => ({
  plan: fc.array(
    fc.oneof({ depthSize: 'small' }, { weight: 4, arbitrary: some }, { weight: 1, arbitrary: tie('loop') }),
    {
      minLength: 1,
      maxLength: 6,
    },
  ),
  loop: fc.record({ length: fc.integer({ min: 1, max: 3 }), around: some, plan: tie('plan') }),
}));

/** A kernel writes its last storage and reads the others: those that nothing wrote before are left out. */
function stepsOf(plan: Plan, storages: readonly Allocation[], written: Set<Allocation>): Step[] {
  return plan.map((part): Step => {
    if ('plan' in part) {
      const around = part.around.map(i => storages[i]!);
      for (const storage of around) written.add(storage);
      // what only the body of a loop has is not kept after it, nor at its start
      const inside = new Set(written);
      const kernels = stepsOf(part.plan, storages, inside);
      return { label: '', kernels, counter: 0, length: part.length, reverse: false, around };
    }
    const [reads, target] = [part.slice(0, -1).map(i => storages[i]!), storages[part.at(-1)!]!];
    const kernel = {
      label: '',
      reads: reads.filter(s => written.has(s) || s.lasting),
      writes: [target],
      emit: () => {},
    };
    written.add(target);
    return kernel;
  });
}

/** Simulates it with the name of the value in each byte: does every reader find what was last written there? */
function runs(steps: readonly Step[], storages: readonly Allocation[], bytes: number): void {
  const memory = new Array<string>(bytes).fill('nothing');
  const last = new Map<Allocation, string>();
  let time = 0;
  const write = (storage: Allocation): void => {
    const value = `${storages.indexOf(storage)} at ${time++}`;
    last.set(storage, value);
    memory.fill(value, storage.address, storage.address + storage.bytes);
  };
  for (const storage of storages) if (storage.lasting) write(storage);
  const kernel = ({ reads, writes }: Kernel): void => {
    for (const storage of reads)
      for (let at = storage.address; at < storage.address + storage.bytes; at++)
        assert.equal(memory[at], last.get(storage), `byte ${at} of storage ${storages.indexOf(storage)}`);
    for (const storage of writes) write(storage);
  };
  const run = (list: readonly Step[]): void => {
    for (const step of list) {
      if (!isLoop(step)) {
        kernel(step);
        continue;
      }
      for (const storage of step.around) write(storage); // as the first state of a scan
      for (let i = 0; i < step.length; i++) run(step.kernels);
      kernel({ label: '', reads: step.around, writes: [], emit: () => {} });
    }
  };
  run(steps);
}

describe('addresses in memory', () => {
  const sizes = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.nat(5)), {
    minLength: STORAGES,
    maxLength: STORAGES,
  });
  const made = (list: readonly (readonly [number, number])[]): Allocation[] =>
    list.map(([words, kind]) => ({ bytes: words * 4, address: -1, lasting: kind === 0 }));

  it('hold what was written there until it was read for the last time, in loops within loops too', () => {
    fc.assert(
      fc.property(plans, sizes, (plan, list) => {
        const storages = made(list);
        const steps = stepsOf(plan, storages, new Set());
        const bytes = allocate(storages, steps, LINE);
        for (const { address, bytes: own, lasting } of storages) {
          if (address < 0) {
            assert.ok(!lasting);
            continue;
          }
          assert.equal(address % LINE, 0);
          // a vector may be loaded where the last number lies
          assert.ok(address >= LINE && address + own + 16 <= bytes, `${address} + ${own} of ${bytes}`);
        }
        runs(steps, storages, bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('are shared by what is not needed at the same time, and never with what lasts', () => {
    const storages = made(Array.from({ length: STORAGES }, (_, i) => [100, i === 0 ? 0 : 1]));
    const kernel = (from: number, to: number): Step => ({
      label: '',
      reads: [storages[from]!],
      writes: [storages[to]!],
      emit: () => {},
    });
    const chain = storages.slice(1).map((_, i) => kernel(i, i + 1));
    const bytes = allocate(storages, chain, 10 * LINE);
    const passing = storages.slice(1).map(s => s.address);
    assert.equal(new Set(passing).size, 2, 'a chain needs one place to read from and one to write to');
    assert.ok(!passing.includes(storages[0]!.address));
    assert.equal(bytes, 10 * LINE + 3 * 448);
  });
});
