import type { Code } from '../code';
import type { Allocation } from '../view';

/** A function of the module that computes something from memory to memory. */
export interface Kernel {
  /** scope and ops, for whoever looks at the plan */
  readonly label: string;
  readonly reads: readonly Allocation[];
  readonly writes: readonly Allocation[];
  /** Writes its code; the places in memory are known then. */
  emit(code: Code): void;
}

/** Kernels that are run for each element of a sequence; `counter` is the global that says which. */
export interface Loop {
  readonly label: string;
  readonly kernels: readonly Step[];
  readonly counter: number;
  readonly length: number;
  readonly reverse: boolean;
  /** memory that must stay what it is from the first step to the last: the state, and what the steps write to */
  readonly around: readonly Allocation[];
}
export type Step = Kernel | Loop;
export const isLoop = (step: Step): step is Loop => 'kernels' in step;
