import { isLoop, type Step } from './kernels/kernel';
import type { Allocation } from './view';

/** Addresses are multiples of a cache line; at the end there is room for loading a whole vector. */
export const LINE = 64;
const placed = (bytes: number): number => Math.ceil((bytes + 16) / LINE) * LINE;

/**
 * Assigns an address, from `start` on, to each allocation. Allocations that are not live at the same time share memory.
 * Returns the end of the last one. An allocation from outside that a loop reads or writes is live from its start to its
 * end.
 */
export function allocate(storages: readonly Allocation[], steps: readonly Step[], start: number): number {
  const spans = new Map<Allocation, [first: number, last: number]>();
  let time = 0;
  const touch = (storage: Allocation, first: number, last: number): void => {
    const span = spans.get(storage);
    spans.set(storage, span ? [Math.min(span[0], first), Math.max(span[1], last)] : [first, last]);
  };
  const visit = (step: Step): void => {
    time++;
    if (!isLoop(step)) for (const storage of [...step.reads, ...step.writes]) touch(storage, time, time);
    else {
      const [first, before] = [time, new Set(spans.keys())];
      for (const inner of step.kernels) visit(inner);
      time++;
      for (const storage of step.around) touch(storage, first, time);
      for (const storage of before) if (spans.get(storage)![1] > first) touch(storage, first, time);
    }
  };
  for (const step of steps) visit(step);

  let end = start;
  for (const storage of storages)
    if (storage.lasting) {
      storage.address = end;
      end += placed(storage.bytes);
    }
  const passing = storages.filter(s => !s.lasting && spans.has(s)).sort((a, b) => spans.get(a)![0] - spans.get(b)![0]);
  let living: Allocation[] = [];
  for (const storage of passing) {
    const [first] = spans.get(storage)!;
    living = living.filter(other => spans.get(other)![1] >= first);
    storage.address = lowestGap(living, placed(storage.bytes), end);
    living.push(storage);
    living.sort((a, b) => a.address - b.address);
  }
  return passing.reduce((most, s) => Math.max(most, s.address + placed(s.bytes)), end);
}

/** The lowest address from `from` on with this many free bytes; `living` is sorted by address. */
function lowestGap(living: readonly Allocation[], bytes: number, from: number): number {
  let at = from;
  for (const { address, bytes: taken } of living) {
    if (address - at >= bytes) return at;
    at = Math.max(at, address + placed(taken));
  }
  return at;
}
