import type { NetworkSpec } from '../spec';
import { appendCall, type Body, EMPTY, stepsOf } from './body';
import { type Path, pathOf, toList } from './chain';
import { once } from './once';

/**
 * How networks grow from one another without copying. A NetworkSpec is plain data: lists of layers and calls. The lists
 * of one that was made here are computed when they are first read. Beside it, in a WeakMap, is its internal form: a
 * chain of steps, which it shares with all networks that begin with the same steps, and maps to find layers and calls
 * in. A chain of n layers costs n steps of constant cost, however long it has become.
 */

interface Grown {
  readonly body: Body;
  readonly path: Path | null;
}
const grown = new WeakMap<NetworkSpec, Grown>();

/** The network of a body. */
export function specOf(body: Body, { heads, outputs, recipe }: Ends, path: Path | null): NetworkSpec {
  const [layers, calls] = [
    once(() => stepsOf(body).flatMap(({ first, layer }) => (first ? [layer] : []))),
    once(() => stepsOf(body).map(({ call }) => call)),
  ];
  const passed = once(() => toList(path, at => at.id));
  // own properties, so that copies and JSON have them too
  const spec: NetworkSpec = {
    get layers() {
      return layers();
    },
    get calls() {
      return calls();
    },
    heads,
    outputs,
    get path() {
      return passed();
    },
    ...(recipe && { recipe }),
  };
  grown.set(spec, { body, path });
  return spec;
}
type Ends = Pick<NetworkSpec, 'heads' | 'outputs' | 'recipe'>;

/**
 * The internal form of a network. One that came as data (from a file or another process) is described here. Throws a
 * Problem with the label of the layer at fault; `details.layer` is its id.
 */
export function incrementalOf(spec: NetworkSpec): Grown {
  const known = grown.get(spec);
  if (known) return known;
  let found = EMPTY;
  for (const body of bodiesOf(spec)) found = body;
  return noted(spec, found);
}

/** The same for a network of any length: `pause` is awaited after each call, so that the event loop gets a turn. */
export async function incrementalInTurns(spec: NetworkSpec, pause: () => Promise<void>): Promise<Grown> {
  let found = EMPTY;
  for (const body of bodiesOf(spec)) {
    found = body;
    await pause();
  }
  return grown.get(spec) ?? noted(spec, found);
}

/** The body of a network after each of its calls. */
function* bodiesOf(spec: NetworkSpec): Generator<Body> {
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  let body = EMPTY;
  for (const call of spec.calls) {
    body = appendCall(body, layers.get(call.layer)!, call);
    yield body;
  }
}

function noted(spec: NetworkSpec, body: Body): Grown {
  const found = { body, path: pathOf(spec.path) };
  grown.set(spec, found);
  return found;
}

/** The same layers and calls with other heads and outputs, or another path. */
export function withOutputHeads(
  spec: NetworkSpec,
  change: Partial<Ends> & { readonly path?: Path | null },
): NetworkSpec {
  const { body, path } = incrementalOf(spec);
  const { heads, outputs, recipe } = spec;
  return specOf(body, { heads, outputs, recipe, ...change }, change.path === undefined ? path : change.path);
}
