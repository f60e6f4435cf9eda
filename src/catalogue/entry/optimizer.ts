import type { GraphNode } from '../../graph/types';
import type { Arguments, ArgumentTable } from '../arguments';

export interface OptimizerEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'optimizer';
  readonly className: string;
  readonly arguments: T;
  /** names of the state of each parameter, which has the parameter's shape */
  slots(args: Arguments<T>): readonly string[];
  /** initial values of slots that do not start at zero */
  start?(args: Arguments<T>): Readonly<Record<string, number>>;
  /** slots that are a single number */
  readonly scalars?: readonly string[];
  /** true: one batch is the whole training set (gradient descent) */
  readonly fullBatch?: boolean;
  /**
   * `step` counts from 1 (float32 scalar). Returns the new parameter and each new slot by name. If there is an argument
   * `weightDecay`, the decay has already been applied to the given parameter.
   */
  update(
    args: Arguments<T>,
    now: {
      parameter: GraphNode;
      gradient: GraphNode;
      learningRate: GraphNode;
      step: GraphNode;
      slots: Readonly<Record<string, GraphNode>>;
    },
  ): { parameter: GraphNode; slots: Readonly<Record<string, GraphNode>> };
  label(args: Arguments<T>): string;
}

/** A learning rate that changes from step to step, evaluated in float64 outside the graph. */
export interface ScheduleEntry<T extends ArgumentTable = ArgumentTable> {
  readonly kind: 'schedule';
  readonly className: string;
  readonly arguments: T;
  /** checks conditions between arguments; throws a TensorwireError */
  check?(args: Arguments<T>): void;
  /** the rate of a step, counted from 0; `learningRate` is the optimizer's, `steps` how many the training has */
  rate(args: Arguments<T>, step: number, learningRate: number, steps: number): number;
}

export const optimizer = <T extends ArgumentTable>(
  className: string,
  e: Omit<OptimizerEntry<T>, 'kind' | 'className'>,
): OptimizerEntry<T> => ({ kind: 'optimizer', className, ...e });
export const schedule = <T extends ArgumentTable>(
  className: string,
  e: Omit<ScheduleEntry<T>, 'kind' | 'className'>,
): ScheduleEntry<T> => ({ kind: 'schedule', className, ...e });
