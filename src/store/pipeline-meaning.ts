import { Problem } from '../errors';
import type { ColumnPipeline, Pipeline, Scale, TargetPipeline, Transform } from '../spec';

/** The smallest normal float64: dividing by a smaller number gives infinity. */
const SMALLEST = 2 ** -1022;
/** the largest float32, in which a network computes */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/**
 * Checks properties that a fitted pipeline always has, but an imported one may not: without them, each answer would be
 * null or of the wrong column.
 */
export function checkMeaning({ features, targets }: Pipeline): void {
  const wrong = (where: string, what: string): Problem =>
    new Problem(`pipeline.json: ${where} ${what}`, { file: 'pipeline.json' });
  for (const [kind, columns] of Object.entries({ features, targets })) {
    const seen = new Set<string>();
    const twice = columns.find(({ name }) => seen.size === seen.add(name).size);
    if (twice) throw wrong(kind, `has two of the name "${twice.name}"`);
  }
  for (const column of [...features, ...targets]) {
    const problem = unpaired(column.transform) ?? scalesOf(column.transform).map(scaleProblem).find(Boolean);
    if (problem) throw wrong(`"${column.name}"`, problem);
  }
  for (const target of targets) {
    const [classes, values] = [target.classes?.length, valuesOf(target)];
    if (classes !== undefined && values !== undefined && classes !== values)
      throw wrong(`"${target.name}"`, `has ${classes} classes, but its transform tells ${values} apart`);
  }
}

type Fitted = { readonly shift: number; readonly factor: number };

function scalesOf(transform: Transform): Fitted[] {
  if (transform.kind === 'positions') return transform.scales.flatMap(fitted);
  if (transform.kind === 'calendar') return [{ shift: transform.mean, factor: transform.std }];
  return 'categories' in transform || transform.kind === 'boolean' ? [] : fitted(transform);
}

function fitted(scale: Scale): Fitted[] {
  switch (scale.kind) {
    case 'standardize':
      return [{ shift: scale.mean, factor: scale.std }];
    case 'robust':
      return [{ shift: scale.median, factor: scale.iqr }];
    case 'minmax':
      return [scale.min, scale.mean].map(shift => ({ shift, factor: scale.range }));
    case 'log':
      return [
        { shift: scale.mean, factor: scale.std },
        { shift: 0, factor: scale.unit },
      ];
    case 'quantile':
      return [];
    case 'identity':
      return [{ shift: scale.mean ?? 0, factor: 1 }];
  }
}

/** An error if values and shares of a quantile scale do not match. */
function unpaired(transform: Transform): string | undefined {
  const all = transform.kind === 'positions' ? transform.scales : [transform];
  const found = all.find(one => one.kind === 'quantile' && one.values.length !== one.shares.length);
  return found && 'has quantiles without a share, or shares without a quantile';
}

function scaleProblem({ shift, factor }: Fitted): string | undefined {
  if (factor < SMALLEST) return `is scaled by ${factor}, which is too close to 0 to divide by`;
  // 0 itself must become a number in the network's range
  if (Math.abs(shift / factor) > LARGEST)
    return `is shifted by ${shift} and scaled by ${factor}: numbers become larger than a network can take`;
  return undefined;
}

/** How many values the transform of a target distinguishes, if they are its classes. */
function valuesOf({ type, task, transform }: TargetPipeline & ColumnPipeline): number | undefined {
  if (type === 'tensor' || task === 'regression') return undefined;
  if (transform.kind === 'index') return transform.categories.length;
  return transform.kind === 'boolean' ? transform.labels.length : undefined;
}
