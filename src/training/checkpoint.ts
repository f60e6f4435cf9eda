import { createHash } from 'node:crypto';
import type { RayJob } from '../cluster';
import type { EngineName } from '../engine/engine';
import { messageOf, Problem } from '../errors';
import type { Feeds } from '../spec';
import type { Dataset } from '../values/dataset';
import { version } from '../version';
import type { FoldAnswers } from './fold-calibration';
import type { FoldMember } from './fold-ensemble';
import type { TrainingPlan } from './plan';

/**
 * The complete state of a training between two epochs: with it and the same order, training resumes as if it had never
 * been interrupted.
 */
export interface Checkpoint {
  /** identifies its order, see `keyOf` */
  readonly key: string;
  /** the engine on which it was made, and resumes; absent if an older version made it */
  readonly engine?: EngineName;
  readonly seed: number;
  readonly model: string;
  /** the last finished epoch, and the number of epochs */
  readonly epoch: number;
  readonly epochs: number;
  readonly stepsDone: number;
  readonly learningRate: number;
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** of the best epoch so far, and of the plateau: numbers by name */
  readonly best: Readonly<Record<string, number>>;
  /** of the best epoch of each branch, if the validation rows choose among branches */
  readonly bestOf?: readonly Readonly<Record<string, number>>[];
  readonly plateau: Readonly<Record<string, number>> | null;
  /** of a training on a cluster: where it goes on; the state is there */
  readonly job?: RayJob;
  /** of a cross-validation: what the folds before this training gave */
  readonly folds?: FoldsDone;
  readonly state: Feeds;
  /** the weights of the best epoch; null: those of the last one */
  readonly bestWeights: Feeds | null;
}

/** The finished folds of a cross-validation. */
export interface FoldsDone {
  /** the metrics of each fold's model on the fold */
  readonly scores: readonly Readonly<Record<string, number>>[];
  /** the best epoch of each */
  readonly epochs: readonly number[];
  /** what calibrates the model */
  readonly answers: readonly FoldAnswers[];
  /** for an ensemble of the folds */
  readonly members?: readonly FoldMember[];
}

/** Stores the last checkpoint of a training. */
export interface Checkpoints {
  /** The checkpoint of this order; null: none, or that of another order. */
  load(key: string): Promise<Checkpoint | null>;
  /** Called after each epoch; calls `take` if a checkpoint is due. `now`: it must be written; throws if it cannot. */
  offer(take: () => Checkpoint, now?: boolean): Promise<void>;
}

/**
 * Waits for the write of what names a job on a cluster, without which the job would run on where nobody finds it again. Throws a
 * Problem where it fails, so that the job is not submitted.
 */
export async function namingJob(written: Promise<void> | undefined): Promise<void> {
  try {
    await written;
  } catch (error) {
    throw new Problem(
      `the training was not submitted to the cluster: the file that names its job cannot be written (${messageOf(error)}). Free space on the disk of Node-RED's userDir, or let Node-RED write there`,
    );
  }
}

/**
 * Identifies an order: settings, network, data, and the version of this package. A drawn seed is not part of it, and
 * neither are the engine, which the checkpoint names itself (`resumePoint`), and the number of its threads.
 */
export function keyOf(plan: TrainingPlan, { body }: Dataset): string {
  const { run, resolveFrom, engine, threads, initial, pretrained, seed, ...rest } = plan;
  const { fingerprint, targets, pipeline, sampleWeight, split, splitting: { key, ...rule } = {} } = body;
  const given = plan.seedIsDrawn ? null : seed;
  const prepared = pretrained?.columns;
  const fingerprinted = [
    version,
    { ...rest, seed: given, prepared },
    { fingerprint, targets, pipeline, sampleWeight, rule },
  ];
  const hash = createHash('sha256')
    .update(JSON.stringify(fingerprinted))
    .update(split)
    .update(key ?? '');
  for (const weights of [initial, pretrained?.weights])
    for (const [key, { data }] of Object.entries(weights ?? {})) hash.update(key).update(data);
  return hash.digest('hex');
}
