import { encodeTarget } from '../data';
import { badArgument, TensorwireError } from '../errors';
import type { Dataset } from '../values/dataset';
import type { Rows } from './batches';
import type { ClassWeight } from './plan';
import type { Objective } from './step/objective';

/** The weight of each row, float32 [rows]: the dataset's sample weights; undefined if it has none. */
export function sampleWeights({ body }: Dataset, rows: Int32Array): Rows | undefined {
  if (body.sampleWeight === undefined) return undefined;
  const { data } = body.columns.find(column => column.name === body.sampleWeight)!;
  return { data: Float32Array.from(rows, row => data[row]!), shape: [rows.length] };
}

/**
 * The weight of each training row, for each objective: its sample weight times the weight of its class, if the
 * objective has classes. `balanced` is (weight of all rows) / (classes · weight of the class's rows), as in
 * sklearn.utils.class_weight.compute_class_weight.
 */
export function rowWeights(
  classWeight: ClassWeight,
  objectives: readonly Objective[],
  dataset: Dataset,
  rows: Int32Array,
): (Rows | undefined)[] {
  const own = sampleWeights(dataset, rows);
  if (classWeight === 'none') return objectives.map(() => own);
  const classes = objectives.map(o => (o.targets.length === 1 ? o.targets[0]!.classes : undefined));
  const known = new Set(classes.flatMap(c => c ?? []));
  if (known.size === 0)
    throw new TensorwireError('train', 'classWeight needs a target with classes, and the network has none', {
      argument: 'classWeight',
    });
  if (classWeight !== 'balanced')
    for (const name of Object.keys(classWeight))
      if (!known.has(name))
        throw badArgument('classWeight', `weights of the classes ${[...known].join(', ')}`, name).about('train');

  return objectives.map((objective, i) => {
    const names = classes[i];
    if (!names) return own;
    const { data: index } = encodeTarget(objective.targets[0]!, 'index', dataset, rows);
    const factors =
      classWeight === 'balanced' ? balanced(index, names.length, own?.data) : names.map(n => classWeight[n] ?? 1);
    return {
      data: Float32Array.from(index, (c, row) => (factors[c] ?? 1) * (own?.data[row] ?? 1)),
      shape: [index.length],
    };
  });
}

export function balanced(index: ArrayLike<number>, classes: number, weights?: ArrayLike<number>): number[] {
  const sums = new Array<number>(classes).fill(0);
  for (let i = 0; i < index.length; i++) sums[index[i]!]! += weights?.[i] ?? 1;
  const all = sums.reduce((a, b) => a + b, 0);
  const present = sums.filter(sum => sum > 0).length;
  return sums.map(sum => (sum > 0 ? all / (present * sum) : 1));
}
