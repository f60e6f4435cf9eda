import type { Code } from '../code';
import type { Op } from '../instructions';
import { begin } from '../loop-nest';
import { importOf } from '../pointwise';
import { count, type View } from '../view';
import type { Kernel } from './kernel';

/** Rows by index: [before, rows, after] and indices [entries] ↔ [before, entries, after], all contiguous. */
interface Rows {
  readonly before: number;
  readonly rows: number;
  readonly entries: number;
  readonly after: number;
}
const rowsOf = (whole: View, indices: View, axis: number): Rows => ({
  before: count(whole.shape.slice(0, axis)),
  rows: whole.shape[axis]!,
  entries: count(indices.shape),
  after: count(whole.shape.slice(axis + 1)),
});

const base = ({ storage, offset }: View): number => storage.address + offset * 4;

/**
 * result[.., i, ..] = x[.., indices[i], ..]. `place`: the number passed to `fail` if an index is out of range; −1: none
 * can be.
 */
export function gatherKernel(x: View, indices: View, axis: number, result: View, place: number, label: string): Kernel {
  return {
    label,
    reads: [x.storage, indices.storage],
    writes: [result.storage],
    emit: code =>
      eachEntry(code, rowsOf(x, indices, axis), [x, indices, result], place, (from, to, after) => {
        copyRow(code, after, { pointer: from, base: base(x) }, { pointer: to, base: base(result) }, null);
      }),
  };
}

/** result[.., indices[i], ..] += dy[.., i, ..], starting from zeros. */
export function scatterAddKernel(
  dy: View,
  indices: View,
  axis: number,
  result: View,
  place: number,
  label: string,
): Kernel {
  return {
    label,
    reads: [dy.storage, indices.storage],
    writes: [result.storage],
    emit(code) {
      const [start] = begin(code, [result]);
      code
        .get(start!)
        .i32(base(result))
        .op('i32.add')
        .i32(0)
        .i32(count(result.shape) * 4)
        .fill();
      eachEntry(code, rowsOf(result, indices, axis), [result, indices, dy], place, (row, entry, after) => {
        const add = dy.dtype === 'int32' ? 'i32x4.add' : 'f32x4.add';
        copyRow(code, after, { pointer: entry, base: base(dy) }, { pointer: row, base: base(result) }, add);
      });
    },
  };
}

/** Loops over the indices with a pointer to the indexed row and one to the entry. */
function eachEntry(
  code: Code,
  { before, rows, entries, after }: Rows,
  [whole, indices, parts]: readonly [View, View, View],
  place: number,
  body: (row: number, entry: number, after: number) => void,
): void {
  const [w, i, p] = begin(code, [whole, indices, parts]) as [number, number, number];
  const [block, entry, index, row] = code.locals('i32', 4);
  const [first, to] = code.locals('i32', 2);
  code.get(p).set(to);
  code.loop(block, { to: before }, () => {
    code.address(w, [block, rows * after * 4]).set(first);
    code.loop(entry, { to: entries * 4, step: 4 }, () => {
      code.address(i, entry).memory('i32.load', base(indices)).set(index);
      if (place >= 0)
        code
          .get(index)
          .i32(rows)
          .op('i32.ge_u')
          .if(() => void code.i32(place).get(index).call(importOf('fail')));
      code.address([index, after * 4], first).set(row);
      body(row, to, after);
      code.advance(to, after * 4);
    });
  });
}

interface Place {
  readonly pointer: number;
  readonly base: number;
}
/** Rows of up to this many vectors are unrolled. */
const WRITTEN_OUT = 16;

function copyRow(code: Code, length: number, from: Place, to: Place, add: Op | null): void {
  const sum = code.local('v128');
  const move = (offset: number, lanes: number, [source, target]: readonly [number, number]): void => {
    const load = lanes === 4 ? 'v128.load' : 'v128.load32_zero';
    code.get(source).memory(load, from.base + offset);
    if (add)
      code
        .get(target)
        .memory(load, to.base + offset)
        .op(add);
    code.set(sum).get(target).get(sum);
    if (lanes === 4) code.memory('v128.store', to.base + offset);
    else code.lane('v128.store32_lane', 0, to.base + offset);
  };
  const pointers = [from.pointer, to.pointer] as const;
  const vectors = Math.floor(length / 4);
  if (vectors <= WRITTEN_OUT) for (let v = 0; v < vectors; v++) move(v * 16, 4, pointers);
  else {
    const [at, source, target] = code.locals('i32', 3);
    code.loop(at, { to: vectors * 16, step: 16 }, () => {
      code.address(at, from.pointer).set(source).address(at, to.pointer).set(target);
      move(0, 4, [source, target]);
    });
  }
  for (let rest = vectors * 4; rest < length; rest++) move(rest * 4, 1, pointers);
}

/** The index of the maximum along the last axis; of equals, the first. */
export function argmaxKernel(x: View, result: View, label: string): Kernel {
  const [rows, length] = [count(result.shape), x.shape.at(-1)!];
  return {
    label,
    reads: [x.storage],
    writes: [result.storage],
    emit(code) {
      const [from, to] = begin(code, [x, result]) as [number, number];
      const [row, i, found, pointer] = code.locals('i32', 4);
      const type = x.dtype === 'int32' ? 'i32' : 'f32';
      const [largest, value] = code.locals(type, 2);
      code.get(from).set(pointer);
      code.loop(row, { to: rows * 4, step: 4 }, () => {
        code.get(pointer).memory(`${type}.load`, base(x)).set(largest).i32(0).set(found);
        code.loop(i, { to: length }, () => {
          code
            .get(pointer)
            .memory(`${type}.load`, base(x))
            .tee(value)
            .get(largest)
            .op(type === 'i32' ? 'i32.gt_s' : 'f32.gt');
          code.if(() => void code.get(value).set(largest).get(i).set(found));
          code.advance(pointer, 4);
        });
        code.address(to, row).get(found).memory('i32.store', base(result));
      });
    },
  };
}
