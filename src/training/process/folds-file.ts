import { Problem } from '../../errors';
import { foldsPart } from '../../node-files';
import { readParcel } from '../../process/parcel';
import type { FoldsDone } from '../checkpoint';
import type { FoldAnswers } from '../fold-calibration';
import type { FoldMember } from '../fold-ensemble';
import { Arrays, arraysOf, reading, replaceParcel, type Shapes, shapesOf } from './checkpoint-parcel';

/**
 * The finished folds of a checkpoint, in a file beside it. It is written once after each fold: its members may be large,
 * and a checkpoint is written every few seconds.
 */

type StoredMember = Omit<FoldMember, 'weights'> & { readonly weights: Shapes };
/** Rows, and the targets whose outputs and truths lie beside the JSON: as text they would be three times as large. */
type StoredAnswers = Pick<FoldAnswers, 'rows'> & { readonly targets: readonly string[] };
interface Stored extends Omit<FoldsDone, 'members' | 'answers'> {
  /** of the order that the folds belong to */
  readonly key: string;
  readonly members?: readonly StoredMember[];
  readonly answers: readonly StoredAnswers[];
}

export async function writeFolds(checkpoint: string, key: string, folds: FoldsDone): Promise<void> {
  const { members, answers, ...rest } = folds;
  const value: Stored = {
    ...rest,
    key,
    ...(members && { members: members.map(member => ({ ...member, weights: shapesOf(member.weights) })) }),
    answers: answers.map(({ rows, targets }) => ({ rows, targets: Object.keys(targets) })),
  };
  const arrays = [
    ...(members ?? []).flatMap(({ weights }) => arraysOf(weights)),
    ...answers
      .flatMap(({ targets }) => Object.values(targets))
      .flatMap(({ outputs, truth }) => [Float64Array.from(outputs), Float64Array.from(truth)]),
  ];
  await replaceParcel(foldsPart(checkpoint), { value, arrays });
}

/** The first `count` folds: one more may have been finished before the checkpoint could name it. */
export async function readFolds(checkpoint: string, key: string, count: number): Promise<FoldsDone> {
  const parcel = await reading(foldsPart(checkpoint), readParcel);
  const stored = parcel?.value as Stored | undefined;
  if (!parcel || stored?.key !== key || stored.scores.length < count)
    throw new Problem('its finished folds are missing');
  const arrays = new Arrays(parcel.arrays);
  const { key: _, members: storedMembers, answers: storedAnswers, scores, epochs } = stored;
  // members first: in this order their numbers lie in the file
  const members = storedMembers?.map(member => ({ ...member, weights: arrays.feeds(member.weights) }));
  const answers = storedAnswers.map(
    ({ rows, targets }): FoldAnswers => ({
      rows,
      targets: Object.fromEntries(targets.map(name => [name, { outputs: arrays.numbers(), truth: arrays.numbers() }])),
    }),
  );
  return {
    scores: scores.slice(0, count),
    epochs: epochs.slice(0, count),
    answers: answers.slice(0, count),
    ...(members && { members: members.slice(0, count) }),
  };
}
