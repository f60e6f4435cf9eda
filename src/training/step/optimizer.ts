import { optimizers, parseArguments } from '../../catalogue';
import { integer, number } from '../../catalogue/arguments';
import type { OptimizerEntry } from '../../catalogue/entry';
import { badArgument, Problem } from '../../errors';
import type { OptimizerSpec } from '../../spec';

import { resolveSchedule, type Schedule } from './schedule';

/** An optimizer with its entry looked up and everything checked. */
export interface ResolvedOptimizer {
  readonly entry: OptimizerEntry;
  readonly args: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
  readonly schedule: Schedule | null;
  readonly clipping: Clipping | null;
  /** the number of batches whose mean gradient makes one update; 1: every batch makes an update */
  readonly accumulation: number;
  readonly averaging: Averaging | null;
}

/** Of each number (`value`), of each weight's gradient (`norm`), or of all gradients as one vector (`globalNorm`). */
export interface Clipping {
  readonly by: 'value' | 'norm' | 'globalNorm';
  readonly limit: number;
}

/** An exponential moving average of the weights, which replaces them at intervals and at the end of the training. */
export interface Averaging {
  readonly momentum: number;
  /** in updates; null: only at the end */
  readonly overwriteFrequency: number | null;
}

const CLIPS = { clipNorm: 'norm', clipValue: 'value', globalClipNorm: 'globalNorm' } as const;

/** Names, defaults and checks are those of keras.optimizers.Optimizer. Throws a Problem. */
export function resolveOptimizer(spec: OptimizerSpec): ResolvedOptimizer {
  const entry = Object.hasOwn(optimizers, spec.className) ? optimizers[spec.className] : undefined;
  if (!entry)
    throw badArgument('optimizer', `one of ${Object.keys(optimizers).join(', ')}`, spec.className).about('train');
  const args: Readonly<Record<string, unknown>> = parseArguments(entry.arguments, spec.args);
  const learningRate = Number(args.learningRate);
  return {
    entry,
    args,
    learningRate,
    schedule: resolveSchedule(spec, learningRate),
    clipping: clippingOf(spec),
    accumulation: accumulation.parse(spec.gradientAccumulationSteps ?? 1, 'gradientAccumulationSteps'),
    averaging: spec.useEma ? averagingOf(spec) : null,
  };
}

const accumulation = integer({ min: 1, default: 1 });
const momentum = number({ min: 0, max: 1, default: 0.99 });
const frequency = integer({ min: 1, default: 1 });

const averagingOf = ({ emaMomentum, emaOverwriteFrequency }: OptimizerSpec): Averaging => ({
  momentum: momentum.parse(emaMomentum ?? momentum.default, 'emaMomentum'),
  overwriteFrequency:
    emaOverwriteFrequency === undefined ? null : frequency.parse(emaOverwriteFrequency, 'emaOverwriteFrequency'),
});

function clippingOf(spec: OptimizerSpec): Clipping | null {
  const given = Object.entries(CLIPS).flatMap(([name, by]) => {
    const limit: unknown = spec[name as keyof typeof CLIPS];
    if (limit === undefined || limit === null) return [];
    if (typeof limit === 'number' && limit > 0 && Number.isFinite(limit)) return [{ name, by, limit }];
    throw badArgument(name, 'a number above 0', limit);
  });
  const [first, second] = given;
  if (second)
    throw new Problem(
      `takes one of ${Object.keys(CLIPS).join(', ')}, received ${given.map(clip => clip.name).join(' and ')}`,
      { argument: second.name },
    );
  return first ? { by: first.by, limit: first.limit } : null;
}
