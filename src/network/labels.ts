import type { PersistentMap } from './persistent-map';

/** The labels that are taken; for `dense`, also the lowest number for which `dense_1`, … may be free. */
export type Labels = PersistentMap<number>;

/** `base`, else `base_1`, `base_2`, …: the first that no layer has. */
export function freeLabel(labels: Labels, base: string): string {
  let number = labels.get(base);
  if (number === undefined) return base;
  while (labels.has(`${base}_${number}`)) number++;
  return `${base}_${number}`;
}

/** The labels with one added. */
export function withLabel(labels: Labels, label: string): Labels {
  const numbered = /^(.+)_([1-9]\d*)$/.exec(label);
  const [base, number] = [numbered?.[1] ?? '', Number(numbered?.[2])];
  const counted = labels.get(base) === number ? labels.with(base, number + 1) : labels;
  return counted.has(label) ? counted : counted.with(label, 1);
}
