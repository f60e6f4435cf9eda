import { categoriesOf } from '../data';
import { dateText } from '../data/cell/dates';
import { TensorwireError } from '../errors';
import type { Background, Column, ColumnPipeline, FormField, ModelForm } from '../spec';
import type { Model } from '../values/model';

const MOST_OPTIONS = 200;

/** The columns that a model takes, as the fields of a form. */
export function formOf({ model, body }: Model): ModelForm {
  const { pipeline, background, calibration } = body;
  if (!pipeline)
    throw new TensorwireError(model, 'the model has no columns that a form could ask for: it takes tensors');
  const isArray = ({ type }: ColumnPipeline): boolean => type === 'tensor';
  return {
    fields: pipeline.features.filter(column => !isArray(column)).map(column => fieldOf(column, background)),
    arrays: pipeline.features.filter(isArray).map(({ name }) => name),
    calibrated: calibration !== null,
    background: background !== null,
  };
}

function fieldOf(column: ColumnPipeline, background: Background | null): FormField {
  const { name, type, transform } = column;
  const kept = background?.columns.find(other => other.name === name);
  const about = { name, type, unit: column.format?.unit ?? '' };
  const categories = type === 'number' || type === 'integer' || type === 'date' ? null : categoriesOf(column);
  if (categories) {
    const options = byFrequency(categories, kept).slice(0, MOST_OPTIONS);
    return { ...about, options, usual: isMostlyMissing(kept) ? null : (options[0] ?? null) };
  }
  const numbers =
    kept && !kept.labels
      ? Float64Array.from(kept.data)
          .filter(value => !Number.isNaN(value))
          .sort()
      : [];
  if (numbers.length === 0) return { ...about, usual: null, ...around(transform) };
  const middle = numbers[Math.floor((numbers.length - 1) / 2)]!;
  const usual = isMostlyMissing(kept) ? null : middle;
  if (type === 'date') return { ...about, usual: usual === null ? null : dateText(usual) };
  return { ...about, usual, low: numbers[0]!, high: numbers.at(-1)! };
}

/** What most rows lack, the usual row lacks. */
function isMostlyMissing(kept: Column | undefined): boolean {
  if (!kept || kept.texts || kept.type === 'tensor') return false;
  const isMissing = (value: number): boolean => (kept.labels ? value < 0 : Number.isNaN(value));
  let missing = 0;
  for (const value of kept.data) missing += Number(isMissing(Number(value)));
  return 2 * missing > kept.data.length;
}

function byFrequency(categories: readonly string[], kept: Column | undefined): readonly string[] {
  if (!kept?.labels) return categories;
  const counts = new Map<string, number>();
  for (const code of kept.data)
    if (code >= 0) counts.set(kept.labels[code]!, (counts.get(kept.labels[code]!) ?? 0) + 1);
  return categories.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
}

/** What scaling tells of a column where no rows are kept. */
function around(transform: ColumnPipeline['transform']): Partial<FormField> {
  if (transform.kind === 'standardize') {
    const { mean, std } = transform;
    return { usual: short(mean), low: short(mean - 2 * std), high: short(mean + 2 * std) };
  }
  if (transform.kind === 'minmax') {
    const { min, range } = transform;
    return { usual: short(transform.mean), low: short(min), high: short(min + range) };
  }
  return {};
}

const short = (value: number): number => Number(value.toPrecision(4));
