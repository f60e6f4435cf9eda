import type { HostTensor } from '../spec';

import { lossOutput, metricOutput, type Objective, resultOf } from './step/objective';

/**
 * Accumulates the results of runs in float64: losses weighted by rows, as in Keras, so that a smaller last batch has a
 * smaller weight; metrics as the sums of their partials.
 */
export class MetricAccumulator {
  private rows = 0;
  private readonly sums = new Map<string, Float64Array>();
  constructor(private readonly objectives: readonly Objective[]) {}

  /** Results of `steps` batches of `rows` rows: losses [steps] or [], partials [steps, k] or [k]. */
  add(results: Readonly<Record<string, HostTensor>>, { steps, rows }: { steps: number; rows: number }): void {
    this.rows += steps * rows;
    const addTo = (name: string, weight: number) => {
      const { data } = results[name]!;
      const width = data.length / steps;
      const sums = this.sums.get(name) ?? new Float64Array(width);
      for (let i = 0; i < data.length; i++) sums[i % width]! += data[i]! * weight;
      this.sums.set(name, sums);
    };
    addTo('loss', rows);
    this.objectives.forEach((objective, i) => {
      if (this.objectives.length > 1) addTo(lossOutput(i), rows);
      for (const metric of objective.metrics) addTo(metricOutput(i, metric), 1);
    });
  }

  /** Adds what another process has accumulated: sums by the name of their output. */
  addSums(rows: number, sums: Readonly<Record<string, readonly number[]>>): void {
    this.rows += rows;
    for (const [name, values] of Object.entries(sums)) {
      const own = this.sums.get(name) ?? new Float64Array(values.length);
      values.forEach((value, i) => {
        own[i]! += value;
      });
      this.sums.set(name, own);
    }
  }

  /**
   * `loss`, `accuracy`, …; with several outputs also `species_loss`, `species_accuracy`, … Without metrics that are not
   * defined.
   */
  metrics(prefix = ''): Record<string, number> {
    const several = this.objectives.length > 1;
    const mean = (name: string) => this.sums.get(name)![0]! / this.rows;
    const found: Record<string, number> = { [`${prefix}loss`]: mean('loss') };
    this.objectives.forEach((objective, i) => {
      const own = several ? `${prefix}${objective.name}_` : prefix;
      if (several) found[`${own}loss`] = mean(lossOutput(i));
      for (const metric of objective.metrics)
        found[`${own}${metric.key}`] = resultOf(metric, objective, this.sums.get(metricOutput(i, metric))!);
    });
    return Object.fromEntries(Object.entries(found).filter(([name, value]) => isLoss(name) || !Number.isNaN(value)));
  }
}

/** A NaN loss is kept: the reader turns it into an error. */
const isLoss = (name: string): boolean => name.endsWith('loss');
