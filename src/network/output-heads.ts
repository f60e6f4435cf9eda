import type { TargetForm } from '../catalogue/entry';
import type { TensorwireError } from '../errors';
import { elements } from '../shape';
import type { TargetPipeline, Task } from '../spec';
import { targetForTask } from './classes';

/** One way to end a network for a target; `resolveOutputs` chooses among them. */
export interface OutputHead {
  readonly task: Task;
  readonly units: number;
  /** null: any */
  readonly activation: 'softmax' | 'sigmoid' | null;
  readonly loss: string;
  /** the forms in which a loss may take the target */
  readonly forms: readonly TargetForm[];
  readonly metrics: readonly string[];
  /** `the 3 classes of target species (Adelie, Chinstrap, Gentoo)` */
  readonly why: string;
}

const classification = (units: number, why: string): OutputHead => ({
  task: 'classification',
  units,
  activation: 'softmax',
  loss: 'SparseCategoricalCrossentropy',
  forms: ['index', 'one-hot'],
  metrics: ['accuracy'],
  why,
});
const binary = (why: string): OutputHead => ({
  task: 'binary',
  units: 1,
  activation: 'sigmoid',
  loss: 'BinaryCrossentropy',
  forms: ['number'],
  metrics: ['accuracy', 'roc_auc'],
  why,
});
const multiLabel = (units: number, why: string): OutputHead => ({ ...binary(why), task: 'multi-label', units });
const regression = (units: number, why: string): OutputHead => ({
  task: 'regression',
  units,
  activation: null,
  loss: 'MeanSquaredError',
  forms: ['number'],
  metrics: ['mae', 'rmse', 'r2'],
  why,
});
const oneHot = (units: number, why: string): OutputHead => ({
  ...classification(units, why),
  loss: 'CategoricalCrossentropy',
  forms: ['one-hot'],
});

/**
 * The output heads that fit the targets of an output and the requested task; `nn-output` appends the first one.
 * Classes: softmax (two classes: one sigmoid, or softmax with two units). Several targets of two classes: multi-label.
 * Numbers: linear. A tensor is numbers, unless the last activation or the task says that it is one-hot or labels.
 */
export function outputHeads(
  targets: readonly TargetPipeline[],
  task: Task | undefined,
  fail: (problem: string) => TensorwireError,
): readonly OutputHead[] {
  const asked = targets.map(target => targetForTask(target, task));
  const possible = task === undefined ? all(asked) : all(asked).filter(end => suits(end.task, task));
  if (possible.length > 0) return possible;
  const names = targets.map(t => `${t.name} (${t.task})`).join(', ');
  throw fail(
    task === undefined
      ? `target must be one column of classes, or columns that are all numbers or all of two classes, received ${names}; give each an output of its own`
      : `task ${task} does not suit the target ${names}; set the column's type in the dataset node, or the task to auto`,
  );
}

/** "classification" includes two classes, which may end in one unit or in two. */
const suits = (end: Task, task: Task): boolean =>
  end === task || (task === 'classification' && end === 'binary') || (task === 'binary' && end === 'classification');

function all(targets: readonly TargetPipeline[]): readonly OutputHead[] {
  const [first] = targets;
  const width = targets.reduce((sum, t) => sum + elements(t.shape), 0);
  const named = `target${targets.length > 1 ? 's' : ''} ${targets.map(t => t.name).join(', ')}`;
  if (targets.every(t => t.type === 'tensor'))
    return [
      regression(width, `the ${width} numbers of ${named}`),
      ...(width > 1 ? [oneHot(width, `the ${width} classes of ${named}`)] : []),
      ...(width > 1 ? [multiLabel(width, `the ${width} labels of ${named}`)] : [binary(named)]),
    ];
  if (targets.every(t => t.task === 'regression'))
    return [regression(width, width === 1 ? `the number ${named}` : `the ${width} numbers of ${named}`)];
  if (targets.length === 1) {
    const classes = first!.classes ?? [];
    const shown = classes.length > 6 ? [...classes.slice(0, 5), '…'] : classes;
    const why = `the ${classes.length} classes of ${named} (${shown.join(', ')})`;
    if (first!.task === 'binary') return [binary(why), classification(2, why)];
    return [classification(classes.length, why)];
  }
  return targets.every(t => t.task === 'binary') ? [multiLabel(targets.length, named)] : [];
}
