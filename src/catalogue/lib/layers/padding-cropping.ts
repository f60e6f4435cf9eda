import { badArgument, Problem } from '../../../errors';
import { cast, type GraphNode, pad, slice } from '../../../graph';
import { type Argument, inFiles, integers } from '../../arguments';
import { layer } from '../../entry';
import { dataFormat, partsOf } from './windows';

/** Padding images and volumes with zeros, and cropping their edges. */

/**
 * Whole numbers for both ends of each axis, `top, bottom, left, right`. A single number applies to all ends; one number
 * per axis applies to both of its ends. Keras's pairs, [[1, 2], [0, 1]], are accepted, and are written to files.
 */
function ends(rank: number): Argument<readonly number[]> {
  const all = 2 * rank;
  const numbers = integers({ min: 0, default: Array<number>(all).fill(1) });
  const what = `${all} whole numbers of at least 0, two for each axis`;
  const argument: Argument<readonly number[]> = {
    ...numbers,
    parse(value, name) {
      const given = numbers.parse(Array.isArray(value) ? value.flat() : value, name);
      if (given.length === all) return given;
      if (given.length === 1) return Array<number>(all).fill(given[0]!);
      if (given.length !== rank) throw badArgument(name, what, value);
      return given.flatMap(end => [end, end]);
    },
  };
  return inFiles(argument, { to: pairs, from: json => json });
}

const pairs = (ends: readonly number[]): [before: number, after: number][] =>
  Array.from({ length: ends.length / 2 }, (_, i) => [ends[2 * i]!, ends[2 * i + 1]!]);

const label = (given: readonly number[]): string =>
  given.every(end => end === given[0]) ? `${given[0]}` : given.join(', ');

/** The first spatial axis. */
const firstAxis = (format: string): number => (format === 'channels_last' ? 1 : 2);

/** A layer that pads each of `rank` axes with zeros. Sources: those of the entries. */
export const paddingLayer = (className: string, rank: number) =>
  layer(className, {
    family: 'reshape',
    arguments: { padding: ends(rank), dataFormat: dataFormat() },
    inputs: 'one',
    call: ({ padding, dataFormat }, [x]) => {
      partsOf(rank, dataFormat, x!.shape);
      const from = firstAxis(dataFormat);
      const put = (y: GraphNode, [before, after]: readonly [number, number], i: number) =>
        before + after === 0 ? y : pad(y, from + i, before, after);
      return pairs(padding).reduce(put, cast(x!, 'float32'));
    },
    label: ({ padding }) => label(padding),
  });

/** A layer that crops each of `rank` axes. Sources: those of the entries. */
export const croppingLayer = (className: string, rank: number) =>
  layer(className, {
    family: 'reshape',
    arguments: { cropping: ends(rank), dataFormat: dataFormat() },
    inputs: 'one',
    call: ({ cropping, dataFormat }, [x]) => {
      partsOf(rank, dataFormat, x!.shape);
      const from = firstAxis(dataFormat);
      return pairs(cropping).reduce((y, [first, last], i) => cropped(y, from + i, first, last), x!);
    },
    label: ({ cropping }) => label(cropping),
  });

/** x without its first and last positions along an axis. Throws a Problem if nothing would be left. */
export function cropped(x: GraphNode, axis: number, first: number, last: number): GraphNode {
  const length = x.shape[axis] as number;
  if (first + last === 0) return x;
  if (first + last < length) return slice(x, axis, first, length - last);
  throw new Problem(`cropping must leave some of ${length} places, received ${first}, ${last}`, {
    argument: 'cropping',
    received: [first, last],
  });
}
