import { truthPair } from '../data/cell/labels';
import { isInput } from '../network';
import type { ColumnFormat, ColumnPipeline, ColumnType, InputLayer, NetworkSpec, Pipeline, Transform } from '../spec';

/**
 * What a model takes and returns: the columns with their types, in order; the targets with their tasks and classes. Two
 * versions with the same signature can replace each other: the same records go in, the same kind of answer comes out.
 * How a text is read is part of it, as far as both versions state it (`1,234` is a different number with another
 * decimal sign). How values are scaled, and which categories occurred, is not.
 */
export interface Signature {
  readonly takes: readonly Part[];
  readonly gives: readonly Part[];
}
interface Part {
  readonly name: string;
  /** in words: `number`, `array of [28, 28, 1]`, `classification` */
  readonly kind: string;
  readonly classes?: readonly string[];
  /** how its texts are read */
  readonly reads?: Pick<ColumnFormat, 'decimal' | 'date'>;
}

export function signatureOf({ pipeline, network }: { pipeline: Pipeline | null; network: NetworkSpec }): Signature {
  if (pipeline === null) return { takes: network.layers.filter(isInput).map(fromInput), gives: [] };
  return {
    takes: pipeline.features.map(feature => ({
      name: feature.name,
      kind: kindOf(feature),
      ...(feature.format && { reads: feature.format }),
    })),
    gives: pipeline.targets.map(({ name, task, classes, ...target }) => ({
      name,
      kind: target.type === 'tensor' ? `${task} of [${target.shape.join(', ')}]` : task,
      ...(classes && { classes }),
    })),
  };
}

const fromInput = ({ id, args }: InputLayer): Part => ({ name: id, kind: JSON.stringify(args) });

/** A column of whole numbers accepts any number. */
const ALIKE: Partial<Record<ColumnType, ColumnType>> = { integer: 'number' };
const kindOf = ({ type, shape, transform }: ColumnPipeline): string =>
  type === 'tensor' ? `array of [${shape.join(', ')}]` : isYesOrNo(type, transform) ? 'boolean' : (ALIKE[type] ?? type);

/** Words for yes and no were categories in 0.1.0, which knew fewer of them; the same records go in. */
const isYesOrNo = (type: ColumnType, transform: Transform): boolean =>
  type === 'category' && transform.kind === 'one-hot' && truthPair(transform.categories) !== null;

/** The difference in words; null: none. */
export function difference(before: Signature, now: Signature): string | null {
  const found = [...parts('column', before.takes, now.takes), ...parts('target', before.gives, now.gives)];
  if (found.length === 0) return null;
  return found.length > 4 ? `${found.slice(0, 4).join(', ')} and ${found.length - 4} more` : found.join(', ');
}

function parts(what: string, before: readonly Part[], now: readonly Part[]): string[] {
  const [old, fresh] = [byName(before), byName(now)];
  const found: string[] = [];
  for (const { name } of before) if (!fresh.has(name)) found.push(`${what} "${name}" is gone`);
  for (const { name, kind, classes, reads } of now) {
    const was = old.get(name);
    if (!was) found.push(`${what} "${name}" is new`);
    else if (was.kind !== kind) found.push(`${what} "${name}" is ${kind}, was ${was.kind}`);
    else if (JSON.stringify(was.classes) !== JSON.stringify(classes)) found.push(`${what} "${name}" has other classes`);
    else if (differ(was.reads?.decimal, reads?.decimal))
      found.push(`${what} "${name}" has the decimal sign "${reads!.decimal}", was "${was.reads!.decimal}"`);
    else if (differ(was.reads?.date, reads?.date))
      found.push(`${what} "${name}" reads dates as "${reads!.date}", was "${was.reads!.date}"`);
  }
  // Records may also be arrays of values in the order of the columns.
  const reordered = before.some(({ name }, i) => now[i]?.name !== name);
  return found.length === 0 && reordered ? [`the ${what}s are in another order`] : found;
}

/** A version that does not state how texts are read reads only unambiguous ones. */
const differ = (was: string | undefined, is: string | undefined): boolean =>
  was !== undefined && is !== undefined && was !== is;

const byName = (list: readonly Part[]): ReadonlyMap<string, Part> => new Map(list.map(part => [part.name, part]));
