import fc from 'fast-check';
import { wasmEngine } from '../../../src/engine/wasm';
import * as g from '../../../src/graph';
import { at, build, type Plain } from '../../graph/reference';
import { float, noise } from '../helpers';
import { near } from './compare';

const plain = (shape: readonly number[], seed: number): Plain => ({ shape, data: [...noise(shape, seed).data] });
const swapped = <T>(list: readonly T[]): T[] => [...list.slice(0, -2), list.at(-1)!, list.at(-2)!];
const turned = (x: Plain): Plain => build(swapped(x.shape), i => at(x, swapped(i)));

/** a [.., m, k] · b [.., k, n], of which the leading axes are broadcast. */
function product(a: Plain, b: Plain): Plain {
  const batch = g.broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)) as number[];
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  return build([...batch, m, n], i => {
    const [lead, row, column] = [i.slice(0, -2), i.at(-2)!, i.at(-1)!];
    let sum = 0;
    for (let j = 0; j < k; j++) sum += at(a, [...lead, row, j]) * at(b, [...lead, j, column]);
    return sum;
  });
}

/** Several products in one program: a module each would take longer than the products. */
interface Trial {
  readonly name: string;
  readonly given: readonly Plain[];
  readonly call: (...nodes: g.GraphNode[]) => g.GraphNode;
  readonly expected: Plain;
}
async function run(trials: readonly Trial[]): Promise<void> {
  const inputs = trials.flatMap(({ given }, i) => given.map((x, j) => g.input(`${i} ${j}`, x.shape)));
  const feeds = trials.flatMap(({ given }, i) => given.map((x, j) => [`${i} ${j}`, float(x.shape, x.data)] as const));
  let from = 0;
  const outputs = trials.map(({ given, call, name }, i) => {
    from += given.length;
    return [`${i}: ${name}`, call(...inputs.slice(from - given.length, from))] as const;
  });
  const program = await wasmEngine.compile({ inputs, outputs: Object.fromEntries(outputs) });
  const results = await program.run(Object.fromEntries(feeds));
  await program.dispose();
  for (const [i, [name]] of outputs.entries()) {
    const { shape, data } = trials[i]!.expected;
    near(results[name]!, float(shape, data), 1e-5, name);
  }
}
const multiplied = (a: Plain, b: Plain, name = ''): Trial => ({
  name: `${name} [${a.shape}] · [${b.shape}]`,
  given: [a, b],
  call: (x, y) => g.matmul(x!, y!),
  expected: product(a, b),
});

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('products in WebAssembly', () => {
  for (const m of upTo(9))
    it(`[${m}, 1 … 9] · [1 … 9, 1 … 9]`, () =>
      run(upTo(9).flatMap(k => upTo(9).map(n => multiplied(plain([m, k], m + k), plain([k, n], n))))));

  it('of sizes around those of tiles and of the pieces in which a long sum is made', () =>
    run(
      [
        [4, 255, 8],
        [5, 256, 17],
        [3, 257, 9],
        [1, 513, 5],
        [7, 1000, 3],
        [33, 40, 31],
        [64, 16, 65],
        [2, 3, 130],
        [130, 3, 2],
      ].map(([m, k, n]) => multiplied(plain([m!, k!], 1), plain([k!, n!], 2))),
    ));

  it('with operands that are given transposed, or are seen through a transposition', () =>
    run(
      [
        [1, 1, 1],
        [1, 5, 1],
        [5, 1, 5],
        [3, 4, 5],
        [9, 2, 6],
        [4, 300, 7],
        [50, 3, 2],
        [2, 3, 50],
      ].flatMap(([m, k, n]) =>
        [0, 1, 2, 3].flatMap((bits): Trial[] => {
          const [ta, tb] = [(bits & 1) > 0, (bits & 2) > 0];
          const [a, b] = [plain([m!, k!], 3), plain([k!, n!], 4)];
          const given = [ta ? turned(a) : a, tb ? turned(b) : b];
          const name = `${ta ? 'ᵀ' : ''}[${m}, ${k}] · ${tb ? 'ᵀ' : ''}[${k}, ${n}]`;
          const expected = product(a, b);
          const view = (x: g.GraphNode, is: boolean) => (is ? g.transpose(x, [1, 0]) : x);
          return [
            { name, given, expected, call: (x, y) => g.matmul(x!, y!, { transposeA: ta, transposeB: tb }) },
            { name: `${name}, views`, given, expected, call: (x, y) => g.matmul(view(x!, ta), view(y!, tb)) },
            // the transpose of a product is a view of it
            {
              name: `${name}, turned`,
              given,
              expected: turned(expected),
              call: (x, y) => g.transpose(g.matmul(view(x!, ta), view(y!, tb)), [1, 0]),
            },
          ];
        }),
      ),
    ));

  it('of batches, one of which may be broadcast', () =>
    run(
      (
        [
          [
            [2, 3, 4],
            [2, 4, 5],
          ],
          [
            [2, 3, 4],
            [4, 5],
          ],
          [
            [3, 4],
            [2, 4, 5],
          ],
          [
            [1, 3, 4],
            [6, 4, 9],
          ],
          [
            [2, 1, 3, 4],
            [3, 4, 5],
          ],
          [
            [2, 1, 3, 4],
            [1, 3, 4, 8],
          ],
          [
            [2, 3, 1, 1],
            [2, 3, 1, 1],
          ],
          [
            [5, 1, 7],
            [5, 7, 1],
          ],
        ] as const
      ).map(([a, b]) => multiplied(plain(a, 5), plain(b, 6))),
    ));

  it('of parts of larger matrices, and of rows that are one row again and again', () => {
    const [a, b] = [plain([7, 12], 7), plain([9, 11], 8)];
    const part = (x: Plain, [r, c]: readonly number[], shape: readonly number[]): Plain =>
      build(shape, ([i, j]) => at(x, [i! + r!, j! + c!]));
    const cut = (x: g.GraphNode, [r, c]: readonly number[], [rows, columns]: readonly number[]) =>
      g.slice(g.slice(x, 0, r!, r! + rows!), 1, c!, c! + columns!);
    const trials = [
      { size: [3, 5, 6], atA: [2, 3], atB: [1, 4] },
      { size: [4, 9, 11], atA: [3, 3], atB: [0, 0] },
      { size: [7, 1, 1], atA: [0, 11], atB: [8, 10] },
    ].map(({ size: [m, k, n], atA, atB }) => ({
      name: `parts [${m}, ${k}] · [${k}, ${n}]`,
      given: [a, b],
      call: (x?: g.GraphNode, y?: g.GraphNode) => g.matmul(cut(x!, atA, [m!, k!]), cut(y!, atB, [k!, n!])),
      expected: product(part(a, atA, [m!, k!]), part(b, atB, [k!, n!])),
    }));
    const row = plain([1, 6], 9);
    const rows = build([4, 6], ([, j]) => at(row, [0, j!]));
    const repeated: Trial[] = [
      { left: false, expected: product(turned(rows), plain([4, 5], 10)), other: plain([4, 5], 10) },
      { left: true, expected: product(plain([5, 4], 11), rows), other: plain([5, 4], 11) },
    ].map(({ left, expected, other }) => ({
      name: 'rows repeated',
      given: [row, other],
      expected,
      call: (x, y) => {
        const wide = g.broadcastTo(x!, [4, 6]);
        return left ? g.matmul(y!, wide) : g.matmul(wide, y!, { transposeA: true });
      },
    }));
    return run([...trials, ...repeated]);
  });

  it('of the same operand twice, of constants, and of one number everywhere', () => {
    const a = plain([3, 5], 12);
    const full = build([5, 4], () => 0.5);
    return run([
      {
        name: 'a · aᵀ',
        given: [a],
        expected: product(a, turned(a)),
        call: x => g.matmul(x!, x!, { transposeB: true }),
      },
      {
        name: 'aᵀ · a',
        given: [a],
        expected: product(turned(a), a),
        call: x => g.matmul(x!, x!, { transposeA: true }),
      },
      { name: 'a · ½', given: [a], expected: product(a, full), call: x => g.matmul(x!, g.full(0.5, [5, 4])) },
    ]);
  });

  it('of any shapes, batches and transpositions', async () => {
    const some = fc.record({
      size: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })),
      batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
      shared: fc.nat(2),
      perm: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 1, maxLength: 5 }), async list => {
        const trials = list.map(({ size: [m, k, n], batch, shared, perm }, i): Trial => {
          const a = plain([...(shared === 1 ? [] : batch), m, k], 20 + i);
          const b = plain([...(shared === 2 ? batch.map(() => 1) : batch), k, n], 30 + i);
          if (!perm || batch.length !== 2 || shared !== 0) return multiplied(a, b);
          // batches in another order in memory than they are gone through
          const order = [1, 0, 2, 3];
          const moved = (x: Plain) =>
            build(
              order.map(p => x.shape[p]!),
              idx =>
                at(
                  x,
                  order.map(p => idx[p]!),
                ),
            );
          const view = (x: g.GraphNode) => g.transpose(x, order);
          return {
            name: 'moved',
            given: [a, moved(b)],
            call: (x, y) => g.matmul(x!, view(y!)),
            expected: product(a, b),
          };
        });
        await run(trials);
      }),
      { numRuns: 40 },
    );
  });
});
