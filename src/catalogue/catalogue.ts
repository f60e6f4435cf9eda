import * as generated from './entries.generated';
import type { LayerEntry, LossEntry, MetricEntry, OptimizerEntry, ScheduleEntry } from './entry';

/** All entries by their key: the class name, or for metrics and activations Keras's name in snake case. */

export const layers: Readonly<Record<string, LayerEntry>> = generated.layers;
export const optimizers: Readonly<Record<string, OptimizerEntry>> = generated.optimizers;
export const schedules: Readonly<Record<string, ScheduleEntry>> = generated.schedules;
export const losses: Readonly<Record<string, LossEntry>> = generated.losses;
export const metrics: Readonly<Record<string, MetricEntry>> = generated.metrics;
export { activations, initializers, regularizers } from './parts';
