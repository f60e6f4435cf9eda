import { inputName, known } from '../graph';
import type { GraphNode } from '../graph/types';
import type { Feeds, HostTensor } from '../spec';
import type { Program, Results } from './engine';
import { ownFeed } from './feeds';

/** Two programs are compared for this long, in milliseconds, with a turn of the event loop between runs. */
const AT_MOST = 20;
/**
 * How programs do with many rows is measured with this many; not if it would block the event loop longer than above.
 */
const MANY = 64;
const HOLD = 15;

/** The program for few rows, and the one for `from` or more. */
export interface Race {
  readonly few: Program;
  readonly many: Program;
  readonly from: number;
}

/**
 * Of two programs for the same rows, keeps the one that computes zeros faster; if one is faster for a single row and
 * the other for many, both. The other one is disposed, and so is one that fails. If both fail, the first is kept, and
 * the next message gets its error.
 */
export async function race(first: Program, second: Program, inputs: readonly GraphNode[]): Promise<Race> {
  const [one, another] = await compared(first, second, zeros(inputs, 1));
  const many =
    MANY * Math.max(one, another) < HOLD ? await compared(first, second, zeros(inputs, MANY)) : [one, another];
  const [forOne, forMany] = [[one, another] as const, many].map(([a, b]) => (a! <= b! ? first : second));
  if (forOne !== forMany) {
    // the time of a call, and of a row in it: where the two lines cross
    const lines = [first, second].map((_, i) => {
      const row = (many[i]! - [one, another][i]!) / (MANY - 1);
      return { row, call: [one, another][i]! - row };
    });
    const from = (lines[1]!.call - lines[0]!.call) / (lines[0]!.row - lines[1]!.row);
    return { few: forOne!, many: forMany!, from };
  }
  await (forOne === first ? second : first).dispose();
  return { few: forOne!, many: forOne!, from: 1 };
}

/** The shortest time of each, in milliseconds; Infinity for one that fails. */
async function compared(first: Program, second: Program, feeds: Feeds): Promise<[number, number]> {
  const racers = [first, second].map(program => ({ program, least: Infinity, failed: false }));
  const began = performance.now();
  // the first runs of WebAssembly are not optimized yet
  do
    for (const racer of racers.filter(r => !r.failed)) {
      const start = performance.now();
      try {
        await racer.program.run(feeds);
        racer.least = Math.min(racer.least, performance.now() - start);
      } catch {
        racer.failed = true; // the other one is taken; if both fail, the call itself meets the error
      }
      await new Promise(setImmediate);
    }
  while (performance.now() - began < AT_MOST && racers.some(r => !r.failed));
  const [a, b] = racers.map(({ least, failed }) => (failed ? Infinity : least));
  return [a!, b!];
}

/** One program for fewer rows than `from`, the other for more; `name`: an input. */
export function byRows({ few, many, from }: Race, name: string): Program {
  if (few === many) return few;
  const rowsOf = (feeds: Feeds): number => ownFeed(feeds, name)?.shape[0] ?? 0;
  const pick = (feeds: Feeds): Program => (rowsOf(feeds) < from ? few : many);
  const runNow = (feeds: Feeds): Results => pick(feeds).runNow!(feeds);
  return {
    run: feeds => pick(feeds).run(feeds),
    ...(few.runNow && many.runNow && { runNow }),
    async dispose() {
      await Promise.all([few.dispose(), many.dispose()]);
    },
  };
}

function zeros(inputs: readonly GraphNode[], rows: number): Feeds {
  return Object.fromEntries(
    inputs.map((input): [string, HostTensor] => {
      const shape = known(input.shape, rows);
      const size = shape.reduce((a, b) => a * b, 1);
      const data = input.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
      return [inputName(input), { data, shape, dtype: input.dtype }];
    }),
  );
}
