import * as generated from './entries.generated';
import type { Family, LayerEntry, LossEntry, MetricEntry, OptimizerEntry, ScheduleEntry } from './entry';

/** All entries by key: the class name, or for metrics and activations Keras's name in snake case. */

export const layers: Readonly<Record<string, LayerEntry>> = generated.layers;
export const optimizers: Readonly<Record<string, OptimizerEntry>> = generated.optimizers;
export const schedules: Readonly<Record<string, ScheduleEntry>> = generated.schedules;
export const losses: Readonly<Record<string, LossEntry>> = generated.losses;
export const metrics: Readonly<Record<string, MetricEntry>> = generated.metrics;
export { activations, constraints, initializers, regularizers } from './components';

/**
 * The layers that a palette node offers: those of its family; a merge node offers those of any family that can take
 * several inputs.
 */
export const layersOf = (family: Family): LayerEntry[] =>
  Object.values(layers).filter(
    ({ family: own, inputs }) => own === family || (family === 'merge' && inputs === 'oneOrMany'),
  );
