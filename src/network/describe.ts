import type { NetworkSpec } from '../spec';
import type { CallDescription } from './describe-call';
import { incrementalInTurns, incrementalOf } from './incremental';
import { once } from './once';
import type { LayerDescription } from './shared-layers';

/** Shapes and sizes of a network. Unknown (null) until the data are known. */

export interface Description {
  readonly calls: Readonly<Record<string, CallDescription>>;
  readonly layers: Readonly<Record<string, LayerDescription>>;
  readonly parameters: number | null;
}

/**
 * Shape and parameters of every call and layer, and the sum of all parameters. Layers after an input of unknown shape
 * have null for both. Throws a Problem with the label of the layer at fault; `details.layer` is its id.
 */
export function describeNetwork(spec: NetworkSpec): Description {
  const { body } = incrementalOf(spec);
  const coming = pendingOutputs(spec);
  const calls = once(() => Object.fromEntries(spec.calls.map(({ id }) => [id, body.calls.get(id)!])));
  const layers = once(() =>
    Object.fromEntries([...spec.layers.map(({ id }) => [id, body.layers.get(id)!.description] as const), ...coming]),
  );
  return {
    get calls() {
      return calls();
    },
    get layers() {
      return layers();
    },
    parameters: body.parameters.unknown > 0 || coming.size > 0 ? null : body.parameters.known,
  };
}

/** The same for a network of any length: `pause` is awaited after each call, so that the event loop gets a turn. */
export async function describeInTurns(spec: NetworkSpec, pause: () => Promise<void>): Promise<Description> {
  await incrementalInTurns(spec, pause);
  return describeNetwork(spec);
}

/** One layer of a network, whatever the size of the network. */
export const describeLayer = (spec: NetworkSpec, id: string): LayerDescription | undefined =>
  pendingOutputs(spec).get(id) ?? incrementalOf(spec).body.layers.get(id)?.description;

/** One call of a network. */
export const describedCall = (spec: NetworkSpec, id: string): CallDescription | undefined =>
  incrementalOf(spec).body.calls.get(id);

/** The last layers of outputs that are not resolved yet are listed too, as unknown. */
const pendingOutputs = ({ outputs }: NetworkSpec): Map<string, LayerDescription> =>
  new Map(
    outputs.flatMap(({ append }) =>
      append ? [[append.id, { label: append.label, shape: null, parameters: null, weights: null }] as const] : [],
    ),
  );
