import type { ColumnType } from '../../spec';
import { count } from '../report/figures';
import type { Words } from '../wording';

/** What columns and targets are, in words. */

export function typeName(type: ColumnType, say: Words): string {
  switch (type) {
    case 'number':
      return say('number');
    case 'integer':
      return say('whole number');
    case 'category':
      return say('category');
    case 'boolean':
      return say('yes or no');
    case 'date':
      return say('date');
    case 'text':
      return say('text');
    case 'tensor':
      return say('array');
    case 'ignored':
      return say('ignored');
  }
}

/** How a column is turned into numbers; kinds that have no word of ours stay as they are. */
export function scalingName(kind: string, say: Words): string {
  switch (kind) {
    case 'standardize':
      return say('standardized');
    case 'robust':
      return say('scaled by its quartiles');
    case 'log':
      return say('logarithm');
    case 'quantile':
      return say('quantiles');
    case 'minmax':
      return say('scaled to 0 to 1');
    case 'identity':
      return say('as it is');
    case 'one-hot':
      return say('one input for each value');
    case 'index':
      return say('by index');
    case 'boolean':
      return say('0 or 1');
    default:
      return kind;
  }
}

export function kindOfTarget(task: string, classes: number, say: Words): string {
  switch (task) {
    case 'regression':
      return say('a number');
    case 'binary':
      return say('one of two classes');
    case 'classification':
      return say('one of {0} classes', count(classes));
    case 'multi-label':
      return say('any of {0} labels', count(classes));
    default:
      return task;
  }
}
