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
 * Shape and parameters of every call and layer, and the parameters of all layers together. Layers behind an input whose
 * shape is not known yet have null for both. Throws a Problem with the label of the layer at fault;
 * `details.layer` is its id.
 */
export function describeNetwork(spec: NetworkSpec): Description {
  const { body } = incrementalOf(spec);
  const coming = comingIn(spec);
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

/** The same for a network of any length: `breathe` is waited for after each call, so that others have their turn. */
export async function describeInTurns(spec: NetworkSpec, breathe: () => Promise<void>): Promise<Description> {
  await incrementalInTurns(spec, breathe);
  return describeNetwork(spec);
}

/** One layer of a network, however large that is. */
export const describeLayer = (spec: NetworkSpec, id: string): LayerDescription | undefined =>
  comingIn(spec).get(id) ?? incrementalOf(spec).body.layers.get(id)?.description;

/** One call of a network. */
export const describedCall = (spec: NetworkSpec, id: string): CallDescription | undefined =>
  incrementalOf(spec).body.calls.get(id);

/** Outputs whose last layer is still to come are in the list of layers too, unknown. */
const comingIn = ({ outputs }: NetworkSpec): Map<string, LayerDescription> =>
  new Map(
    outputs.flatMap(({ append }) =>
      append ? [[append.id, { label: append.label, shape: null, parameters: null, weights: null }] as const] : [],
    ),
  );
