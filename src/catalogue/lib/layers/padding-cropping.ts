import { badArgument, TensorwireError } from '../../../errors';
import { cast, type GraphNode, pad, slice } from '../../../graph';
import { type Argument, inFiles, integers } from '../../arguments';
import { layer } from '../../entry';
import { dataFormat, partsOf } from './windows';

/** Zeros put around pictures and volumes, and edges taken off them. */

/**
 * Whole numbers at both ends of each axis, `top, bottom, left, right`. One number stands for all ends, one for each axis
 * for both of its ends; Keras's pairs, [[1, 2], [0, 1]], are understood, and are what files get.
 */
function ends(rank: number): Argument<readonly number[]> {
  const all = 2 * rank;
  const numbers = integers({ min: 0, default: Array<number>(all).fill(1) });
  const what = `${all} whole numbers of at least 0, two for each axis`;
  const argument: Argument<readonly number[]> = {
    ...numbers,
    parse(value, subject, name) {
      const given = numbers.parse(Array.isArray(value) ? value.flat() : value, subject, name);
      if (given.length === all) return given;
      if (given.length === 1) return Array<number>(all).fill(given[0]!);
      if (given.length !== rank) throw badArgument(subject, name, what, value);
      return given.flatMap(end => [end, end]);
    },
  };
  return inFiles(argument, { to: pairs, from: json => json });
}

const pairs = (ends: readonly number[]): [before: number, after: number][] =>
  Array.from({ length: ends.length / 2 }, (_, i) => [ends[2 * i]!, ends[2 * i + 1]!]);

const label = (given: readonly number[]): string =>
  given.every(end => end === given[0]) ? `${given[0]}` : given.join(', ');

/** The first of the axes that windows slide over. */
const firstAxis = (format: string): number => (format === 'channels_last' ? 1 : 2);

/** Zeros around each of `rank` axes. Sources: the entries'. */
export const paddingLayer = (className: string, rank: number) =>
  layer(className, {
    family: 'reshape',
    arguments: { padding: ends(rank), dataFormat: dataFormat() },
    inputs: 'one',
    call: ({ padding, dataFormat }, [x]) => {
      partsOf(className, rank, dataFormat, x!.shape);
      const from = firstAxis(dataFormat);
      const put = (y: GraphNode, [before, after]: readonly [number, number], i: number) =>
        before + after === 0 ? y : pad(y, from + i, before, after);
      return pairs(padding).reduce(put, cast(x!, 'float32'));
    },
    label: ({ padding }) => label(padding),
  });

/** Edges taken off each of `rank` axes. Sources: the entries'. */
export const croppingLayer = (className: string, rank: number) =>
  layer(className, {
    family: 'reshape',
    arguments: { cropping: ends(rank), dataFormat: dataFormat() },
    inputs: 'one',
    call: ({ cropping, dataFormat }, [x]) => {
      partsOf(className, rank, dataFormat, x!.shape);
      const from = firstAxis(dataFormat);
      return pairs(cropping).reduce((y, [first, last], i) => cropped(className, y, from + i, first, last), x!);
    },
    label: ({ cropping }) => label(cropping),
  });

/** x without its first and last places along an axis. Throws a TensorwireError where nothing would be left. */
export function cropped(subject: string, x: GraphNode, axis: number, first: number, last: number): GraphNode {
  const length = x.shape[axis] as number;
  if (first + last === 0) return x;
  if (first + last < length) return slice(x, axis, first, length - last);
  throw new TensorwireError(subject, `cropping must leave some of ${length} places, received ${first}, ${last}`, {
    argument: 'cropping',
    received: [first, last],
  });
}
