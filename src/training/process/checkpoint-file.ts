import { messageOf } from '../../errors';
import { foldsPart, nodeFile, orderPart, removeNodeFile, removeOrphaned } from '../../node-files';
import { type Parcel, readHeader, readParcel } from '../../process/parcel';
import type { Checkpoint, Checkpoints } from '../checkpoint';
import { Arrays, arraysOf, reading, replaceParcel, type Shapes, shapesOf } from './checkpoint-parcel';
import { readFolds, writeFolds } from './folds-file';

/** A checkpoint on disk: one file, replaced atomically, so that there is always a complete one. */

/** The shortest interval between writes, in milliseconds: an epoch may take only one. */
export const CHECKPOINT_EVERY = 2000;
/** … and as a multiple of the time of a write, so that writing takes at most a twentieth of the time. */
const SHARE = 20;

const FOLDER = 'checkpoints';

/** The checkpoint file of a node, whose trainings run one after another. */
export const checkpointFile = (userDir: string, node: string): string => nodeFile(userDir, FOLDER, node);

/** Removes the checkpoints of nodes that have been gone for a week. */
export const removeOrphanedCheckpoints = (userDir: string, nodes: Iterable<string>): Promise<void> =>
  removeOrphaned(userDir, FOLDER, nodes);

export async function removeCheckpoint(file: string): Promise<void> {
  for (const part of [file, foldsPart(file), orderPart(file)]) await removeNodeFile(part);
}

/**
 * Reads what an interrupted training has left, without its numbers; null: nothing. Throws if the file cannot be read.
 */
export async function readInterrupted(
  file: string,
): Promise<Pick<Checkpoint, 'key' | 'model' | 'epoch' | 'epochs' | 'job'> | null> {
  return reading(file, async fd => (await readHeader(fd)).value as Stored);
}

interface Stored extends Omit<Checkpoint, 'state' | 'bestWeights' | 'folds'> {
  readonly state: Shapes;
  readonly bestWeights: Shapes | null;
  /** how many folds are finished; they are in a file of their own */
  readonly foldsDone?: number;
}

/** `warn` is called for a checkpoint that cannot be read or, once, that cannot be written when due: the training continues without it. */
export function checkpointsIn(file: string, every: number, warn: (text: string) => void): Checkpoints {
  let next = performance.now() + every;
  let hasWarned = false;
  /** the finished folds in their file; null: not written by this process */
  let folds: { readonly key: string; readonly count: number } | null = null;
  async function write({ state, bestWeights, folds: done, ...rest }: Checkpoint): Promise<void> {
    const count = done?.scores.length ?? 0;
    if (done && count > 0 && (folds?.key !== rest.key || folds.count !== count)) {
      await writeFolds(file, rest.key, done);
      folds = { key: rest.key, count };
    }
    const value: Stored = {
      ...rest,
      state: shapesOf(state),
      bestWeights: bestWeights && shapesOf(bestWeights),
      ...(done && { foldsDone: count }),
    };
    await replaceParcel(file, { value, arrays: [...arraysOf(state), ...arraysOf(bestWeights ?? {})] });
  }
  return {
    async load(key) {
      try {
        return await reading(file, async fd => opened(file, await readParcel(fd), key));
      } catch (error) {
        warn(`the checkpoint of an interrupted training cannot be read (${messageOf(error)}); training starts over`);
        return null;
      }
    },
    async offer(take, now = false) {
      if (!now && performance.now() < next) return;
      const began = performance.now();
      try {
        await write(take());
      } catch (error) {
        if (now) throw error;
        if (!hasWarned) warn(`the checkpoint cannot be written (${messageOf(error)}); training continues`);
        hasWarned = true;
      }
      next = performance.now() + Math.max(every, SHARE * (performance.now() - began));
    },
  };
}

async function opened(file: string, { value, arrays }: Parcel, key: string): Promise<Checkpoint | null> {
  const { state, bestWeights, foldsDone, ...rest } = value as Stored;
  if (rest.key !== key) return null;
  const from = new Arrays(arrays);
  const weights = { state: from.feeds(state), bestWeights: bestWeights && from.feeds(bestWeights) };
  if (foldsDone === undefined) return { ...rest, ...weights };
  const none = { scores: [], epochs: [], answers: [] };
  return { ...rest, ...weights, folds: foldsDone === 0 ? none : await readFolds(file, key, foldsDone) };
}
