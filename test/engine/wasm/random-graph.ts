import fc from 'fast-check';
import * as g from '../../../src/graph';

/**
 * Random graphs for property tests of the engine. All ops keep numbers within about −1 … 1 and have no jumps, so that
 * two engines with different rounding stay within a few float32 units of each other.
 */
export type Choice = readonly [op: number, first: number, second: number, detail: number];

export const choices = (most: number): fc.Arbitrary<Choice[]> =>
  fc.array(fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999), fc.nat(999)), { minLength: 1, maxLength: most });

type Node = g.GraphNode;
type Make = (a: Node, second: (fits: (b: Node) => Node) => Node | null, detail: number) => Node | Node[] | null;

/** With the first node from the pool, in the order given by chance, that the op takes as its second operand. */
const binary =
  (f: (a: Node, b: Node) => Node): Make =>
  (a, second) =>
    second(b => f(a, b));
const unary =
  (f: (a: Node) => Node): Make =>
  a =>
    f(a);
const symbolic = (d: g.Dim): boolean => typeof d !== 'number';
/** An axis with a known length, by chance. */
const knownAxis = (a: Node, detail: number): number | null => {
  const axes = a.shape.flatMap((d, i) => (symbolic(d) ? [] : [i]));
  return axes.length > 0 ? axes[detail % axes.length]! : null;
};
const someAxes = (a: Node, detail: number): number[] => a.shape.flatMap((_, i) => ((detail >> i) & 1 ? [i] : []));
const alongAxis =
  (f: (a: Node, axis: number, length: number, detail: number) => Node | Node[]): Make =>
  (a, _, detail) => {
    const axis = knownAxis(a, detail);
    return axis === null ? null : f(a, axis, a.shape[axis] as number, Math.floor(detail / 7));
  };

const OPS: readonly Make[] = [
  binary((a, b) => g.mul(g.add(a, b), 0.5)),
  binary((a, b) => g.mul(g.sub(a, b), 0.5)),
  binary((a, b) => g.mul(a, b)),
  binary((a, b) => g.maximum(a, b)),
  binary((a, b) => g.div(a, g.add(g.square(b), 1))),
  binary((a, b) => g.tanh(g.matmul(a, b))),
  binary((a, b) => g.tanh(g.matmul(a, b, { transposeB: true }))),
  binary((a, b) => g.tanh(g.matmul(a, b, { transposeA: true }))),
  (a, second, detail) => second(b => g.concatenate([a, b], detail % a.shape.length)),
  (a, _, detail) => g.mean(a, someAxes(a, detail), detail % 2 === 0),
  (a, _, detail) => g.max(a, someAxes(a, detail), detail % 2 === 0),
  // what is made number by number for one reduction is computed in its loop
  (a, second, detail) => second(b => g.mean(g.mul(a, b), [detail % Math.max(1, a.shape.length)])),
  unary(g.tanh),
  unary(g.relu),
  unary(g.sigmoid),
  unary(g.neg),
  unary(a => g.sqrt(g.add(g.square(a), 0.5))),
  a => (a.shape.length > 0 && !symbolic(a.shape.at(-1)!) ? g.softmax(a) : null),
  unary(a => g.reshape(a, [g.size(a.shape)])),
  unary(a => g.reshape(a, [1, ...a.shape])),
  (a, _, detail) => {
    const [i, j] = [detail % Math.max(1, a.shape.length), (detail >> 3) % Math.max(1, a.shape.length)];
    const perm = a.shape.map((_, axis) => (axis === i ? j : axis === j ? i : axis));
    return g.transpose(a, perm);
  },
  alongAxis((a, axis, length, detail) => {
    const start = detail % length;
    return g.slice(a, axis, start, start + 1 + ((detail >> 4) % (length - start)));
  }),
  alongAxis((a, axis, _, detail) => g.pad(a, axis, detail % 3, (detail >> 2) % 3)),
  alongAxis((a, axis, length, detail) => {
    const at = 1 + (detail % Math.max(1, length - 1));
    return length > 1 ? g.split(a, axis, [at, length - at]) : a;
  }),
  alongAxis((a, axis, length, detail) =>
    g.gather(a, g.constant([detail % length, length - 1, (detail >> 3) % length], [3], 'int32'), axis),
  ),
  (a, _, detail) => (a.shape.length < 3 ? g.broadcastTo(a, [1 + (detail % 3), ...a.shape]) : null),
  (a, _, detail) =>
    a.shape.length < 2
      ? null
      : g.scan(
          ([h], [x]) => {
            const next = g.mul(g.add(h!, x!), 0.5);
            return { carry: [next], outputs: detail % 3 === 0 ? [h!] : [g.tanh(next), next] };
          },
          [g.full(0.25, a.shape.slice(1))],
          [a],
          { reverse: detail % 2 === 0 },
        ).outputs,
];

/** The nodes made from the inputs, one choice after another; a choice that does not fit is skipped. */
export function grown(inputs: readonly Node[], picks: readonly Choice[]): Node[] {
  const pool = [...inputs];
  const turned = (start: number) => pool.map((_, i) => pool[(start + i) % pool.length]!);
  for (const [op, first, second, detail] of picks) {
    const a = pool[first % pool.length]!;
    const fitting = (fits: (b: Node) => Node): Node | null => {
      for (const b of turned(second))
        try {
          return fits(b);
        } catch {} // incompatible shapes
      return null;
    };
    let made: Node | Node[] | null = null;
    try {
      made = OPS[op % OPS.length]!(a, fitting, detail);
    } catch {}
    for (const node of [made ?? []].flat()) if (node.shape.length <= 4) pool.push(node);
  }
  return pool;
}
