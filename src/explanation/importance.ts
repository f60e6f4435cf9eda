import { encodeTarget, rowsOf } from '../data';
import { targetNumbers } from '../data/pipeline/target';
import { mixKey, uniformSequence } from '../graph/counter-hash';
import type { Column } from '../spec';
import type { Dataset } from '../values/dataset';
import type { Explainer } from './explainer';

/** How much a column matters to a model. */
export interface ColumnImportance {
  readonly column: string;
  /** permutation: by how much the metric falls; attributions: the mean size of the contributions */
  readonly importance: number;
  /** the standard deviation over the repetitions, or over the rows */
  readonly std: number;
}

/** More rows would not change the figure visibly. */
const ROWS = 1000;
/** How often each column is permuted. */
const REPEATS = 5;

interface ImportanceOptions {
  readonly seed?: number;
  /** called after each column */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/**
 * Permutation importance: how much accuracy (classes; with several labels a row is right if all are) or R² (numbers)
 * falls when a column is shuffled. Mean and standard deviation of five shuffles, over at most 1000 rows; largest first.
 * Source: sklearn.inspection.permutation_importance; Breiman 2001.
 */
export async function permutationImportance(
  explainer: Explainer,
  dataset: Dataset,
  rows: Int32Array,
  t: number,
  { seed = 1, onProgress }: ImportanceOptions = {},
): Promise<{ readonly metric: 'accuracy' | 'r2'; readonly importance: readonly ColumnImportance[] }> {
  const random = uniformSequence(mixKey(seed, 0x7065726d));
  const used = dealt(rows, random).slice(0, ROWS);
  const columns = explainer.players.map(({ column }) => {
    const whole = dataset.body.columns.find(({ name }) => name === column.name);
    return whole ? rowsOf(whole, used) : null;
  });
  const known = columns.flatMap(column => column ?? []);
  const score = scoreOf(explainer, dataset, used, t);
  const whole = await score(known);
  const importance: ColumnImportance[] = [];
  const all = upTo(used.length);
  for (const column of known) {
    const falls: number[] = [];
    for (let k = 0; k < REPEATS; k++) {
      const permuted = rowsOf(column, dealt(all, random));
      falls.push(whole - (await score(known.map(one => (one === column ? permuted : one)))));
    }
    importance.push({ column: column.name, ...meanAndStd(falls) });
    onProgress?.(importance.length, known.length);
  }
  const isNumber = explainer.answers[t]!.target.task === 'regression';
  return { metric: isNumber ? 'r2' : 'accuracy', importance: largestFirst(importance) };
}

/** How well the target of these rows is predicted from the given columns. */
function scoreOf(
  explainer: Explainer,
  dataset: Dataset,
  rows: Int32Array,
  t: number,
): (given: readonly Column[]) => Promise<number> {
  const { target } = explainer.answers[t]!;
  const all = upTo(rows.length);
  if (target.task === 'regression') {
    const actual = targetNumbers(target, dataset, rows);
    return async given => r2(actual, await explainer.values(given, all, t, 0));
  }
  const several = target.task === 'multi-label';
  const actual = encodeTarget(target, several ? 'number' : 'index', dataset, rows).data;
  if (several) return async given => accuracy(actual, await explainer.labels(given, all, t), target.classes!.length);
  return async given => accuracy(actual, await explainer.choices(given, all, t), 1);
}

export const largestFirst = (all: readonly ColumnImportance[]): ColumnImportance[] =>
  all.toSorted((a, b) => b.importance - a.importance);

/** As in NumPy (mean, std). */
export function meanAndStd(values: ArrayLike<number>): Pick<ColumnImportance, 'importance' | 'std'> {
  const list = Array.from(values);
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  return { importance: mean, std: Math.sqrt(list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / list.length) };
}

function dealt(rows: Int32Array, random: () => number): Int32Array {
  const order = rows.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

const upTo = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/** The share of rows whose `width` numbers are all right. */
function accuracy(actual: ArrayLike<number>, found: ArrayLike<number>, width: number): number {
  const rows = actual.length / width;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    let same = true;
    for (let i = row * width; i < (row + 1) * width; i++) same &&= found[i] === actual[i];
    right += Number(same);
  }
  return right / rows;
}

function r2(actual: ArrayLike<number>, values: Float64Array): number {
  const list = Array.from(actual);
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  const total = list.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  const left = list.reduce((sum, v, i) => sum + (v - values[i]!) ** 2, 0);
  return total === 0 ? (left === 0 ? 1 : 0) : 1 - left / total;
}
