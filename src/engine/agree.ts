import { messageOf } from '../errors';
import { hashUniform, inputName, known } from '../graph';
import type { GraphNode } from '../graph/types';
import type { Feeds, HostTensor } from '../spec';
import type { Program, Results } from './engine';

/**
 * Two engines are used for one model only if they agree: both compute random rows before they race. If they differ, a
 * witness decides: ONNX Runtime without its optimizers, which runs the file node by node. This finds what an optimizer
 * breaks, and what we read wrongly.
 */

/** Results agree within this share of the largest number of an output: engines add up in different orders. */
const TOLERANCE = 1e-3;
/** Several rows are tried only if one takes less than this, in milliseconds. */
const QUICK = 50;
/** Kinds of numbers: around 0, positive, negative throughout, large. */
const KINDS: readonly ((u: number) => number)[] = [u => 2 * u - 1, u => u, u => -u, u => 20 * u - 10];

/**
 * With four rows, one of each kind; with one row, all kinds mixed. Whole numbers are 0 and 1, which are nearly always
 * valid indices.
 */
export function randomRows(inputs: readonly GraphNode[], count: 1 | 4): Feeds {
  return Object.fromEntries(
    inputs.map((input, i): [string, HostTensor] => {
      const shape = known(input.shape, count);
      const size = shape.reduce((a, b) => a * b, 1);
      const uniform = hashUniform(size, i + 1);
      const { dtype } = input;
      if (dtype === 'float32')
        return [
          inputName(input),
          { shape, dtype, data: uniform.map((u, at) => KINDS[Math.floor((4 * at) / size)]!(u)) },
        ];
      const bits = uniform.map(u => Number(u < 0.5));
      return [
        inputName(input),
        { shape, dtype, data: dtype === 'bool' ? Uint8Array.from(bits) : Int32Array.from(bits) },
      ];
    }),
  );
}

/** The difference between two results as a sentence, or null. */
export function difference(found: Results, wanted: Results): string | null {
  for (const [name, { data, shape }] of Object.entries(wanted)) {
    const other = found[name];
    if (!other || other.shape.join() !== shape.join()) return `output "${name}" has another shape`;
    let scale = 1;
    for (const v of data) if (Number.isFinite(v)) scale = Math.max(scale, Math.abs(v));
    for (let i = 0; i < data.length; i++) {
      const [a, b] = [other.data[i]!, data[i]!];
      if (!Object.is(a, b) && a !== b && !(Math.abs(a - b) <= TOLERANCE * scale))
        return `output "${name}" is ${a} by one and ${b} by the other`;
    }
  }
  return null;
}

type Found = { readonly results: Results } | { readonly error: string };
async function found(program: Program, feeds: Feeds): Promise<Found> {
  try {
    return { results: await program.run(feeds) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

export interface Agreement {
  /** both, if they agree or cannot be compared; else the one that the witness agrees with */
  readonly keep: readonly Program[];
  /** what was found, for the log */
  readonly note: string | null;
}

/** Compares our program with ONNX Runtime's on random rows; `witness` is opened only if they differ. */
export async function agreement(
  ours: Program,
  theirs: Program,
  inputs: readonly GraphNode[],
  witness: () => Promise<Program>,
): Promise<Agreement> {
  const began = performance.now();
  for (const count of [1, 4] as const) {
    if (performance.now() - began > QUICK) break;
    const feeds = randomRows(inputs, count);
    const [a, b] = [await found(ours, feeds), await found(theirs, feeds)];
    // one that fails on random rows loses the race; if both fail, only zeros are left to compare
    if ('error' in a || 'error' in b) break;
    const what = difference(a.results, b.results);
    if (what) return judged(what, feeds, [a.results, b.results]);
  }
  return { keep: [ours, theirs], note: null };

  async function judged(what: string, feeds: Feeds, [a, b]: readonly [Results, Results]): Promise<Agreement> {
    const third = await witness();
    const c = await found(third, feeds);
    const [nearOurs, nearTheirs] = [a, b].map(one => 'results' in c && !difference(one, c.results));
    const kept = nearOurs ? (nearTheirs ? [ours, theirs] : [ours]) : nearTheirs ? [theirs] : [third];
    if (!kept.includes(third)) await third.dispose();
    return { keep: kept, note: kept.length === 2 ? null : `${what}: ${verdict(kept[0]!)}` };
  }

  function verdict(program: Program): string {
    if (program === ours) return "ONNX Runtime's optimizers change what this model computes. It runs on WebAssembly";
    if (program === theirs) return 'WebAssembly computes this model differently. It runs on ONNX Runtime';
    return 'both differ from ONNX Runtime without its optimizers, which runs this model';
  }
}
