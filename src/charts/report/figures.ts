import type { Words } from '../wording';

const PRECISE = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4, useGrouping: false });
const SMALL = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });
const THOUSANDTHS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const PERCENT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** About four digits: `1234`, as a year is written, `12,345`, `12.35`, `0.123`, `0.0012`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return value.toExponential(2);
  const format = size >= 10_000 ? WHOLE : size >= 1 || size === 0 ? PRECISE : size >= 0.01 ? THOUSANDTHS : SMALL;
  return signed(format.format(value));
}

/** With a typographic minus. */
const signed = (text: string): string => text.replace(/^-/, '−');

/** A share as `93.4 %`. Only if it is exactly all or nothing, it is 100 % or 0 %. */
export function percent(share: number, say: Words): string {
  if (Number.isNaN(share)) return '–';
  const [rounded, hundred] = [PERCENT.format(100 * share), 100 * share];
  if (rounded === '100' && share < 1) return say('over {0} %', '99.9');
  if (rounded === '0' && share > 0) return say('under {0} %', '0.1');
  return say('{0} %', signed(hundred === 0 ? '0' : rounded));
}

/** A count with thousands separators. */
export const count = (value: number): string => WHOLE.format(value);

/** Metrics that are shares. */
const SHARES: readonly string[] = ['accuracy', 'precision', 'recall', 'f1'];

export const metricText = (metric: string, value: number | undefined, say: Words): string => {
  if (value === undefined) return '–';
  return SHARES.includes(metric) ? percent(value, say) : figure(value);
};

export function metricName(metric: string, say: Words): string {
  switch (metric) {
    case 'accuracy':
      return say('Accuracy');
    case 'precision':
      return say('Precision');
    case 'recall':
      return say('Recall');
    case 'f1':
      return say('F1');
    case 'log_loss':
      return say('Log loss');
    case 'roc_auc':
      return say('Area under the ROC curve');
    case 'mae':
      return say('Mean absolute error');
    case 'rmse':
      return say('Root mean squared error');
    case 'r2':
      return say('R²');
    default:
      return metric;
  }
}
