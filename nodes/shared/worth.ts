import { type ComparedModel, type Status, verdictWord, type Worth } from '../../src';

const WORDS: Readonly<Record<ReturnType<typeof verdictWord>, string>> = {
  better: 'better than guessing',
  unclear: 'perhaps better than guessing',
  below: 'perhaps worse than guessing',
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
 * Where the evaluated rows come from, put before `rows`. Rows of validation need no word, as they are what a training
 * is normally measured on, and a status has little room. Rows of `payload` belong to no split.
 */
const PARTS: Readonly<Record<string, string>> = { train: 'training ', test: 'test ' };

/** `accuracy 0.925 · better than guessing · 80 test rows`, with a color to match. */
export function worthStatus(worth: Worth, before = ''): Status {
  const { metric, value, verdict, rows, split } = worth;
  const words = WORDS[verdictWord(worth)];
  const many = `${rows.toLocaleString('en-US')} ${PARTS[split] ?? ''}${rows === 1 ? 'row' : 'rows'}`;
  return { ...LOOKS[verdict], text: `${before}${metricText(metric)} ${figure(value)} · ${words} · ${many}` };
}

/** The same, after how the model compares with another one: `better than orders@champion · accuracy 0.925 · …` */
export function againstStatus({ model, verdict }: ComparedModel, status: Status): Status {
  if (verdict === null) return { ...status, text: `no ${model} yet · ${status.text}` };
  const look = verdict === 'better' ? {} : LOOKS[verdict];
  return { ...status, ...look, text: `${AGAINST[verdict]} ${model} · ${status.text}` };
}
const AGAINST: Readonly<Record<Worth['verdict'], string>> = {
  better: 'better than',
  unclear: 'perhaps better than',
  same: 'no better than',
  worse: 'worse than',
};

/** As the form writes it; messages and cards keep the key. */
const METRICS: Readonly<Record<string, string>> = { r2: 'R²', rmse: 'RMSE', mae: 'MAE' };
export const metricText = (metric: string): string => METRICS[metric] ?? metric;

/** `0.925`, `-1.2e+7`, `0` */
export function figure(n: number): string {
  if (n === 0) return '0';
  const size = Math.abs(n);
  if (size < 1e-3 || size >= 1e5) return n.toExponential(1);
  return size < 1 ? n.toFixed(3) : n.toPrecision(4);
}
