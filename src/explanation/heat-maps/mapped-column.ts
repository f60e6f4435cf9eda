import { badArgument, TensorwireError } from '../../errors';
import { entryOf } from '../../network';
import { elements } from '../../shape';
import type { NetworkSpec } from '../../spec';
import type { Player } from '../players';

/** A column of pictures or sequences, and how its numbers lie. */
export interface MappedColumn {
  readonly player: Player;
  readonly kind: 'picture' | 'sequence';
  /** [height, width] of a picture, [steps] of a sequence */
  readonly sides: readonly number[];
  /** numbers at each place: the channels of a picture, the features of a sequence */
  readonly channels: number;
}

/** The column of the model that is a picture or a sequence; `name`: which one; '': the first. */
export function mappedColumn(
  model: string,
  network: NetworkSpec,
  players: readonly Player[],
  name: string,
): MappedColumn {
  const arrays = players.filter(({ column }) => column.type === 'tensor' && column.shape.length <= 3);
  if (arrays.length === 0)
    throw new TensorwireError(
      model,
      'has no column of pictures or sequences (arrays of up to three dimensions). For other columns use the method auto',
      { argument: 'method' },
    );
  const player = name === '' ? arrays[0]! : arrays.find(({ column }) => column.name === name);
  if (!player)
    throw badArgument('columns', `an array column (${arrays.map(({ column }) => column.name).join(', ')})`, name);
  const { shape } = player.column;
  const isPicture = shape.length === 3 || (shape.length === 2 && !readsSequences(network));
  const sides = shape.slice(0, isPicture ? 2 : 1);
  return {
    player,
    kind: isPicture ? 'picture' : 'sequence',
    sides,
    channels: elements(shape) / elements(sides),
  };
}

/** Whether an array of two dimensions is steps with features: a layer of the network reads such arrays. */
const readsSequences = ({ layers }: NetworkSpec): boolean =>
  layers.some(layer => /1D$/.test(layer.className) || ['recurrent', 'attention'].includes(entryOf(layer).family));
