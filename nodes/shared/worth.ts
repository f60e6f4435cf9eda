import { isBelow, type Status, type Worth } from '../../src';

const WORDS: Readonly<Record<Worth['verdict'], string>> = {
  better: 'better than guessing',
  unclear: 'perhaps better than guessing',
  same: 'as good as guessing',
  worse: 'worse than guessing',
};
const LOOKS: Readonly<Record<Worth['verdict'], Pick<Status, 'fill' | 'shape'>>> = {
  better: { fill: 'green', shape: 'dot' },
  unclear: { fill: 'yellow', shape: 'ring' },
  same: { fill: 'yellow', shape: 'dot' },
  worse: { fill: 'red', shape: 'dot' },
};

/**
 * What the rows were in the training, before `rows`. Those of validation are what a training is judged by, and need no
 * word: the status is as long as there is room on the canvas. Those of `payload` were none of it.
 */
const PARTS: Readonly<Record<string, string>> = { train: 'training ', test: 'test ' };

/** `accuracy 0.925 · better than guessing · 80 test rows`, in a colour that says so too. */
export function worthStatus(worth: Worth, before = ''): Status {
  const { metric, value, verdict, rows, split } = worth;
  // It looks worse than the guess, by no more than chance explains.
  const words = verdict === 'same' && isBelow(worth) ? 'perhaps worse than guessing' : WORDS[verdict];
  const many = `${rows.toLocaleString('en-US')} ${PARTS[split] ?? ''}${rows === 1 ? 'row' : 'rows'}`;
  return { ...LOOKS[verdict], text: `${before}${metricText(metric)} ${figure(value)} · ${words} · ${many}` };
}

/** As the form writes it; messages and cards keep its key. */
const METRICS: Readonly<Record<string, string>> = { r2: 'R²', rmse: 'RMSE', mae: 'MAE' };
export const metricText = (metric: string): string => METRICS[metric] ?? metric;

/** `0.925`, `-1.2e+7`, `0` */
export function figure(n: number): string {
  if (n === 0) return '0';
  const size = Math.abs(n);
  if (size < 1e-3 || size >= 1e5) return n.toExponential(1);
  return size < 1 ? n.toFixed(3) : n.toPrecision(4);
}
