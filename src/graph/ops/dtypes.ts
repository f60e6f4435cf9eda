import { Problem } from '../../errors';
import type { DType } from '../../spec';
import type { GraphNode } from '../types';

export const FLOAT: readonly DType[] = ['float32'];
export const NUMBER: readonly DType[] = ['float32', 'int32'];
export const BOOL: readonly DType[] = ['bool'];

/** Throws unless the operands have the same dtype, and it is an allowed one. */
export function expectTypes(operands: readonly GraphNode[], allowed: readonly DType[]): void {
  const [first] = operands;
  for (const { dtype } of operands) {
    if (!allowed.includes(dtype)) throw new Problem(`the operands must be ${allowed.join(' or ')}, received ${dtype}`);
    if (dtype !== first?.dtype)
      throw new Problem(`the operands must have one dtype, received ${first?.dtype} and ${dtype}`);
  }
}
