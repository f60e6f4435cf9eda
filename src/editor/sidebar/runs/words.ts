import type { RunSummary } from '../../../spec/run';
import { text } from '../context';

/** Runs in words: numbers, times, names. */

const language = (): string => RED.i18n.lang() || 'en-US';

/** Cached: making a format takes as long as formatting a hundred numbers. */
const formats = new Map<string, Intl.NumberFormat>();
function formatted(n: number, digits?: number): string {
  const key = `${language()} ${digits}`;
  const known =
    formats.get(key) ?? new Intl.NumberFormat(language(), digits ? { maximumSignificantDigits: digits } : {});
  formats.set(key, known);
  return known.format(n);
}

/** Four digits, as in the statuses of nodes: `0.9731`, `1.2e-5`. */
export function figure(n: number | null | undefined): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return '–';
  const size = Math.abs(n);
  if (n !== 0 && (size < 1e-3 || size >= 1e6))
    return n
      .toExponential(2)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  return formatted(n, 4);
}

export const counted = (n: number): string => formatted(n);

/** `42 s`, `3 min`, `1.5 h` */
export function duration(seconds: number): string {
  if (seconds < 90) return text('runs.time.seconds', { n: Math.ceil(seconds) });
  if (seconds < 5400) return text('runs.time.minutes', { n: Math.round(seconds / 60) });
  return text('runs.time.hours', { n: (seconds / 3600).toFixed(1) });
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `3 minutes ago` */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  const format = new Intl.RelativeTimeFormat(language(), { numeric: 'auto', style: 'short' });
  for (const [unit, size] of UNITS) if (seconds >= size) return format.format(-Math.floor(seconds / size), unit);
  return text('runs.time.now');
}

/** The name of a run: given by its user, else its model and number. */
export const nameOf = ({ name, model, number }: RunSummary): string => name || `${model} ${number || ''}`.trim();

export const goesOn = ({ state }: RunSummary): boolean => state === 'running' || state === 'waiting';

/** Metrics for which higher is better; for losses and errors lower is. */
const HIGHER = /(accuracy|precision|recall|f1|r2|auc)$/;
export const isHigherBetter = (metric: string): boolean => HIGHER.test(metric);

const KNOWN = ['loss', 'learning_rate', 'accuracy', 'top_k_accuracy', 'precision', 'recall', 'f1', 'mae', 'rmse'];
const OWN_NAMES: Readonly<Record<string, string>> = { r2: 'R²', mape: 'MAPE', roc_auc: 'ROC AUC', pr_auc: 'PR AUC' };

/** The name of a metric for people; unknown names, such as those of one of several targets, stay as they are. */
export function metricName(metric: string): string {
  if (KNOWN.includes(metric)) return text(`runs.metric.${metric}`);
  return OWN_NAMES[metric] ?? metric.replaceAll('_', ' ');
}

/** Settings that are a field of no node, or of several nodes. */
const OWN_SETTINGS = ['recipe', 'layers', 'optimizer', 'trainedFurther', 'branches'];

/** A setting as the dialogs of `nn-train` and `nn-optimizer` call it; one without a field stays as it is. */
export function settingName(name: string, runs: readonly RunSummary[]): string {
  if (OWN_SETTINGS.includes(name)) return text(`runs.setting.${name}`);
  const optimizers = new Set(runs.map(({ settings }) => String(settings.optimizer)));
  const keys = [
    `nn-train.label.${name}`,
    ...Array.from(optimizers, optimizer => `nn-optimizer.class.${optimizer}.arguments.${name}.label`),
    `nn-optimizer.label.${name}`,
  ];
  for (const key of keys) {
    const label = RED._(`@tensorwire/node-red/${key.slice(0, key.indexOf('.'))}:${key}`);
    if (!label.endsWith(key)) return label; // a text that is missing is its key
  }
  return name;
}

/** The main number of a run: its comparison with the guess, else its best metric. */
export function headline({ worth, best, folds, metrics }: RunSummary): readonly [metric: string, value: number] | null {
  if (worth) return [worth.metric, worth.value];
  const all = folds
    ? Object.fromEntries(Object.entries(folds.metrics).map(([name, { mean }]) => [name, mean]))
    : (metrics ?? best?.metrics ?? {});
  for (const name of ['val_accuracy', 'val_r2', 'val_mae', 'accuracy', 'r2', 'mae', 'val_loss', 'loss'])
    if (typeof all[name] === 'number') return [name.replace('val_', ''), all[name]];
  return null;
}
