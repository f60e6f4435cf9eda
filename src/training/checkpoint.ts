import { createHash } from 'node:crypto';
import type { EngineName } from '../engine/engine';
import type { Feeds } from '../spec';
import type { Dataset } from '../values/dataset';
import { version } from '../version';
import type { TrainingPlan } from './plan';

/** All that a training is between two epochs: with it and the same order it goes on as if it had never been interrupted. */
export interface Checkpoint {
  /** of the order that it belongs to, see `keyOf` */
  readonly key: string;
  /** on which it was made, and goes on; none: an older version made it */
  readonly engine?: EngineName;
  readonly seed: number;
  readonly model: string;
  /** the last epoch that was finished, and how many there shall be */
  readonly epoch: number;
  readonly epochs: number;
  readonly stepsDone: number;
  readonly learningRate: number;
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** of the best epoch so far and of the plateau: numbers by name */
  readonly best: Readonly<Record<string, number>>;
  readonly plateau: Readonly<Record<string, number>> | null;
  readonly state: Feeds;
  /** the weights of the best epoch; null: those of the last one */
  readonly bestWeights: Feeds | null;
}

/** Where checkpoints are kept: of one training, the last one only. */
export interface Checkpoints {
  /** What was kept for this order; null: nothing, or something for another one. */
  load(key: string): Promise<Checkpoint | null>;
  /** Called after each epoch; `take` is asked where one is due. */
  offer(take: () => Checkpoint): Promise<void>;
}

/**
 * Says whether an order is the same as another: the same settings, network and data, and the same version of this package.
 * A seed that nobody gave is no part of it, nor is the engine: the checkpoint names its own (`whereToGoOn`).
 */
export function keyOf(plan: TrainingPlan, { body }: Dataset): string {
  const { run, resolveFrom, engine, initial, seed, ...rest } = plan;
  const { fingerprint, targets, pipeline, sampleWeight, split } = body;
  const given = plan.seedIsDrawn ? null : seed;
  const told = [version, { ...rest, seed: given }, { fingerprint, targets, pipeline, sampleWeight }];
  const hash = createHash('sha256').update(JSON.stringify(told)).update(split);
  for (const [key, { data }] of Object.entries(initial ?? {})) hash.update(key).update(data);
  return hash.digest('hex');
}
