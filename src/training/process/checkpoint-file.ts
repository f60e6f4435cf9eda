import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '../../errors';
import { makeFolder } from '../../make-folder';
import { beingWritten, nodeFile, removeNodeFile, removeOrphaned } from '../../node-files';
import { type Numbers, readHeader, readParcel, writeParcel } from '../../process/parcel';
import type { Feeds } from '../../spec';
import type { Checkpoint, Checkpoints, FoldsDone } from '../checkpoint';
import type { FoldAnswers } from '../fold-calibration';
import type { FoldMember } from '../fold-ensemble';
import { float32 } from '../step/packing';

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

export const removeCheckpoint = removeNodeFile;
/**
 * Reads what an interrupted training has left, without its numbers; null: nothing. Throws if the file cannot be read.
 */
export async function readInterrupted(file: string): Promise<Pick<Checkpoint, 'model' | 'epoch' | 'epochs'> | null> {
  return reading(file, async fd => (await readHeader(fd)).value as Stored);
}

type Shapes = readonly (readonly [name: string, shape: readonly number[]])[];
type StoredMember = Omit<FoldMember, 'weights'> & { readonly weights: Shapes };
interface Stored extends Omit<Checkpoint, 'state' | 'bestWeights' | 'folds'> {
  readonly state: Shapes;
  readonly bestWeights: Shapes | null;
  readonly folds?: FoldsWith<StoredMember, StoredAnswers>;
}
/** Rows, and the targets whose outputs and truths lie beside the JSON: as text they would be three times as large. */
type StoredAnswers = Pick<FoldAnswers, 'rows'> & { readonly targets: readonly string[] };
type FoldsWith<M, A> = Omit<FoldsDone, 'members' | 'answers'> & {
  readonly members?: readonly M[];
  readonly answers: readonly A[];
};

/** `warn` is called for a checkpoint that cannot be read or, once, written: the training continues without it. */
export function checkpointsIn(file: string, every: number, warn: (text: string) => void): Checkpoints {
  let next = performance.now() + every;
  let hasWarned = false;
  return {
    async load(key) {
      try {
        return await reading(file, async fd => opened(await readParcel(fd), key));
      } catch (error) {
        warn(`the checkpoint of an interrupted training cannot be read (${messageOf(error)}); training starts over`);
        return null;
      }
    },
    async offer(take) {
      if (performance.now() < next) return;
      const began = performance.now();
      try {
        await write(file, take());
      } catch (error) {
        if (!hasWarned) warn(`the checkpoint cannot be written (${messageOf(error)}); training continues`);
        hasWarned = true;
      }
      next = performance.now() + Math.max(every, SHARE * (performance.now() - began));
    },
  };
}

async function write(file: string, { state, bestWeights, folds, ...rest }: Checkpoint): Promise<void> {
  await makeFolder(dirname(file));
  const value: Stored = {
    ...rest,
    state: shapesOf(state),
    bestWeights: bestWeights && shapesOf(bestWeights),
    ...(folds && {
      folds: converted(
        folds,
        member => ({ ...member, weights: shapesOf(member.weights) }),
        ({ rows, targets }) => ({ rows, targets: Object.keys(targets) }),
      ),
    }),
  };
  const feeds = [state, bestWeights ?? {}, ...(folds?.members ?? []).map(({ weights }) => weights)];
  const answers = (folds?.answers ?? []).flatMap(({ targets }) => Object.values(targets));
  const arrays = [
    ...feeds.flatMap(one => Object.values(one).map(t => t.data as Numbers)),
    ...answers.flatMap(({ outputs, truth }) => [Float64Array.from(outputs), Float64Array.from(truth)]),
  ];
  const handle = await open(beingWritten(file), 'w', 0o600);
  try {
    await writeParcel(handle.fd, { value, arrays }, dirname(file));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beingWritten(file), file);
}

const shapesOf = (feeds: Feeds): Shapes => Object.entries(feeds).map(([name, { shape }]) => [name, shape]);

function opened({ value, arrays }: { value: unknown; arrays: readonly Numbers[] }, key: string): Checkpoint | null {
  const stored = value as Stored;
  if (stored.key !== key) return null;
  let at = 0;
  const feeds = (shapes: Shapes): Feeds =>
    Object.fromEntries(shapes.map(([name, shape]) => [name, float32(arrays[at++] as Float32Array, shape)]));
  const { folds, ...rest } = stored;
  // in the order in which they were written
  const [state, bestWeights] = [feeds(stored.state), stored.bestWeights && feeds(stored.bestWeights)];
  const numbers = (): number[] => Array.from(arrays[at++]!);
  const done =
    folds &&
    converted(
      folds,
      member => ({ ...member, weights: feeds(member.weights) }),
      ({ rows, targets }): FoldAnswers => ({
        rows,
        targets: Object.fromEntries(targets.map(name => [name, { outputs: numbers(), truth: numbers() }])),
      }),
    );
  return { ...rest, state, bestWeights, ...(done && { folds: done }) };
}

/** Members first: in this order their numbers lie in the file. */
const converted = <M, A, N, B>(
  { members, answers, ...rest }: FoldsWith<M, A>,
  member: (from: M) => N,
  answer: (from: A) => B,
): FoldsWith<N, B> => ({
  ...rest,
  ...(members && { members: members.map(member) }),
  answers: answers.map(answer),
});

/** The result of `read` on the file; null: there is no file. */
async function reading<T>(file: string, read: (fd: number) => Promise<T>): Promise<T | null> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  try {
    return handle && (await read(handle.fd));
  } finally {
    await handle?.close();
  }
}
