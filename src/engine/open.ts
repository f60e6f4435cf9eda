import { inputName, isBeyondLimits, multiplyAdds } from '../graph';
import type { GraphNode } from '../graph/types';
import { agreement } from './agree';
import { native } from './choose';
import type { EngineName, Program } from './engine';
import { OnnxEngine, type OnnxModel } from './ort';
import { byRows, type Race, race } from './race';
import { type Ours, readOurs } from './sized';

/** An opened model.onnx, ready for inference. */
export interface Opened {
  readonly program: Program;
  /** what it is made of */
  readonly race: Race;
  /** why its rows cannot be computed together with those of other messages, or null */
  readonly mixes: string | null;
  /** milliseconds that ONNX Runtime took to open it; 0 if it is not used */
  readonly nativeTime: number;
  /** what the user should know: for the log */
  readonly notes: readonly string[];
}

/**
 * Opens a model. With `auto`, and with engines that only train, it also opens the native ONNX Runtime if installed; if
 * both agree on random rows, the faster one is used. `threads`: of ONNX Runtime. A file beyond the limits reaches no engine.
 */
export async function openModelFile(
  onnx: Uint8Array,
  engine: EngineName | 'auto' = 'auto',
  resolveFrom: readonly string[] = [],
  threads = 1,
): Promise<Opened> {
  const load = engine === 'onnx' ? OnnxEngine.load : native;
  const runtime = engine === 'wasm' ? null : load(resolveFrom, threads);
  let ours: Ours | null = null;
  let program: Program | null = null;
  try {
    ours = readOurs(onnx);
    program = engine === 'onnx' || (runtime && !ours.model) ? null : ours.open();
  } catch (error) {
    // ONNX Runtime knows more ops and has more memory, but a model that exceeds the limits must not get it there
    if (!runtime || isBeyondLimits(error)) throw error;
  }
  const mixes = ours?.mixes ?? null;
  if (runtime && program && ours?.model && !isComparable(onnx, ours.model)) {
    // the witness of a comparison, which no optimizer spoils
    await program.dispose();
    return { ...alone(await runtime.open(onnx, false)), mixes, nativeTime: 0, notes: [TOO_LARGE] };
  }
  if (!runtime) return { ...alone(program!), mixes, nativeTime: 0, notes: [] };
  const { program: theirs, time: nativeTime } = await timed(() => runtime.open(onnx));
  if (!program || !ours?.model) return { ...alone(theirs), mixes, nativeTime, notes: [] };
  const { graph, weights } = ours.model;
  const fed = graph.inputs.filter(input => !Object.hasOwn(weights, inputName(input)));
  const { keep, note } = await agreement(program, theirs, fed, () => runtime.open(onnx, false));
  for (const one of [program, theirs]) if (!keep.includes(one)) await one.dispose();
  const found = await best(keep, fed);
  const isNative = [found.race.few, found.race.many].includes(theirs);
  return { ...found, mixes, nativeTime: isNative ? nativeTime : 0, notes: note ? [note] : [] };
}

/** A row of more multiply-adds takes seconds, and two engines hold the weights of a file twice. */
const COMPARABLE = { multiplyAdds: 1e10, bytes: 2 ** 29 };

const TOO_LARGE =
  'the model is too large to compare two engines. It runs on ONNX Runtime without its optimizers, as nothing has shown that they keep its results';

const isComparable = (onnx: Uint8Array, { graph }: OnnxModel): boolean =>
  onnx.byteLength <= COMPARABLE.bytes && multiplyAdds(Object.values(graph.outputs)) <= COMPARABLE.multiplyAdds;

/**
 * An opening that takes longer than this, in milliseconds, is measured again: the first one includes loading the
 * library.
 */
const SLOW = 5;
async function timed(open: () => Promise<Program>): Promise<{ program: Program; time: number }> {
  const once = async () => {
    const began = performance.now();
    const program = await open();
    return { program, time: performance.now() - began };
  };
  const first = await once();
  if (first.time < SLOW) return first;
  await first.program.dispose();
  const second = await once();
  return { ...second, time: Math.min(first.time, second.time) };
}

const alone = (program: Program): Pick<Opened, 'program' | 'race'> => ({
  program,
  race: { few: program, many: program, from: 1 },
});

/** The better of one or two programs. */
async function best([first, second]: readonly Program[], fed: readonly GraphNode[]): Promise<ReturnType<typeof alone>> {
  const [input] = fed;
  if (!second || !input) return alone(first!);
  const found = await race(first!, second, fed);
  return { program: byRows(found, inputName(input)), race: found };
}

/** The same, if only the program is needed. */
export async function openSession(...args: Parameters<typeof openModelFile>): Promise<Program> {
  return (await openModelFile(...args)).program;
}
