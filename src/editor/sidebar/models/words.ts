import * as figures from '../../../model-form/figures';
import { text } from '../context';

/** How models are put in words: numbers, sizes, times. */

const language = (): string => RED.i18n.lang() || 'en-US';

/** Four digits: `0.9731`, `21,440`. */
export const figure = (n: unknown): string => figures.figure(n, language());

export const counted = (n: number): string => figures.counted(n, language());

export const percent = (share: number): string => figures.percent(share, language());

/** `4.2 MB` */
export function size(bytes: number): string {
  const [unit, divisor] = bytes >= 1e6 ? (['MB', 1e6] as const) : (['kB', 1e3] as const);
  return `${new Intl.NumberFormat(language(), { maximumFractionDigits: 1 }).format(bytes / divisor)} ${unit}`;
}

export const moment = (iso: string): string =>
  Number.isNaN(Date.parse(iso))
    ? '–'
    : new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

const KNOWN = ['accuracy', 'loss', 'log_loss', 'mae', 'rmse', 'precision', 'recall'];
const OWN_NAMES: Readonly<Record<string, string>> = { r2: 'R²', mape: 'MAPE', roc_auc: 'ROC AUC', pr_auc: 'PR AUC' };

/** The name of a metric for people; one that is not known as it is. */
export const metricName = (metric: string): string =>
  KNOWN.includes(metric) ? text(`models.metric.${metric}`) : (OWN_NAMES[metric] ?? metric.replaceAll('_', ' '));

interface Scored {
  readonly worth?: { readonly metric?: unknown; readonly value?: unknown };
  readonly metrics?: Readonly<Record<string, number>>;
}
/** The main metric of a model, `accuracy 0.962`; '' if there is none. */
export function headline({ worth, metrics = {} }: Scored): string {
  if (typeof worth?.metric === 'string' && typeof worth.value === 'number')
    return `${metricName(worth.metric)} ${figure(worth.value)}`;
  for (const name of ['val_accuracy', 'val_r2', 'val_mae', 'accuracy', 'r2', 'mae', 'val_loss', 'loss'])
    if (typeof metrics[name] === 'number') return `${metricName(name.replace('val_', ''))} ${figure(metrics[name])}`;
  return '';
}
