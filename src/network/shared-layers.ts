import type { WeightSpec } from '../catalogue/entry';
import { TensorwireError } from '../errors';
import type { Shape } from '../graph/types';
import type { LayerSpec } from '../spec';
import { isInput } from './layer';

/** A layer that two branches pass is one layer, with one set of weights and one of settings. */

type Weights = Readonly<Record<string, WeightSpec>>;

export interface LayerDescription {
  readonly label: string;
  /** of its last call */
  readonly shape: Shape | null;
  readonly parameters: number | null;
  /** in Keras's order */
  readonly weights: Weights | null;
}

/** Throws if two branches have different settings for it. */
export function checkSame(a: LayerSpec, b: LayerSpec): void {
  if (a === b || (a.className === b.className && a.args === b.args)) return;
  const settings = ({ className, args }: LayerSpec): string => JSON.stringify([className, args]);
  if (settings(a) === settings(b)) return;
  if (isInput(a) && a.args.encoding !== b.args.encoding)
    throw new TensorwireError(
      b.label,
      'is read by index on one branch, by an Embedding, and otherwise on another; give each an input node of its own',
      { layer: b.id },
    );
  if (isInput(a) && dataOf(a) !== dataOf(b))
    throw new TensorwireError(
      b.label,
      'gets two datasets of different columns, on two branches that meet again: a network is trained on one. Send one dataset ' +
        'to it, or give each branch an input node of its own with columns of the same dataset',
      { layer: b.id },
    );
  throw new TensorwireError(
    b.label,
    'arrives with different settings on two branches: a shared layer has one set of weights and one of settings',
    { layer: b.id },
  );
}

/** What an input got from its data. */
const dataOf = ({ args: { shape, categories } }: LayerSpec): string => JSON.stringify([shape, categories]);

/** The error of a node on a loop, at a deploy and for each message. */
export const LOOP = 'the wires lead back to this node: a network must not contain a loop';

/** Throws if two calls need weights of different shapes. `leadsBack`: is one call made on a result of the other? */
export function checkShared(layer: LayerSpec, a: Weights, b: Weights, leadsBack: () => boolean): void {
  for (const [name, { shape }] of Object.entries(b)) {
    const first = a[name]?.shape ?? [];
    if (first.join() !== shape.join() && leadsBack())
      throw new TensorwireError(layer.label, LOOP, { layer: layer.id, expected: first, received: shape });
    if (first.join() !== shape.join())
      throw new TensorwireError(
        layer.label,
        `is shared by branches of different shapes: its ${name} would be [${first.join(', ')}] on one and [${shape.join(', ')}] on another`,
        { layer: layer.id, expected: first, received: shape },
      );
  }
}
