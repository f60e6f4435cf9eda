import type { products } from '../../../graph';
import type { OnnxLowerings } from './rule';
import { transposed } from './shaping';

const lastTwoSwapped = (rank: number): number[] => [
  ...Array.from({ length: rank - 2 }, (_, i) => i),
  rank - 1,
  rank - 2,
];

export const ofProducts: OnnxLowerings<typeof products> = {
  /** Gemm transposes at no cost, but takes two dimensions only. */
  matmul(emit, { inputs, attributes: { transposeA, transposeB } }, [a, b]) {
    if (inputs.every(i => i.shape.length === 2))
      return emit.op('Gemm', [a, b], { transA: { int: Number(transposeA) }, transB: { int: Number(transposeB) } });
    const turn = (x: string, rank: number, isTransposed: boolean) =>
      isTransposed ? transposed(emit, x, lastTwoSwapped(rank)) : x;
    const [rankA, rankB] = inputs.map(i => i.shape.length) as [number, number];
    return emit.op('MatMul', [turn(a, rankA, transposeA), turn(b, rankB, transposeB)]);
  },
};
