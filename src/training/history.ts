import type { EarlierEpochs } from '../spec';

/** Metrics of each epoch, by name: `loss`, `accuracy`, `val_loss`, … NaN if one is not defined. */
export class History {
  private readonly byName: Record<string, number[]>;
  private epochs: number;

  constructor(saved: Readonly<Record<string, readonly number[]>> = {}) {
    this.byName = withoutNulls(saved);
    this.epochs = saved.loss?.length ?? 0;
  }
  /** Each list has an element for each epoch. */
  add(metrics: Readonly<Record<string, number>>): void {
    for (const name of Object.keys(metrics)) this.byName[name] ??= new Array<number>(this.epochs).fill(Number.NaN);
    for (const [name, values] of Object.entries(this.byName)) values.push(metrics[name] ?? Number.NaN);
    this.epochs++;
  }
  /** Metrics of one epoch, counted from 1; empty before the first. */
  at(epoch: number): Record<string, number> {
    const entries = Object.entries(this.byName).map(([name, values]) => [name, values[epoch - 1]] as const);
    const known = ([, value]: (typeof entries)[number]) => value !== undefined && !Number.isNaN(value);
    return Object.fromEntries(entries.filter((e): e is readonly [string, number] => known(e)));
  }
  /** At most `most` epochs, evenly chosen, the last among them. */
  sampled(most: number): EarlierEpochs {
    const every = Math.max(1, Math.ceil((this.epochs - 1) / (most - 1)));
    const isKept = (i: number): boolean => i % every === 0 || i === this.epochs - 1;
    const numbers = Array.from({ length: this.epochs }, (_, i) => i + 1);
    const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
    return {
      epochs: numbers.filter((_, i) => isKept(i)),
      metrics: Object.fromEntries(
        Object.entries(this.byName).map(([name, values]) => [name, values.filter((_, i) => isKept(i)).map(known)]),
      ),
    };
  }
  toJSON(): Record<string, number[]> {
    return structuredClone(this.byName);
  }
}

/** Restores NaN, which JSON writes as null. */
export const withoutNulls = (json: Readonly<Record<string, readonly (number | null)[]>>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(json).map(([name, values]) => [name, values.map(v => v ?? Number.NaN)]));
