import type { GraphNode } from '../../graph/types';
import type { Arguments, ArgumentTable } from '../arguments';

export interface ActivationEntry {
  readonly kind: 'activation';
  /** Keras name, `relu` */
  readonly key: string;
  call(x: GraphNode): GraphNode;
}

export interface InitializerEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'initializer';
  readonly className: string;
  readonly arguments: T;
  /** `uniform` gives seeded numbers in [0, 1) */
  values(args: Arguments<T>, shape: readonly number[], uniform: () => number): Float32Array;
}

export interface RegularizerEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'regularizer';
  readonly className: string;
  readonly arguments: T;
  /** penalty of one weight, a scalar */
  call(args: Arguments<T>, weight: GraphNode): GraphNode;
}

export interface ConstraintEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'constraint';
  readonly className: string;
  readonly arguments: T;
  /** the weight after the constraint */
  call(args: Arguments<T>, weight: GraphNode): GraphNode;
}

export const activation = (key: string, call: ActivationEntry['call']): ActivationEntry => ({
  kind: 'activation',
  key,
  call,
});
export const initializer = <T extends ArgumentTable>(
  className: string,
  e: Omit<InitializerEntry<T>, 'kind' | 'className'>,
): InitializerEntry<T> => ({ kind: 'initializer', className, ...e });
export const regularizer = <T extends ArgumentTable>(
  className: string,
  e: Omit<RegularizerEntry<T>, 'kind' | 'className'>,
): RegularizerEntry<T> => ({ kind: 'regularizer', className, ...e });
export const constraint = <T extends ArgumentTable>(
  className: string,
  e: Omit<ConstraintEntry<T>, 'kind' | 'className'>,
): ConstraintEntry<T> => ({ kind: 'constraint', className, ...e });
