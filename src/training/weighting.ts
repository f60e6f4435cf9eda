import { encodeTarget } from '../data';
import { badArgument, TensorwireError } from '../errors';
import type { Dataset } from '../values/dataset';
import type { Rows } from './batches';
import type { Objective } from './objective';
import type { ClassWeight } from './plan';

/**
 * Class weights as weights of rows, one array for each objective that has classes.
 * `balanced` is rows / (classes · rows of the class), as sklearn.utils.class_weight.compute_class_weight.
 */
export function rowWeights(
  classWeight: ClassWeight,
  objectives: readonly Objective[],
  dataset: Dataset,
  rows: Int32Array,
): (Rows | undefined)[] {
  if (classWeight === 'none') return objectives.map(() => undefined);
  const classes = objectives.map(o => (o.targets.length === 1 ? o.targets[0]!.classes : undefined));
  const known = new Set(classes.flatMap(c => c ?? []));
  if (known.size === 0)
    throw new TensorwireError('train', 'classWeight needs a target with classes, and the network has none', {
      argument: 'classWeight',
    });
  if (classWeight !== 'balanced')
    for (const name of Object.keys(classWeight))
      if (!known.has(name))
        throw badArgument('train', 'classWeight', `weights of the classes ${[...known].join(', ')}`, name);

  return objectives.map((objective, i) => {
    const names = classes[i];
    if (!names) return undefined;
    const { data: index } = encodeTarget(objective.targets[0]!, 'index', dataset, rows);
    const factors = classWeight === 'balanced' ? balanced(index, names.length) : names.map(n => classWeight[n] ?? 1);
    return { data: Float32Array.from(index, c => factors[c] ?? 1), shape: [index.length] };
  });
}

export function balanced(index: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < index.length; i++) counts[index[i]!]!++;
  const present = counts.filter(c => c > 0).length;
  return counts.map(c => (c > 0 ? index.length / (present * c) : 1));
}
