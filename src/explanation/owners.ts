import { binaries, known, type ops, unaries } from '../graph';
import type { GraphNode, Shape } from '../graph/types';

/**
 * Which column each number of a row depends on, node by node. It is followed through what treats numbers one by one
 * (scaling, bins, waves, one-hot) up to where columns meet: most often the first product of a network.
 */

/** The column of each number of a row; NONE: of no column. The batch counts as one. */
export type Owners = Int32Array;
export const NONE = -1;

type Rule = (node: GraphNode, given: readonly Owners[]) => Owners | null;

const shapeOf = ({ shape }: { readonly shape: Shape }): readonly number[] => known(shape, 1);
const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The common column of two numbers; null: they are of two columns. */
const both = (a: number, b: number): number | null => (a === NONE || a === b ? b : b === NONE ? a : null);

const elementwise: Rule = (node, given) => {
  const shape = shapeOf(node);
  const found = new Int32Array(count(shape)).fill(NONE);
  for (const [i, owners] of given.entries()) {
    const at = broadcastIndex(shapeOf(node.inputs[i]!), shape);
    for (let k = 0; k < found.length; k++) {
      const one = both(found[k]!, owners[at(k)]!);
      if (one === null) return null;
      found[k] = one;
    }
  }
  return found;
};

/** From a place in a shape to that in an operand which is broadcast to it. */
function broadcastIndex(from: readonly number[], to: readonly number[]): (place: number) => number {
  const strides = stridesOf(from).map((stride, axis) => (from[axis] === 1 ? 0 : stride));
  const ahead = to.length - from.length;
  return place => {
    let rest = place;
    let found = 0;
    for (let axis = to.length - 1; axis >= ahead; axis--) {
      found += (rest % to[axis]!) * strides[axis - ahead]!;
      rest = Math.floor(rest / to[axis]!);
    }
    return found;
  };
}

function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** What an op that only moves numbers does, done to their owners. `source`: the place in the input, NONE for a zero. */
const moved = (
  node: GraphNode,
  [owners]: readonly Owners[],
  source: (at: readonly number[]) => readonly number[] | null,
) => {
  const [from, to] = [shapeOf(node.inputs[0]!), shapeOf(node)];
  const strides = stridesOf(from);
  return Int32Array.from({ length: count(to) }, (_, place) => {
    const found = source(placeIn(to, place));
    return found === null ? NONE : owners![found.reduce((sum, at, axis) => sum + at * strides[axis]!, 0)]!;
  });
};

function placeIn(shape: readonly number[], place: number): number[] {
  const at = shape.map(() => 0);
  let rest = place;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    at[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return at;
}

/** Each result is a sum over the last axis of the first operand: of one column, where all of these numbers are. */
const product: Rule = ({ inputs: [a, b], shape, attributes }, [owners, others]) => {
  if (attributes.transposeA || others!.some(owner => owner !== NONE)) return null;
  const [from, to] = [shapeOf(a!), known(shape, 1)];
  const [inner, width] = [from.at(-1)!, to.at(-1)!];
  if (count(to) !== (owners!.length / inner) * width || b!.shape.length > a!.shape.length) return null;
  const found = new Int32Array(count(to)).fill(NONE);
  for (let row = 0; row < owners!.length / inner; row++) {
    let one = NONE;
    for (let k = 0; k < inner; k++) {
      const next = both(one, owners![row * inner + k]!);
      if (next === null) return null;
      one = next;
    }
    found.fill(one, row * width, (row + 1) * width);
  }
  return found;
};

const rules: Readonly<Partial<Record<keyof typeof ops, Rule>>> = {
  reshape: (_, [owners]) => owners!,
  transpose(node, given) {
    const perm = node.attributes.perm as readonly number[];
    return moved(node, given, at => {
      const source = at.map(() => 0);
      for (const [axis, from] of perm.entries()) source[from] = at[axis]!;
      return source;
    });
  },
  slice(node, given) {
    const { axis, start } = node.attributes as { readonly axis: number; readonly start: number };
    return moved(node, given, at => at.with(axis, at[axis]! + start));
  },
  pad(node, given) {
    const { axis, lo } = node.attributes as { readonly axis: number; readonly lo: number };
    const length = shapeOf(node.inputs[0]!)[axis]!;
    return moved(node, given, at => {
      const place = at[axis]! - lo;
      return place < 0 || place >= length ? null : at.with(axis, place);
    });
  },
  concatenate(node, given) {
    const { axis } = node.attributes as { readonly axis: number };
    const parts = node.inputs.map(shapeOf);
    const inner = count(parts[0]!.slice(axis + 1));
    const outer = count(parts[0]!.slice(0, axis));
    const found = new Int32Array(count(shapeOf(node)));
    let at = 0;
    for (let row = 0; row < outer; row++)
      for (const [i, owners] of given.entries()) {
        const length = parts[i]![axis]! * inner;
        found.set(owners.subarray(row * length, (row + 1) * length), at);
        at += length;
      }
    return found;
  },
  /** The vectors of indices. */
  gather(node, [table, owners]) {
    if ((node.attributes.axis as number) !== 0 || table!.some(owner => owner !== NONE)) return null;
    const width = count(shapeOf(node)) / owners!.length;
    return Int32Array.from({ length: owners!.length * width }, (_, k) => owners![Math.floor(k / width)]!);
  },
  matmul: product,
};

/**
 * The owners of each node of a topological order that depends on columns; null: a number depends on several, or the op
 * is not followed. `entered`: those of the inputs.
 */
export function ownersOf(
  order: readonly GraphNode[],
  entered: ReadonlyMap<GraphNode, Owners>,
): ReadonlyMap<GraphNode, Owners | null> {
  const found = new Map<GraphNode, Owners | null>(entered);
  for (const node of order) {
    if (found.has(node) || !node.inputs.some(one => found.has(one))) continue;
    const given = node.inputs.map(one => (found.has(one) ? found.get(one)! : noneOf(one)));
    const name = node.op.name as keyof typeof ops;
    const rule = name in unaries || name in binaries ? elementwise : rules[name];
    const rows = node.shape.filter(dim => typeof dim === 'string');
    const apart = rows.length === 1 && rows[0] === 'N' && !given.includes(null as never);
    found.set(node, (apart && (ofOneColumn(node, given) ?? rule?.(node, given as readonly Owners[]))) || null);
  }
  return found;
}

/** Whatever an op does with numbers of one column, its results are of that column. */
function ofOneColumn(node: GraphNode, given: readonly (Owners | null)[]): Owners | null {
  let one = NONE;
  for (const owners of given)
    for (const owner of owners ?? []) {
      const next = both(one, owner);
      if (next === null) return null;
      one = next;
    }
  return new Int32Array(count(shapeOf(node))).fill(one);
}

const noneOf = (node: GraphNode): Owners => new Int32Array(count(shapeOf(node))).fill(NONE);
