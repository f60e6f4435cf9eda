import type { Code } from '../code';
import type { Allocation } from '../view';

/** A function of the module that computes from memory to memory. */
export interface Kernel {
  /** scope and ops, to read a plan by */
  readonly label: string;
  readonly reads: readonly Allocation[];
  readonly writes: readonly Allocation[];
  /** writes its code, when all addresses are known */
  emit(code: Code): void;
}

/** Kernels that run for each element of a sequence; `counter` is the global with its index. */
export interface Loop {
  readonly label: string;
  readonly kernels: readonly Step[];
  readonly counter: number;
  readonly length: number;
  readonly reverse: boolean;
  /** memory that is live from the first step to the last: the state, and the results of the steps */
  readonly around: readonly Allocation[];
}
export type Step = Kernel | Loop;
export const isLoop = (step: Step): step is Loop => 'kernels' in step;
