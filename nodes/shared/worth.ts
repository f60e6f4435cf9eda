import type { Status, Worth } from '../../src';

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

/** `accuracy 0.925 · better than guessing · 80 rows`, in a colour that says so too. */
export function worthStatus({ metric, value, verdict, rows }: Worth, before = ''): Status {
  const many = `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
  return { ...LOOKS[verdict], text: `${before}${metric} ${figure(value)} · ${WORDS[verdict]} · ${many}` };
}

/** `0.925`, `-1.2e+7`, `0` */
export function figure(n: number): string {
  if (n === 0) return '0';
  const size = Math.abs(n);
  if (size < 1e-3 || size >= 1e5) return n.toExponential(1);
  return size < 1 ? n.toFixed(3) : n.toPrecision(4);
}
